import { createRecords, type ListContext, type Records, type RecordsOptions } from './records.ts';

/** A schedule. Recorded members and order (airbytehq/airbyte, source-zendesk-support, `expected_records.jsonl`). */
type Schedule = {
  readonly id: number;
  readonly name: string;
  readonly time_zone: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** Minutes since Sunday at midnight. */
  readonly intervals: readonly { readonly start_time: number; readonly end_time: number }[];
};

/** A holiday. Members and order of the reference. The page does not show the schedule. */
type Holiday = {
  readonly id: number;
  readonly name: string;
  readonly start_date: string;
  readonly end_date: string;
  readonly schedule_id: number;
};

const SCHEDULES = [
  { name: 'Berlin', timeZone: 'Berlin', opens: 9 },
  { name: 'US – East', timeZone: 'Eastern Time (US & Canada)', opens: 8 },
  { name: '東京', timeZone: 'Tokyo', opens: 10 },
] as const;
const scheduleId = (index: number): number => 38_101_955_000_021 + 64 * index;

/** The holidays of the first two schedules. Both have the first and the last. */
const HOLIDAYS = [
  { schedule: 0, name: 'New Year', from: '2026-01-01', to: '2026-01-01' },
  { schedule: 1, name: 'New Year', from: '2026-01-01', to: '2026-01-01' },
  { schedule: 0, name: 'Tag der Deutschen Einheit', from: '2026-10-03', to: '2026-10-03' },
  { schedule: 1, name: 'Thanksgiving', from: '2026-11-26', to: '2026-11-27' },
  { schedule: 0, name: 'Betriebsruhe', from: '2026-12-24', to: '2027-01-02' },
  { schedule: 1, name: 'Christmas', from: '2026-12-25', to: '2026-12-25' },
] as const;

/** Creates the schedules, each from Monday to Friday. A deleted schedule loses its holidays. */
export function createSchedules(
  context: ListContext,
  { cascade }: Required<Pick<RecordsOptions<Schedule>, 'cascade'>>,
): Records<Schedule> {
  return createRecords<Schedule>(context, {
    path: 'business_hours/schedules',
    sourceType: 'schedule',
    initial: SCHEDULES.length,
    referenced: 1,
    idOf: scheduleId,
    build: ({ index, id, created_at, updated_at }) => {
      const added = { name: `Schedule ${index + 1}`, timeZone: 'UTC', opens: 9 };
      const { name, timeZone, opens } = SCHEDULES[index] ?? added;
      const intervals = [1, 2, 3, 4, 5].map((day) => {
        const start = (day * 24 + opens) * 60;
        return { start_time: start, end_time: start + 8 * 60 };
      });
      return { id, name, time_zone: timeZone, created_at, updated_at, intervals };
    },
    nameOf: ({ name }) => name,
    cascade,
  });
}

/** Creates the holidays of all schedules. The third schedule has none. */
export function createHolidays(context: ListContext): Records<Holiday> {
  return createRecords<Holiday>(context, {
    path: 'business_hours/holidays',
    sourceType: 'holiday',
    initial: HOLIDAYS.length,
    idOf: (index) => 38_101_956_000_021 + 64 * index,
    build: ({ index, id }) => {
      const added = { schedule: 0, name: `Holiday ${index + 1}`, from: '2027-05-01', to: '2027-05-01' };
      const { schedule, name, from, to } = HOLIDAYS[index] ?? added;
      return { id, name, start_date: from, end_date: to, schedule_id: scheduleId(schedule) };
    },
    nameOf: ({ name }) => name,
    hidden: ['schedule_id'],
  });
}

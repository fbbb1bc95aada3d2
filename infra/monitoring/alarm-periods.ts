import type { Account } from '../config/config-schema.ts';
import { DEFAULT_SCHEDULE, TIMEOUT } from '../config/defaults.ts';
import { pollSecondsOf } from '../config/poll-seconds.ts';

const DAY = 24 * 60;
const UNIT_MINUTES = { minute: 1, hour: 60, day: DAY } as const;

/** From the last run of a Friday to the first of a Monday, and a day to spare. */
const CRON_SILENCE = 4 * DAY;

/** The most that an alarm of CloudWatch looks back, and the longest period that is asked of it. */
const LONGEST_LOOK = 7 * DAY;
const LONGEST_PERIOD = DAY;

/** How often an export tells of itself, in minutes. */
export type Cadence = {
  /**
   * No shorter than the time from one run's end to the next one's, or metrics would come and go. At most a day.
   */
  readonly period: number;
  /** Periods without a single run's end that cannot be by chance; undefined where no alarm can look back that far. */
  readonly silentPeriods: number | undefined;
  /** How long an export may have been behind before that is worth a person's time. */
  readonly staleAfter: number;
};

/**
 * What a schedule makes one expect. Of `rate(...)` it is exact: from one end of a run to the next there is at most the
 * rest between two polls, a tick and the function's time-out, and one tick more where a tick is lost. A `cron(...)` may
 * rest over a weekend; an `at(...)` runs once. Ticks during the rest tell nothing.
 */
export function cadenceOf(account: Pick<Account, 'schedule' | 'pollSeconds'>): Cadence {
  const { schedule = DEFAULT_SCHEDULE } = account;
  const rest = pollSecondsOf(account) / 60;
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  if (unit === 'minute' || unit === 'hour' || unit === 'day') {
    const tick = Number(count) * UNIT_MINUTES[unit];
    // A single failed run is made good by the next.
    const staleAfter = Math.max(60, Math.ceil(1.5 * (rest + tick)));
    return { ...looking(rest + 2 * tick + TIMEOUT.toMinutes()), staleAfter };
  }
  if (schedule.startsWith('cron')) return { ...looking(CRON_SILENCE + rest), staleAfter: DAY + 120 + Math.ceil(rest) };
  return { period: LONGEST_PERIOD, silentPeriods: undefined, staleAfter: DAY };
}

function looking(silence: number): Pick<Cadence, 'period' | 'silentPeriods'> {
  const period = Math.min(LONGEST_PERIOD, 5 * Math.ceil(silence / 5));
  return { period, silentPeriods: silence > LONGEST_LOOK ? undefined : Math.ceil(silence / period) };
}

import { parseScheduleExpression, type ScheduleExpression } from './schedule-expression.ts';

type CronFields = Extract<ScheduleExpression, { kind: 'cron' }>['fields'];

/** The values of one cron field. */
type CronField = {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on. */
  readonly names: readonly string[];
  /** Values that only this field has. */
  readonly special?: RegExp;
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** Of a leap year. */
const DAYS_OF_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
const FIELDS: Readonly<Record<keyof CronFields, CronField>> = {
  minutes: { label: 'minutes', min: 0, max: 59, names: [] },
  hours: { label: 'hours', min: 0, max: 23, names: [] },
  dayOfMonth: {
    label: 'day of month',
    min: 1,
    max: 31,
    names: [],
    special: /^(L|LW|L-([1-9]|[12]\d|30)|([1-9]|[12]\d|3[01])W)$/,
  },
  months: { label: 'month', min: 1, max: 12, names: MONTHS },
  dayOfWeek: {
    label: 'day of week',
    min: 1,
    max: 7,
    names: WEEKDAYS,
    special: /^(L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/i,
  },
  years: { label: 'year', min: 1970, max: 2199, names: [] },
};

/**
 * Returns the rule of EventBridge Scheduler that an expression violates. AWS would report it only at the deployment, or
 * never start a run.
 *
 * @returns undefined if the expression is valid
 */
export function findScheduleProblem(expression: string): string | undefined {
  const schedule = parseScheduleExpression(expression);
  switch (schedule?.kind) {
    case undefined:
      return 'expected an EventBridge Scheduler expression: rate(5 minutes), cron(...) or at(...)';
    case 'rate':
      return undefined;
    case 'at':
      return isTime(expression.slice('at('.length, -1)) ? undefined : 'expected a date and time that exist in at(...)';
    case 'cron':
      return findCronProblem(schedule.fields);
  }
}

/** JavaScript accepts the 31st of every month, and continues with the next month. */
const isTime = (text: string): boolean => {
  const at = Date.parse(`${text}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

function findCronProblem(fields: CronFields): string | undefined {
  const { dayOfMonth, dayOfWeek, months } = fields;
  const invalid = Object.entries(FIELDS).find(
    ([name, field]) => !isValidField(new Map(Object.entries(fields)).get(name) ?? '', field),
  );
  if (invalid !== undefined) {
    const [, { label, min, max, names }] = invalid;
    const range = names.length === 0 ? `${min} to ${max}` : `${min} to ${max} or ${names[0]} to ${names.at(-1)}`;
    return `expected ${range} as ${label} in cron(minutes hours day-of-month month day-of-week year)`;
  }
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    return 'expected ? as either the day of month or the day of week in cron(...), and a value or * as the other';
  }
  return neverOccurs(dayOfMonth, months) ? 'expected a day that a month of cron(...) has' : undefined;
}

/** True if the field has a value that AWS accepts: `*`, `?` for days, or a list of values, ranges and steps. */
function isValidField(text: string, field: CronField): boolean {
  if (text === '*' || (text === '?' && field.special !== undefined)) return true;
  return text.split(',').every((part) => field.special?.test(part) === true || readRange(part, field) !== undefined);
}

/** Reads `5`, `5-9`, `5/2`, `5-9/2` or an asterisk with a step. */
function readRange(part: string, field: CronField): { from: number; to: number; step: number } | undefined {
  const [range = '', step = '1', ...others] = part.split('/');
  const [from, to, ...ends] = range === '*' ? [field.min, field.max] : range.split('-').map((end) => read(end, field));
  if (from === undefined || others.length > 0 || ends.length > 0 || !/^[1-9]\d*$/.test(step)) return undefined;
  if (range.includes('-') && to === undefined) return undefined;
  return { from, to: to ?? (part.includes('/') ? field.max : from), step: Number(step) };
}

function read(text: string, { min, max, names }: CronField): number | undefined {
  const index = names.indexOf(text.toUpperCase());
  if (index !== -1) return min + index;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** True if all days of the month are numbers that none of the months has, such as February 30. */
function neverOccurs(dayOfMonth: string, months: string): boolean {
  const days = dayOfMonth.split(',').map(Number);
  if (days.some((day) => Number.isNaN(day))) return false;
  const ranges = months === '*' ? ['1-12'] : months.split(',');
  const lengths = DAYS_OF_MONTHS.filter((_, index) =>
    ranges.some((part) => {
      const range = readRange(part, FIELDS.months);
      if (range === undefined) return false;
      const { from, to, step } = range;
      const offset = (index + 1 - from + 12) % 12;
      return offset <= (to - from + 12) % 12 && offset % step === 0;
    }),
  );
  return Math.min(...days) > Math.max(...lengths);
}

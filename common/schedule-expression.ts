const MINUTES_PER_UNIT = { minute: 1, hour: 60, day: 1440 } as const;

/** Minutes in a month of 30 days. */
export const MINUTES_PER_MONTH = 30 * MINUTES_PER_UNIT.day;

/** A parsed schedule expression of EventBridge Scheduler. */
export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly minutes: number }
  | { readonly kind: 'cron'; readonly fields: CronFields }
  | { readonly kind: 'at' };

type CronFields = Readonly<Record<'minutes' | 'hours' | 'dayOfMonth' | 'months' | 'dayOfWeek' | 'years', string>>;

/**
 * Parses a schedule expression. Does not check the values of cron fields and times: see schedule-problem.ts.
 *
 * @returns undefined if it is not a `rate(...)`, a `cron(...)` of six fields or an `at(...)`
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseScheduleExpression(expression: string): ScheduleExpression | undefined {
  const [, count, unit] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit === 'minute' || unit === 'hour' || unit === 'day') {
    return { kind: 'rate', minutes: Number(count) * MINUTES_PER_UNIT[unit] };
  }
  const [, minutes, hours, dayOfMonth, months, dayOfWeek, years] =
    /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(expression) ?? [];
  if (
    minutes !== undefined &&
    hours !== undefined &&
    dayOfMonth !== undefined &&
    months !== undefined &&
    dayOfWeek !== undefined &&
    years !== undefined
  ) {
    return { kind: 'cron', fields: { minutes, hours, dayOfMonth, months, dayOfWeek, years } };
  }
  return /^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/.test(expression) ? { kind: 'at' } : undefined;
}

/** Estimates how often a schedule fires in a month of 30 days. A cron expression's day fields count approximately. */
export function invocationsPerMonth(schedule: ScheduleExpression): number {
  switch (schedule.kind) {
    case 'rate':
      return MINUTES_PER_MONTH / schedule.minutes;
    case 'at':
      return 1;
    case 'cron': {
      const { minutes, hours, dayOfMonth, months, dayOfWeek } = schedule.fields;
      const days = isAny(dayOfMonth) ? (30 * countValues(dayOfWeek, 7)) / 7 : countValues(dayOfMonth, 30);
      return (countValues(minutes, 60) * countValues(hours, 24) * days * countValues(months, 12)) / 12;
    }
  }
}

const isAny = (field: string): boolean => field === '*' || field === '?';

/** Counts how many of the possible values a cron field selects with its list of values, ranges and steps. */
function countValues(field: string, possible: number): number {
  if (isAny(field)) return possible;
  return field.split(',').reduce((sum, part) => {
    const [range = '', step] = part.split('/');
    const [first, last] = range.split('-').map(Number);
    // A named day or month is one value. A range of names counts as half of all values.
    if (range.includes('-')) {
      const length = (last ?? Number.NaN) - (first ?? Number.NaN) + 1;
      return sum + Math.ceil((Number.isNaN(length) ? possible / 2 : length) / Number(step ?? 1));
    }
    if (step === undefined) return sum + 1;
    return sum + Math.ceil((possible - (isAny(range) ? 0 : (first ?? 0))) / Number(step));
  }, 0);
}

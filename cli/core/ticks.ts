const UNIT_MINUTES = { minute: 1, hour: 60, day: 1440 } as const;
const MONTH_MINUTES = 30 * UNIT_MINUTES.day;

/**
 * How often a schedule fires in a month of 30 days; by a cron expression's day fields roughly.
 *
 * @param expression - as EventBridge Scheduler spells it
 * @returns undefined where the expression is none that is known here
 */
export function ticksPerMonth(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit === 'minute' || unit === 'hour' || unit === 'day')
    return MONTH_MINUTES / (Number(count) * UNIT_MINUTES[unit]);
  if (expression.startsWith('at(')) return 1;
  const [, fields] = /^cron\((.*)\)$/.exec(expression) ?? [];
  if (fields === undefined) return undefined;
  const [minutes = '*', hours = '*', dayOfMonth = '*', months = '*', dayOfWeek = '*'] = fields.split(/\s+/);
  const days = isAny(dayOfMonth) ? (30 * choices(dayOfWeek, 7)) / 7 : choices(dayOfMonth, 30);
  return (choices(minutes, 60) * choices(hours, 24) * days * choices(months, 12)) / 12;
}

/**
 * How many of a schedule's ticks poll, where the others rest: the first one that comes so many seconds after a run's
 * end. What lies between two ticks is taken to be even.
 *
 * @param ticks - a month
 * @param runSeconds - how long a run takes that polls
 */
export function pollsPerMonth(ticks: number, pollSeconds: number, runSeconds: number): number {
  if (pollSeconds === 0) return ticks;
  const tickSeconds = (MONTH_MINUTES * 60) / ticks;
  return ticks / Math.ceil((runSeconds + pollSeconds) / tickSeconds);
}

const isAny = (field: string): boolean => field === '*' || field === '?';

/** How many of a field's values a list of values, ranges and steps selects. */
function choices(field: string, values: number): number {
  if (isAny(field)) return values;
  return field.split(',').reduce((sum, part) => {
    const [range = '', step] = part.split('/');
    const [first, last] = range.split('-').map(Number);
    // Named days and months are single ones, their ranges about as long as half of all.
    if (range.includes('-')) {
      const length = (last ?? Number.NaN) - (first ?? Number.NaN) + 1;
      return sum + Math.ceil((Number.isNaN(length) ? values / 2 : length) / Number(step ?? 1));
    }
    if (step === undefined) return sum + 1;
    return sum + Math.ceil((values - (isAny(range) ? 0 : (first ?? 0))) / Number(step));
  }, 0);
}

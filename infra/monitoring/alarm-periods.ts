import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import { parseScheduleExpression } from '#common/schedule-expression.ts';
import type { Account } from '../config/config-schema.ts';
import { DEFAULT_SCHEDULE } from '../config/defaults.ts';
import { resolvePollSeconds } from '../config/poll-seconds.ts';

const DAY = 24 * 60;

/** From the last run of a Friday to the first of a Monday, plus a day. */
const CRON_SILENCE = 4 * DAY;

/** The longest evaluation window of a CloudWatch alarm, and the longest period used here. */
const MAX_WINDOW = 7 * DAY;
const MAX_PERIOD = DAY;

/** Expected metric frequency of an export. */
export type AlarmPeriods = {
  /**
   * Minutes of a period. No shorter than the time from one run's end to the next one's, or metrics would come and go.
   * At most a day.
   */
  readonly periodMinutes: number;
  /** Periods without a run's end that cannot be chance. Undefined if an alarm cannot look back that far. */
  readonly silentPeriods: number | undefined;
  /** Minutes that an export may be behind before a person has to look. */
  readonly staleMinutes: number;
};

/**
 * Returns the periods that fit an account's schedule. They are exact for `rate(...)`: between the ends of two runs are
 * at most the poll interval, the schedule's interval and the function's timeout, plus another interval if an invocation
 * is lost. A `cron(...)` may pause over a weekend. An `at(...)` runs once. Skipped runs emit no metrics.
 */
export function alarmPeriods(account: Pick<Account, 'schedule' | 'pollSeconds'>): AlarmPeriods {
  const schedule = parseScheduleExpression(account.schedule ?? DEFAULT_SCHEDULE);
  const pollMinutes = resolvePollSeconds(account) / 60;
  if (schedule?.kind === 'rate') {
    const window = evaluationWindow(pollMinutes + 2 * schedule.minutes + FUNCTION_TIMEOUT_MS / 60_000);
    // One failed run is recovered by the next.
    return { ...window, staleMinutes: Math.max(60, Math.ceil(1.5 * (pollMinutes + schedule.minutes))) };
  }
  if (schedule?.kind === 'cron') {
    return { ...evaluationWindow(CRON_SILENCE + pollMinutes), staleMinutes: DAY + 120 + Math.ceil(pollMinutes) };
  }
  return { periodMinutes: MAX_PERIOD, silentPeriods: undefined, staleMinutes: DAY };
}

/** Splits the longest expected silence, in minutes, into periods that CloudWatch accepts. */
function evaluationWindow(silence: number): Pick<AlarmPeriods, 'periodMinutes' | 'silentPeriods'> {
  const periodMinutes = Math.min(MAX_PERIOD, 5 * Math.ceil(silence / 5));
  return { periodMinutes, silentPeriods: silence > MAX_WINDOW ? undefined : Math.ceil(silence / periodMinutes) };
}

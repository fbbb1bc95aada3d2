import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import { parseScheduleExpression } from '#common/schedule-expression.ts';
import type { Account } from '../config/config-schema.ts';
import { DEFAULT_SCHEDULE } from '../config/defaults.ts';
import { resolvePollSeconds } from '../config/poll-seconds.ts';

const DAY = 24 * 60;

/** Minutes from the last run on Friday to the first run on Monday, plus a day. */
const CRON_SILENCE = 4 * DAY;

/** Longest evaluation window of a CloudWatch alarm, and the longest period used here, in minutes. */
const MAX_WINDOW = 7 * DAY;
const MAX_PERIOD = DAY;

/** Alarm periods that match how often an export emits metrics. */
export type AlarmPeriods = {
  /**
   * Length of a period in minutes, at most a day. At least the time between the ends of two runs, so that each period
   * has a data point.
   */
  readonly periodMinutes: number;
  /** Consecutive periods without a finished run that indicate a fault. Undefined if an alarm cannot look back that far. */
  readonly silentPeriods: number | undefined;
  /** Minutes that an export may be behind before the alarm fires. */
  readonly staleMinutes: number;
};

/**
 * Returns the alarm periods for an account's schedule. They are exact for `rate(...)`: the ends of two runs are at most
 * one poll interval, one schedule interval and one function timeout apart, plus one schedule interval if an invocation
 * is lost. A `cron(...)` may pause over a weekend. An `at(...)` runs once. Skipped runs emit no metrics.
 */
export function alarmPeriods(account: Pick<Account, 'schedule' | 'pollSeconds'>): AlarmPeriods {
  const schedule = parseScheduleExpression(account.schedule ?? DEFAULT_SCHEDULE);
  const pollMinutes = resolvePollSeconds(account) / 60;
  if (schedule?.kind === 'rate') {
    const window = evaluationWindow(pollMinutes + 2 * schedule.minutes + FUNCTION_TIMEOUT_MS / 60_000);
    // A single failed run must not trigger the alarm: the next run recovers it.
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

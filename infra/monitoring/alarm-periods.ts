import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import { parseScheduleExpression } from '#common/schedule-expression.ts';
import type { Account } from '../config/config-schema.ts';
import { DEFAULT_SCHEDULE } from '../config/defaults.ts';
import { shortestIntervalSeconds } from '../config/requested-resources.ts';
import { CRON_SILENCE } from '../config/stale-minutes.ts';

const DAY = 24 * 60;

/** Longest evaluation window of a CloudWatch alarm in minutes, and the longest one with periods below an hour. */
const MAX_WINDOW = 7 * DAY;
const MAX_WINDOW_OF_SHORT_PERIODS = DAY;

/** More periods would hardly notice a silence earlier. */
const MAX_PERIODS = 30;

/** Minutes that Lambda may take to start an invocation and to publish its metrics. */
const INVOCATION_DELAY = 5;

/** An entry of the configuration: the exports of one schedule. */
export type Scheduled = Pick<Account, 'schedule' | 'pollSeconds' | 'snapshotSeconds' | 'resources'> & {
  /** Minutes by which an invocation may be late. Default: 0. */
  readonly spreadMinutes?: number;
};

/** A time without data that indicates a fault, as periods of an alarm. */
export type Silence = { readonly periodMinutes: number; readonly periods: number };

/** Returns a period in minutes, at most a day, in which each of the schedules emits metrics. */
export const metricsPeriod = (schedules: readonly Scheduled[]): number =>
  Math.max(...schedules.map((each) => Math.min(DAY, 5 * Math.ceil((metricsGap(each) ?? DAY) / 5))));

/** Returns how long the metrics of an account may be missing. Undefined if an alarm cannot look back that far. */
export const metricsSilence = (schedules: readonly Scheduled[]): Silence | undefined =>
  splitSilence(schedules.map(metricsGap));

/** Returns how long the function may not be invoked. Undefined if an alarm cannot look back that far. */
export const invocationsSilence = (schedules: readonly Scheduled[]): Silence | undefined =>
  splitSilence(schedules.map(invocationsGap));

/**
 * Returns the longest time in minutes between the metrics of two runs; undefined for an `at(...)`, which runs once. It is
 * exact for `rate(...)`: the ends of two runs are at most one interval of an export, one schedule interval and one function
 * timeout apart. A lost invocation adds one schedule interval, and a late one the minutes by which it may be late. A `cron(...)` may pause over a weekend.
 */
function metricsGap(account: Scheduled): number | undefined {
  const schedule = parseScheduleExpression(account.schedule ?? DEFAULT_SCHEDULE);
  const dueMinutes = shortestIntervalSeconds(account) / 60;
  const { spreadMinutes = 0 } = account;
  if (schedule?.kind === 'rate')
    return dueMinutes + 2 * schedule.minutes + spreadMinutes + FUNCTION_TIMEOUT_MS / 60_000;
  return schedule?.kind === 'cron' ? CRON_SILENCE + dueMinutes : undefined;
}

/** Returns the longest time in minutes between two invocations if one is lost. */
function invocationsGap({ schedule: expression = DEFAULT_SCHEDULE, spreadMinutes = 0 }: Scheduled): number | undefined {
  const schedule = parseScheduleExpression(expression);
  if (schedule?.kind === 'rate') return 2 * schedule.minutes + spreadMinutes + INVOCATION_DELAY;
  return schedule?.kind === 'cron' ? CRON_SILENCE : undefined;
}

/**
 * Splits the shortest of these gaps into many short periods. CloudWatch looks at more periods than it evaluates, and data
 * in them outweighs missing data. So it notices a silence later: by two periods, or by two thirds, depending on how its
 * example is read (five periods instead of three).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
function splitSilence(gaps: readonly (number | undefined)[]): Silence | undefined {
  const gap = Math.min(...gaps.map((each) => each ?? Infinity));
  if (gap > MAX_WINDOW) return undefined;
  const shortest = Math.ceil(gap / MAX_PERIODS);
  const periodMinutes = gap > MAX_WINDOW_OF_SHORT_PERIODS ? Math.max(60, shortest) : shortest;
  return { periodMinutes, periods: Math.ceil(gap / periodMinutes) };
}

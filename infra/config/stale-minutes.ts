import { parseScheduleExpression } from '#common/schedule-expression.ts';
import type { Account, ExporterConfig } from './config-schema.ts';
import { DEFAULT_SCHEDULE } from './defaults.ts';

const DAY = 24 * 60;

/** Minutes from the last run on Friday to the first run on Monday, plus a day. A `cron(...)` may pause over a weekend. */
export const CRON_SILENCE = 4 * DAY;

/**
 * Returns how many minutes an export of the account may be behind without shrinking its backlog. A single failed run must
 * not trigger the alarm, because the next run recovers it. The function applies at least two poll intervals.
 */
export function staleMinutes(
  { schedule: expression = DEFAULT_SCHEDULE }: Pick<Account, 'schedule'>,
  { alarmStaleMinutes }: Pick<ExporterConfig, 'alarmStaleMinutes'>,
): number {
  if (alarmStaleMinutes !== undefined) return alarmStaleMinutes;
  const schedule = parseScheduleExpression(expression);
  if (schedule?.kind === 'rate') return Math.max(60, Math.ceil(1.5 * schedule.minutes));
  return schedule?.kind === 'cron' ? CRON_SILENCE : DAY;
}

import type { RunEnd, RunHistory } from './run-history.ts';

/** Outcomes of runs that ran out of time and left work for the next run. */
const RESUMABLE_OUTCOMES: ReadonlySet<RunEnd> = new Set<RunEnd>(['budget_spent', 'rate_limited']);

/**
 * True if a run should poll Zendesk now.
 * @param runHistory - undefined if the export has never run
 * @param now - epoch milliseconds
 */
export function isPollDue(runHistory: RunHistory | undefined, pollSeconds: number, now: number): boolean {
  const seconds = Math.floor(now / 1000);
  // A last run in the future indicates a wrong clock.
  return seconds >= nextPollAt(runHistory, pollSeconds) || seconds < (runHistory?.lastRunAt ?? 0);
}

/** True if the last run ran out of time and left work for the next run. */
export const hasHandedOver = (runHistory: RunHistory | undefined): boolean =>
  RESUMABLE_OUTCOMES.has(runHistory?.lastOutcome ?? '');

/**
 * Returns when the next poll is due. A run that ran out of time is resumed immediately. After any other run, caught up
 * or failed, the next poll is due after `pollSeconds`. The same delay applies if the last run ran out of time without
 * progress: immediate retries would not help, and Zendesk may have required a long wait.
 *
 * @param runHistory - undefined if the export has never run
 * @returns epoch seconds; 0 if the last run left work, or is unknown
 */
export function nextPollAt(runHistory: RunHistory | undefined, pollSeconds: number): number {
  const { lastRunAt, lastOutcome, stalledRuns } = runHistory ?? {};
  // An operator's rewind removes the outcome, so that the next run reads immediately.
  if (lastRunAt === undefined || lastOutcome === undefined) return 0;
  if (hasHandedOver(runHistory) && stalledRuns === 0) return 0;
  return lastRunAt + pollSeconds;
}

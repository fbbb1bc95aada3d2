import type { RunEnd, RunHistory } from './run-history.ts';

/** Outcomes of runs that ran out of time and left work for the next run. */
const RESUMABLE_OUTCOMES: ReadonlySet<RunEnd> = new Set<RunEnd>(['budget_spent', 'rate_limited']);

/**
 * True if a run should poll Zendesk now. A run that ran out of time is resumed immediately. After any other run, caught
 * up or failed, the next poll is due after `pollSeconds`. The same delay applies if the last run ran out of time without
 * progress: immediate retries would not help, and Zendesk may have required a long wait.
 *
 * @param runHistory - undefined if the export has never run
 * @param now - epoch milliseconds
 */
export function isPollDue(runHistory: RunHistory | undefined, pollSeconds: number, now: number): boolean {
  const { lastRunAt, lastOutcome, stalledRuns } = runHistory ?? {};
  // An operator's rewind removes the outcome, so that the next run reads immediately.
  if (lastRunAt === undefined || lastOutcome === undefined) return true;
  if (RESUMABLE_OUTCOMES.has(lastOutcome) && stalledRuns === 0) return true;
  const seconds = Math.floor(now / 1000) - lastRunAt;
  // A last run in the future indicates a wrong clock.
  return seconds < 0 || seconds >= pollSeconds;
}

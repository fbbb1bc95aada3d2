import type { RunEnd, RunHistory } from './run-history.ts';

/** Ends that left something to do for which there was no time. */
const RESUMABLE_OUTCOMES: ReadonlySet<RunEnd> = new Set<RunEnd>(['budget_spent', 'rate_limited']);

/**
 * Whether there is anything to do for a run. After one that handed over there is at once; after any other, be it that
 * it had caught up or that it failed, only when `pollSeconds` have passed. One that handed over without having got on
 * counts as any other: to ask as often as that would not help, and Zendesk may have asked for a long wait.
 *
 * @param runHistory - how the export stands; undefined where it has never run
 * @param now - epoch milliseconds
 */
export function isPollDue(runHistory: RunHistory | undefined, pollSeconds: number, now: number): boolean {
  const { lastRunAt, lastOutcome, stalledRuns } = runHistory ?? {};
  // An operator's rewind removes the outcome: there is something to read again.
  if (lastRunAt === undefined || lastOutcome === undefined) return true;
  if (RESUMABLE_OUTCOMES.has(lastOutcome) && stalledRuns === 0) return true;
  const seconds = Math.floor(now / 1000) - lastRunAt;
  // What lies ahead tells of a clock that was wrong.
  return seconds < 0 || seconds >= pollSeconds;
}

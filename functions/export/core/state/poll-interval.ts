import type { EndName, Standing } from './run-history.ts';

/** Ends that left something to do for which there was no time. */
const HANDS_OVER: ReadonlySet<EndName> = new Set<EndName>(['budget_spent', 'rate_limited']);

/**
 * Whether there is anything to do for a run. After one that handed over there is at once; after any other, be it that
 * it had caught up or that it failed, only when `pollSeconds` have passed. One that handed over without having got on
 * counts as any other: to ask as often as that would not help, and Zendesk may have asked for a long wait.
 *
 * @param standing - how the export stands; undefined where it has never run
 * @param now - epoch milliseconds
 */
export function isDue(standing: Standing | undefined, pollSeconds: number, now: number): boolean {
  const { lastRunAt, lastOutcome, stalledRuns } = standing ?? {};
  // An operator's rewind removes the outcome: there is something to read again.
  if (lastRunAt === undefined || lastOutcome === undefined) return true;
  if (HANDS_OVER.has(lastOutcome) && stalledRuns === 0) return true;
  const seconds = Math.floor(now / 1000) - lastRunAt;
  // What lies ahead tells of a clock that was wrong.
  return seconds < 0 || seconds >= pollSeconds;
}

import type { Outcome } from '../outcome.ts';

/**
 * Run statistics of an export, stored on its cursor item for monitoring. They do not affect runs, except that they
 * decide when the next poll is due (see poll-interval.ts).
 * Times are epoch seconds. Items written by earlier versions lack these attributes.
 */
export type RunHistory = {
  /** The end of the first recorded run, or of the last run that found the resource unavailable. */
  readonly firstRunAt?: number;
  /** The end of the last run that held the lease. */
  readonly lastRunAt?: number;
  /** That run's outcome, or the name of its error. */
  readonly lastOutcome?: string;
  /** The end of the last run that caught up. */
  readonly caughtUpAt?: number;
  /** The end of the last run that caught up or shrank the backlog. Of a list: the start of its last complete snapshot. */
  readonly freshAt?: number;
  /** Consecutive runs that neither caught up nor moved the position. */
  readonly stalledRuns?: number;
  /** Totals of all newly landed and checkpointed pages, their records, and the uncompressed bytes of all objects. */
  readonly totalPages?: number;
  readonly totalRecords?: number;
  readonly totalBytes?: number;
};

/** The counters of a run: newly landed pages, records and uncompressed bytes. */
type Landed = { readonly pages: number; readonly records: number; readonly bytes: number };

export const addTotals = (before: RunHistory, { pages, records, bytes }: Landed): RunHistory => ({
  totalPages: (before.totalPages ?? 0) + pages,
  totalRecords: (before.totalRecords ?? 0) + records,
  totalBytes: (before.totalBytes ?? 0) + bytes,
});

/** A run's outcome, or the name of its error. */
export type RunEnd = Outcome | (string & {});

/**
 * Returns the statistics after a run that held the lease.
 * @param run - `moved`: true if the run moved the persisted position; `advancedSeconds`: how far; `freshAt`: the value to
 * record if the run caught up or shrank the backlog
 * @param now - epoch milliseconds
 */
export function updateRunHistory(
  before: RunHistory,
  run: Landed & {
    readonly ended: RunEnd;
    readonly moved: boolean;
    readonly advancedSeconds: number;
    readonly freshAt: number;
  },
  now: number,
): RunHistory {
  const at = Math.floor(now / 1000);
  const { firstRunAt = at, lastRunAt = at, stalledRuns = 0 } = before;
  const isCaughtUp = run.ended === 'caught_up';
  // The backlog shrinks if the position gained more seconds than have passed.
  const isFresh = isCaughtUp || run.advancedSeconds > at - lastRunAt;
  return {
    ...before,
    // Until the resource becomes available, there is nothing to catch up with.
    firstRunAt: run.ended === 'unavailable' ? at : firstRunAt,
    lastRunAt: at,
    lastOutcome: run.ended,
    ...(isCaughtUp && { caughtUpAt: at }),
    ...(isFresh && { freshAt: run.freshAt }),
    stalledRuns: stalledRunsAfter(stalledRuns, run),
    ...addTotals(before, run),
  };
}

function stalledRunsAfter(
  before: number,
  { ended, moved }: { readonly ended: RunEnd; readonly moved: boolean },
): number {
  if (ended === 'stalled') return before + 1;
  if (ended === 'caught_up' || ended === 'unavailable' || moved) return 0;
  // Another run owns the export, so losing the lease is not a stall.
  return ended === 'lease_lost' ? before : before + 1;
}

/** Seconds from the last run that caught up to the last run. If no run has caught up, they count from the first run. */
export function secondsSinceCaughtUp({ firstRunAt = 0, lastRunAt = firstRunAt, caughtUpAt }: RunHistory): number {
  return Math.max(0, lastRunAt - (caughtUpAt ?? firstRunAt));
}

/**
 * Returns how stale an export is, as a fraction of its limit: the time since it was last fresh (`freshAt`), or since its
 * first run. 1 means that the limit is reached.
 *
 * @param staleSeconds - the limit (see `ExportOptions.staleSeconds`)
 * @param at - epoch seconds
 * @returns undefined if no run has ended yet
 */
export function freshnessRatio(
  { firstRunAt, freshAt = firstRunAt }: RunHistory,
  staleSeconds: number,
  at: number,
): number | undefined {
  return freshAt === undefined ? undefined : Math.max(0, at - freshAt) / staleSeconds;
}

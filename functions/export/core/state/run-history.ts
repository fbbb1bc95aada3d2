import type { Outcome } from '../outcome.ts';

/**
 * How an export stands, kept on its cursor item for whoever watches over it: nothing that a run does depends on it, but
 * whether it rests (see poll-interval.ts).
 * Times are epoch seconds. Items of earlier versions have none of it.
 */
export type RunHistory = {
  /** The end of the first run that is on record. */
  readonly firstRunAt?: number;
  /** The end of the last run that had the lease. */
  readonly lastRunAt?: number;
  /** That run's outcome, or the name of the error that it ended with. */
  readonly lastOutcome?: string;
  readonly caughtUpAt?: number;
  /** Runs in a row that neither caught up nor moved the position. */
  readonly stalledRuns?: number;
  /** All that has been newly landed and checkpointed: pages, their records, and uncompressed bytes of all objects. */
  readonly totalPages?: number;
  readonly totalRecords?: number;
  readonly totalBytes?: number;
};

/** What a run has newly landed. */
type Landed = { readonly pages: number; readonly records: number; readonly bytes: number };

export const addTotals = (before: RunHistory, { pages, records, bytes }: Landed): RunHistory => ({
  totalPages: (before.totalPages ?? 0) + pages,
  totalRecords: (before.totalRecords ?? 0) + records,
  totalBytes: (before.totalBytes ?? 0) + bytes,
});

/** How a run's end is called: by its outcome, or by its error's name. */
export type RunEnd = Outcome | (string & {});

/**
 * How an export stands after a run that had its lease.
 * @param moved - whether the run has moved the persisted position
 * @param now - epoch milliseconds
 */
export function updateRunHistory(
  before: RunHistory,
  run: Landed & { readonly ended: RunEnd; readonly moved: boolean },
  now: number,
): RunHistory {
  const at = Math.floor(now / 1000);
  const { firstRunAt = at, stalledRuns = 0 } = before;
  const isCaughtUp = run.ended === 'caught_up';
  return {
    ...before,
    firstRunAt,
    lastRunAt: at,
    lastOutcome: run.ended,
    ...(isCaughtUp && { caughtUpAt: at }),
    stalledRuns: stalledRunsAfter(stalledRuns, run),
    ...addTotals(before, run),
  };
}

function stalledRunsAfter(
  before: number,
  { ended, moved }: { readonly ended: RunEnd; readonly moved: boolean },
): number {
  if (ended === 'stalled') return before + 1;
  if (ended === 'caught_up' || moved) return 0;
  // Another run owns the export, so losing the lease is not a stall.
  return ended === 'lease_lost' ? before : before + 1;
}

/** How long ago the export had caught up when it was last run; where it never has, how long it has been run. */
export function secondsSinceCaughtUp({ firstRunAt = 0, lastRunAt = firstRunAt, caughtUpAt }: RunHistory): number {
  return Math.max(0, lastRunAt - (caughtUpAt ?? firstRunAt));
}

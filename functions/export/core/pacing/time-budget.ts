import type { Outcome } from '../outcome.ts';

/** The time of a run. All times are epoch milliseconds. */
export type TimeBudget = {
  /** The invocation's deadline: the Lambda timeout. */
  readonly deadline: number;
  /** From then on, the run requests, lands and checkpoints nothing, and aborts requests in flight. */
  readonly workBy: number;
  /** By then, the run has released its leases and returns. */
  readonly returnBy: number;
  /** Opens the budget of one export. Its pages say nothing about the duration of another export's pages. */
  openExport(): ExportBudget;
};

/** The remaining time of one export within a run. All times are epoch milliseconds. */
export type ExportBudget = {
  /**
   * Checks whether a request may start after a wait. A run's first page may always start, unless it would have to wait
   * for longer than the time left. The first page of another export may start in the first half of the run.
   * @param waitMs - milliseconds to wait before the request
   * @param isRequired - true if Zendesk or `requestsPerMinute` requires the wait
   */
  checkStart(
    now: number,
    waitMs: number,
    isRequired: boolean,
  ): 'go' | Extract<Outcome, 'rate_limited' | 'budget_spent'>;
  /** Records that a request starts. From then on, it may be retried. */
  recordStart(): void;
  /** Records the time (ms) from a page's request until it was read. The next page is expected to take as long. */
  recordRead(ms: number): void;
  /** Records the time (ms) from the request of the page last read to its checkpoint. */
  recordFinished(ms: number): void;
  /** Whether the export has finished a page in this run. */
  readonly hasFinishedPage: boolean;
};

/** A run must return one second before its deadline. The remaining 250 ms are for the Lambda runtime. */
const RETURN_MARGIN_MS = 1_250;
/** Time reserved for releasing the leases, or a quarter of the remaining time if that is less. */
const RELEASE_MS = 2_000;
/** A page is expected to take as long as the slowest of this many pages. */
const REMEMBERED_PAGES = 3;

/**
 * @param now - epoch milliseconds
 * @param remainingMs - the invocation's remaining time in milliseconds, as Lambda reports it
 */
export function createTimeBudget(now: number, remainingMs: number): TimeBudget {
  const deadline = now + remainingMs;
  const returnBy = now + Math.max(0, remainingMs - RETURN_MARGIN_MS);
  const workBy = returnBy - Math.min(RELEASE_MS, (returnBy - now) / 4);
  const run = { workBy, firstPagesBy: deadline - remainingMs / 2, hasStarted: false };
  return { deadline, workBy, returnBy, openExport: () => openExportBudget(run) };
}

type RunTime = {
  readonly workBy: number;
  /** Until then, every export may start its first page. */
  readonly firstPagesBy: number;
  /** True if the run has started its first page. */
  hasStarted: boolean;
};

function openExportBudget(run: RunTime): ExportBudget {
  const durationsMs: number[] = [];
  let hasStarted = false;
  let hasFinishedPage = false;
  return {
    get hasFinishedPage() {
      return hasFinishedPage;
    },
    checkStart(now, waitMs, isRequired) {
      const startsAt = now + waitMs;
      if (waitMs > 0 && startsAt >= run.workBy) return isRequired ? 'rate_limited' : 'budget_spent';
      if (run.hasStarted && !hasStarted) return startsAt <= run.firstPagesBy ? 'go' : 'budget_spent';
      // -Infinity until a page has been read: a first page that has started may always be retried.
      const expectedMs = Math.max(...durationsMs);
      return startsAt + expectedMs >= run.workBy ? 'budget_spent' : 'go';
    },
    recordStart() {
      hasStarted = true;
      run.hasStarted = true;
    },
    recordRead(ms) {
      durationsMs.push(ms);
      if (durationsMs.length > REMEMBERED_PAGES) durationsMs.shift();
    },
    recordFinished(ms) {
      durationsMs.splice(-1, 1, ms);
      hasFinishedPage = true;
    },
  };
}

import type { Outcome } from '../outcome.ts';

/** The remaining time of a run. All times are epoch milliseconds. */
export type TimeBudget = {
  /** The invocation's deadline: the Lambda timeout. */
  readonly deadline: number;
  /** From then on, the run requests, lands and checkpoints nothing, and aborts requests in flight. */
  readonly workBy: number;
  /** By then, the run has released its leases and returns. */
  readonly returnBy: number;
  /**
   * Checks whether a request may start after a wait. A run's first page may always start, unless it would have to wait
   * for longer than the time left.
   * @param waitMs - milliseconds to wait before the request
   * @param isRequired - true if Zendesk or `requestsPerMinute` requires the wait
   */
  checkStart(
    now: number,
    waitMs: number,
    isRequired: boolean,
  ): 'go' | Extract<Outcome, 'rate_limited' | 'budget_spent'>;
  /** Records the time (ms) from a page's request until it was read. The next page is expected to take as long. */
  recordRead(ms: number): void;
  /** Records the time (ms) from the request of the page last read to its checkpoint. */
  recordFinished(ms: number): void;
  /** Whether the run has finished a page. */
  readonly hasFinishedPage: boolean;
};

/** A run must return one second before its deadline. The remaining 250 ms are for the Lambda runtime. */
const RETURN_MARGIN_MS = 1_250;
/** Time reserved for releasing the lease, or a quarter of the remaining time if that is less. */
const RELEASE_MS = 2_000;
/** A page is expected to take as long as the slowest of this many pages. */
const REMEMBERED_PAGES = 3;

/**
 * @param now - epoch milliseconds
 * @param remainingMs - the invocation's remaining time in milliseconds, as Lambda reports it
 */
export function createTimeBudget(now: number, remainingMs: number): TimeBudget {
  const returnBy = now + Math.max(0, remainingMs - RETURN_MARGIN_MS);
  const workBy = returnBy - Math.min(RELEASE_MS, (returnBy - now) / 4);
  const durationsMs: number[] = [];
  let hasFinishedPage = false;
  return {
    deadline: now + remainingMs,
    workBy,
    returnBy,
    get hasFinishedPage() {
      return hasFinishedPage;
    },
    checkStart(now, waitMs, isRequired) {
      if (waitMs > 0 && now + waitMs >= workBy) return isRequired ? 'rate_limited' : 'budget_spent';
      // -Infinity until a page has been read: the first page may always start.
      const expectedMs = Math.max(...durationsMs);
      return now + waitMs + expectedMs >= workBy ? 'budget_spent' : 'go';
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

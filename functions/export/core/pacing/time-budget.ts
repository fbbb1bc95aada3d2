import type { Outcome } from '../outcome.ts';

/** The time that a run has left. All times are epoch milliseconds. */
export type TimeBudget = {
  /** The invocation's deadline: AWS ends the process then. */
  readonly deadline: number;
  /** After this, nothing is requested, landed or checkpointed, and requests in flight are aborted. */
  readonly workBy: number;
  /** The lease is released by then, and the run returns. */
  readonly returnBy: number;
  /**
   * Whether a request may start after a wait. A run's first page may always start.
   * @param waitMs - how long the request waits from now on
   * @param isRequired - Zendesk or `requestsPerMinute` requires the wait
   */
  checkStart(
    now: number,
    waitMs: number,
    isRequired: boolean,
  ): 'go' | Extract<Outcome, 'rate_limited' | 'budget_spent'>;
  /** A page took this long from its request until it was read (ms). The next one is expected to take as long. */
  recordRead(ms: number): void;
  /** The page read last took this long from its request to its checkpoint (ms). */
  recordFinished(ms: number): void;
  /** Whether the run has finished a page. */
  readonly hasFinishedPage: boolean;
};

/** A run promises to return one second before its deadline; the rest is for the runtime's own work after that. */
const RETURN_MARGIN_MS = 1_250;
/** Releasing the lease may take this long, or a quarter of the time left if that is less. */
const RELEASE_MS = 2_000;
/** A page is expected to take as long as the slowest of the last few. */
const REMEMBERED_PAGES = 3;

/**
 * @param now - epoch milliseconds
 * @param remainingMs - what the invocation has left, as Lambda reports it
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
      // Before a page has been read, this is -Infinity.
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

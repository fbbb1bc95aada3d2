import type { Outcome } from '../outcome.ts';

/** The time that a run has left. All times are epoch milliseconds. */
export type Budget = {
  /** The invocation's own deadline: AWS ends the process then. */
  readonly deadline: number;
  /** Nothing is asked of Zendesk, landed or checkpointed after this; what is in flight is aborted. */
  readonly workBy: number;
  /** The lease is released by then, and the run returns. */
  readonly returnBy: number;
  /**
   * Whether a request may start after waiting `ms`.
   * @param asked - whether Zendesk or `requestsPerMinute` asks for the wait
   */
  after(now: number, ms: number, asked: boolean): 'go' | Extract<Outcome, 'rate_limited' | 'budget_spent'>;
  /**
   * Tells how long a page took from its request until it was read (ms): the next is expected to take as long, and is
   * asked for while this one lands. A run's first page is started whatever it may take.
   */
  readPage(ms: number): void;
  /** Tells how long the page read last took from its request to its checkpoint (ms). */
  finishedPage(ms: number): void;
  /** Whether the run has finished with a page. */
  readonly hasPage: boolean;
};

/** Runs promise to be back one second before their deadline; some more for the runtime's own work after that. */
const RETURN_MARGIN_MS = 1_250;
/** What releasing the lease may take, at most; a quarter of what is left where that is less. */
const RELEASE_MS = 2_000;
/** Pages are expected to take as long as the slowest of the last few. */
const REMEMBERED_PAGES = 3;

/**
 * @param now - epoch milliseconds
 * @param remainingMs - what the invocation has left, by its own account
 */
export function createBudget(now: number, remainingMs: number): Budget {
  const returnBy = now + Math.max(0, remainingMs - RETURN_MARGIN_MS);
  const workBy = returnBy - Math.min(RELEASE_MS, (returnBy - now) / 4);
  const durations: number[] = [];
  let hasPage = false;
  return {
    deadline: now + remainingMs,
    workBy,
    returnBy,
    get hasPage() {
      return hasPage;
    },
    after(now, ms, asked) {
      if (ms > 0 && now + ms >= workBy) return asked ? 'rate_limited' : 'budget_spent';
      // Stryker disable next-line ConditionalExpression,EqualityOperator: the maximum of no durations is -Infinity, which fits anyway
      return durations.length > 0 && now + ms + Math.max(...durations) >= workBy ? 'budget_spent' : 'go';
    },
    readPage(ms) {
      durations.push(ms);
      if (durations.length > REMEMBERED_PAGES) durations.shift();
    },
    finishedPage(ms) {
      durations.splice(-1, 1, ms);
      hasPage = true;
    },
  };
}

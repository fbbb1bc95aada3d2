import { MIN_WAIT_MS } from './retry-after.ts';

/**
 * Why a request is retried.
 * - `throttled`: 429, which never exhausts the attempts
 * - `smaller_page`: 504, and the next request is for a smaller page
 * - `invalid_page`: status 200, but the body is not a valid page or token
 * - `silence`: no byte arrived before the timeout
 * - `unavailable`: any other failure that may be temporary
 */
export type FailureKind = 'throttled' | 'smaller_page' | 'invalid_page' | 'silence' | 'unavailable';

export type Attempts = {
  /**
   * Counts a failed attempt.
   * @param now - epoch milliseconds
   * @returns `exhausted`, or the backoff before the next attempt in milliseconds
   */
  recordFailure(kind: FailureKind, now: number): 'exhausted' | number;
};

const MAX_ATTEMPTS = 8;
/** Longer than Zendesk's one-minute rate-limit window and than most short outages. */
const MIN_RETRY_DURATION_MS = 120_000;
const MAX_INVALID_PAGES = 3;
const MAX_BACKOFF_MS = 60_000;

/**
 * Counts the failed attempts for one page or one token.
 * @param startedAt - epoch milliseconds
 * @param random - returns a number from 0 (inclusive) to 1 (exclusive)
 */
export function createAttempts(startedAt: number, random: () => number): Attempts {
  const counts = { throttled: 0, smaller_page: 0, invalid_page: 0, silence: 0, unavailable: 0 };
  return {
    recordFailure(kind, now) {
      counts[kind] += 1;
      if (counts.invalid_page >= MAX_INVALID_PAGES) return 'exhausted';
      const limited = counts.invalid_page + counts.silence + counts.unavailable;
      if (limited >= MAX_ATTEMPTS && now - startedAt >= MIN_RETRY_DURATION_MS) return 'exhausted';
      return backoffMs(kind === 'smaller_page' ? 1 : limited + counts.throttled, random);
    },
  };
}

/**
 * Exponential backoff with equal jitter: half of the wait is fixed, half is random.
 * @param failures - number of failures so far, at least 1
 * @returns milliseconds
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: () => number): number {
  const ceilingMs = Math.min(MAX_BACKOFF_MS, MIN_WAIT_MS * 2 ** failures);
  return Math.max(MIN_WAIT_MS, Math.ceil((ceilingMs / 2) * (1 + random())));
}

import type { RateLimitBucket } from '../rate-limit-bucket.ts';
import { readRateLimit } from './rate-limit-header.ts';
import { createRateLimitWindow, type RateLimitWindow } from './rate-limit-window.ts';

/** Decides when the next request of a rate-limit bucket may start. All times are epoch milliseconds. */
export type Pacer = {
  readonly bucket: RateLimitBucket;
  /** Milliseconds to wait before the next request; 0 = none. */
  waitMs(now: number): number;
  recordStart(now: number): void;
  /**
   * Updates the pacer from the bucket's header. Does nothing if the response lacks the header.
   * @param requestedAt - when the request of this response started, as passed to `recordStart`
   * @param headers - response headers, names in lower case
   * @param isRefused - true for a 429: Zendesk did not count the request
   */
  observe(requestedAt: number, headers: Readonly<Record<string, string | undefined>>, isRefused: boolean): void;
};

export type PacerOptions = {
  /** Maximum number of requests that start in any 60 s. Default: only the header limits requests. */
  readonly requestsPerMinute?: number | undefined;
  /** Maximum fraction (0 < n ≤ 1) of a rate-limit window that this run uses. Default: 1. */
  readonly share?: number;
  /** The window that earlier runs of this process observed. Default: a new one. */
  readonly window?: RateLimitWindow;
};

const MINUTE_MS = 60_000;
/** Allowance for the varying time between our send time and Zendesk's receive time. */
const JITTER_MS = 100;

/**
 * Keeps a run within Zendesk's rate limit and the user's `requestsPerMinute`, so that a 429 is the exception. Waits
 * count from the start of each request, so slow responses do not reduce the throughput.
 */
export function createPacer(
  bucket: RateLimitBucket,
  { requestsPerMinute, share = 1, window = createRateLimitWindow() }: PacerOptions = {},
): Pacer {
  // Stryker disable next-line ArrayDeclaration: an element that is not a time is in no window, and the first wait removes it
  let starts: number[] = [];
  let ceiling = requestsPerMinute ?? Math.max(1, bucket.requestsPerMinute * share);

  function ceilingWaitMs(now: number): number {
    // Stryker disable next-line ConditionalExpression: only skips a search that would find no start at index -Infinity
    if (ceiling === Infinity) return 0;
    // Below 1 per minute, the span is longer than a minute.
    const spanMs = MINUTE_MS / Math.min(1, ceiling) + JITTER_MS;
    // If the clock is set back, the span must not become longer.
    // Stryker disable next-line ConditionalExpression,MethodExpression,EqualityOperator: older starts cause no wait, removing them only saves memory
    starts = starts.map((start) => Math.min(start, now)).filter((start) => start > now - spanMs);
    const blocking = starts.at(-Math.max(1, Math.floor(ceiling)));
    return blocking === undefined ? 0 : blocking + spanMs - now;
  }

  return {
    bucket,
    waitMs: (now) => Math.max(ceilingWaitMs(now), window.waitMs(now, share)),
    recordStart(now) {
      starts.push(now);
      window.recordStart(now);
    },
    observe(requestedAt, headers, isRefused) {
      const limit = readRateLimit(bucket, headers);
      if (limit === undefined) return;
      window.observe(requestedAt, limit, isRefused);
      ceiling = requestsPerMinute ?? Infinity;
    },
  };
}

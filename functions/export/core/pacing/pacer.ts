import type { RateLimitBucket } from '../rate-limit-bucket.ts';
import { readRateLimit } from './rate-limit-header.ts';
import { createRateLimitWindow, type RateLimitWindow } from './rate-limit-window.ts';

/** When the next request of a rate-limit bucket may start. All times are epoch milliseconds. */
export type Pacer = {
  readonly bucket: RateLimitBucket;
  /** How long to wait before the next request (ms); 0 = now. */
  waitMs(now: number): number;
  recordStart(now: number): void;
  /**
   * Reads the bucket's header, if the response has it.
   * @param requestedAt - when the request that got this response was started, as given to `recordStart`
   * @param headers - of the response, names in lower case
   * @param isRefused - the response is a 429, so the request was not counted
   */
  observe(requestedAt: number, headers: Readonly<Record<string, string | undefined>>, isRefused: boolean): void;
};

export type PacerOptions = {
  /** The user's ceiling: the most requests that start in any 60 s. Default: the header alone decides. */
  readonly requestsPerMinute?: number | undefined;
  /** The most of a rate-limit window that this run uses: above 0, up to 1. Default: 1. */
  readonly share?: number;
  /** What earlier runs of this process know of the window. Default: nothing. */
  readonly window?: RateLimitWindow;
};

const MINUTE_MS = 60_000;
/** Requests take a little time to reach Zendesk, not always the same. */
const JITTER_MS = 100;

/**
 * Keeps a run to Zendesk's rate limit and to the user's ceiling, so that a 429 is the exception. Waits are counted from
 * the starts of requests, so slow responses cost none of the limit.
 */
export function createPacer(
  bucket: RateLimitBucket,
  { requestsPerMinute, share = 1, window = createRateLimitWindow() }: PacerOptions = {},
): Pacer {
  // Stryker disable next-line ArrayDeclaration: what is not a time lies within no minute, and the first wait removes it
  let starts: number[] = [];
  let ceiling = requestsPerMinute ?? Math.max(1, bucket.requestsPerMinute * share);

  function ceilingWaitMs(now: number): number {
    // Stryker disable next-line ConditionalExpression: of finitely many starts none is the infinitely last, this saves the search
    if (ceiling === Infinity) return 0;
    // Less than one a minute means one in a longer time.
    const spanMs = MINUTE_MS / Math.min(1, ceiling) + JITTER_MS;
    // A clock that is set back makes no minute longer.
    // Stryker disable next-line ConditionalExpression,MethodExpression,EqualityOperator: an older start leads to no wait, removing it saves memory
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

import type { RateLimitBucket } from '../rate-limit-bucket.ts';
import { createDelay, type Delay } from './delay.ts';
import { readOwnHeader, readRateLimit } from './rate-limit-header.ts';
import { createRateLimitWindow, type RateLimitWindow } from './rate-limit-window.ts';
import { createRequestLimit } from './request-limit.ts';

/** Decides when the next request of a rate-limit bucket may start. All times are epoch milliseconds. */
export type Pacer = {
  readonly bucket: RateLimitBucket;
  /** Milliseconds to wait before the next request; 0 = none. */
  waitMs(now: number): number;
  recordStart(now: number): void;
  /** True if these headers show that the response counts against the bucket. */
  isReportedIn(headers: ResponseHeaders): boolean;
  /**
   * Updates the pacer from a response. Call it when the headers arrive.
   * @param requestedAt - when the request of this response started, as passed to `recordStart`
   * @param isRefused - true for a 429: Zendesk did not count the request
   */
  observe(requestedAt: number, headers: ResponseHeaders, isRefused: boolean): void;
  /** Records that a request has ended, also without a response. */
  recordEnd(requestedAt: number): void;
  /** Stops all requests of the bucket for this time, as a 429 requires. Call it before `recordEnd`. */
  pause(now: number, ms: number): void;
};

/** Names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | undefined>>;

export type PacerOptions = {
  /** Maximum fraction (0 < n ≤ 1) of a rate-limit window that this run uses. Default: 1. */
  readonly share?: number;
  /** The window that earlier runs of this process observed. Default: a new one. */
  readonly window?: RateLimitWindow;
};

/**
 * Zendesk refuses a request immediately. So a request that takes longer than this is not refused, and the next one may
 * start. Before that, the next one waits for the response: otherwise one exhausted window would cause several 429s.
 */
const REFUSAL_MS = 2_000;

/**
 * Keeps a run within Zendesk's rate limit, so that a 429 is the exception. Waits count from the start of each request,
 * so slow responses do not reduce the throughput.
 */
export function createPacer(
  bucket: RateLimitBucket,
  { share = 1, window = createRateLimitWindow() }: PacerOptions = {},
): Pacer {
  const windowShare = share * (bucket.accountShare ?? 1);
  const limitWithoutHeader = createRequestLimit(Math.max(1, bucket.requestsPerMinute * share));
  let hasHeader = false;
  let pause: Delay | undefined;
  const unanswered = new Map<number, Delay>();

  return {
    bucket,
    waitMs: (now) =>
      Math.max(
        hasHeader ? 0 : limitWithoutHeader.waitMs(now),
        window.waitMs(now, windowShare),
        pause?.waitMs(now) ?? 0,
        ...[...unanswered.values()].map((delay) => delay.waitMs(now)),
      ),
    recordStart(now) {
      limitWithoutHeader.recordStart(now);
      window.recordStart(now);
      unanswered.set(now, createDelay(now, REFUSAL_MS));
    },
    // The account-wide headers are part of responses that count against other buckets, too.
    isReportedIn: (headers) => readOwnHeader(bucket, headers) !== undefined,
    observe(requestedAt, headers, isRefused) {
      // After a 429, the next request waits until `pause` has been called.
      if (!isRefused) unanswered.delete(requestedAt);
      const limit = readRateLimit(bucket, headers);
      if (limit === undefined) return;
      window.observe(requestedAt, limit, isRefused);
      hasHeader = true;
    },
    recordEnd: (requestedAt) => void unanswered.delete(requestedAt),
    pause(now, ms) {
      if (ms > (pause?.waitMs(now) ?? 0)) pause = createDelay(now, ms);
    },
  };
}

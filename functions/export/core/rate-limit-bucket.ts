import { EXPORT_REQUESTS_PER_MINUTE } from '#common/limits.ts';

/**
 * A rate-limit counter of Zendesk, as data. Endpoints that share a counter name the same bucket.
 *
 * @see https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
export type RateLimitBucket = {
  readonly name: string;
  /** The response header that reports the counter, in lower case; null if none is known. */
  readonly header: string | null;
  /** What every plan allows. It applies until a response has carried the header. */
  readonly requestsPerMinute: number;
};

export const RATE_LIMIT_BUCKETS = {
  /** 10 requests a minute, 30 with the High Volume add-on. */
  incremental: {
    name: 'incremental',
    header: 'zendesk-ratelimit-incremental-exports',
    requestsPerMinute: EXPORT_REQUESTS_PER_MINUTE,
  },
} as const satisfies Record<string, RateLimitBucket>;

/** A rate limit that several resources of an account share. */
export type RateLimitBucket = {
  readonly name: string;
  /** The response header that reports it, in lower case; null where Zendesk reports none. */
  readonly header: string | null;
  /** What is allowed while no response has carried the header. */
  readonly requestsPerMinute: number;
};

/** @see https://developer.zendesk.com/api-reference/introduction/rate-limits/ */
export const RATE_LIMIT_BUCKETS = {
  incremental: { name: 'incremental', header: 'zendesk-ratelimit-incremental-exports', requestsPerMinute: 10 },
} as const satisfies Record<string, RateLimitBucket>;

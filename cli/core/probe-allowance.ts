import type { RateLimit } from '#functions/export/core/pacing/rate-limit-header.ts';
import type { RateLimitBucket } from '#functions/export/core/rate-limit-bucket.ts';

/** Requests of each rate-limit window that the checks leave to the exporter. */
const RESERVED_REQUESTS = 2;

/** Counts the requests of the checks, so that the exporter keeps a part of each rate-limit window. */
export type ProbeAllowance = {
  /** Returns why no request is sent now; undefined if one may be sent. */
  refuse(bucket: RateLimitBucket): string | undefined;
  /**
   * Records a request.
   * @param limit - the rate limit that the response reports, if any
   */
  record(bucket: RateLimitBucket, limit: RateLimit | undefined): void;
};

type Known = { readonly remaining: number; readonly resets: number | undefined };

/** Counts the requests to one account. */
export function createProbeAllowance(): ProbeAllowance {
  const known = new Map<string, Known>();
  const read = ({ name, requestsPerMinute }: RateLimitBucket): Known =>
    known.get(name) ?? { remaining: requestsPerMinute, resets: undefined };

  return {
    refuse(bucket) {
      const { remaining, resets } = read(bucket);
      if (remaining > RESERVED_REQUESTS) return undefined;
      const wait = resets === undefined ? 'in a minute' : `in ${Math.max(1, resets)} s`;
      return `not tested: the exporter needs the rest of the rate limit. Retry ${wait}`;
    },
    record(bucket, limit) {
      known.set(bucket.name, limit ?? { remaining: read(bucket).remaining - 1, resets: read(bucket).resets });
    },
  };
}

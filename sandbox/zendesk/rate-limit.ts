/** A rate limit: requests per window. */
export type RateLimit = { readonly total: number; readonly windowSeconds: number };

/** The result for one request. */
export type Verdict = {
  readonly allowed: boolean;
  readonly total: number;
  /** Remaining requests in this window after this one. */
  readonly remaining: number;
  /** Whole seconds until the next window, at least 1. */
  readonly resets: number;
};

/** A rate limiter with fixed windows. */
export type RateLimiter = {
  /** Checks a request at `nowMs` (epoch milliseconds) and counts it if it is allowed. */
  take(nowMs: number): Verdict;
  /** All requests so far, and how many of them were rejected. */
  readonly statistics: { readonly requests: number; readonly rejections: number };
};

/**
 * Creates a rate limiter whose windows start at multiples of their length. Zendesk's own throttling library does the same
 * and does not count rejected requests either (https://github.com/zendesk/prop, `lib/prop/interval_strategy.rb`).
 * All recorded headers are consistent with such windows.
 */
export function createRateLimiter({ total, windowSeconds }: RateLimit): RateLimiter {
  const statistics = { requests: 0, rejections: 0 };
  const windowMs = windowSeconds * 1000;
  let window = Number.NEGATIVE_INFINITY;
  let used = 0;
  return {
    statistics,
    take: (nowMs) => {
      const current = Math.floor(nowMs / windowMs);
      if (current !== window) {
        window = current;
        used = 0;
      }
      const allowed = used < total;
      statistics.requests += 1;
      if (allowed) used += 1;
      else statistics.rejections += 1;
      const resets = Math.ceil(((current + 1) * windowMs - nowMs) / 1000);
      return { allowed, total, remaining: total - used, resets };
    },
  };
}

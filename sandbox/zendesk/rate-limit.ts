/** How many requests a window of so many seconds allows. */
export type RateLimit = { readonly total: number; readonly windowSeconds: number };

/** What a limiter says about one request. */
export type Verdict = {
  readonly allowed: boolean;
  readonly total: number;
  /** Requests left in this window after this one. */
  readonly remaining: number;
  /** Whole seconds until the next window, at least 1. */
  readonly resets: number;
};

/** A bucket of requests. */
export type RateLimiter = {
  /** Counts a request made at `nowMs`, unless the window is used up. */
  take(nowMs: number): Verdict;
  /** Requests seen so far, and how many of them were refused. */
  readonly statistics: { readonly requests: number; readonly rejections: number };
};

/**
 * Fixed windows that begin at multiples of their length, as in Zendesk's own throttling library, where a refused
 * request does not count either (https://github.com/zendesk/prop, `lib/prop/interval_strategy.rb`).
 * That the `resets` of incremental exports counts down such a window fits every recorded header.
 */
export function createRateLimiter({ total, windowSeconds }: RateLimit): RateLimiter {
  const statistics = { requests: 0, rejections: 0 };
  const windowMs = windowSeconds * 1000;
  let window = Number.NEGATIVE_INFINITY;
  let used = 0;
  return {
    statistics,
    take: (nowMs) => {
      const present = Math.floor(nowMs / windowMs);
      if (present !== window) {
        window = present;
        used = 0;
      }
      const allowed = used < total;
      statistics.requests += 1;
      if (allowed) used += 1;
      else statistics.rejections += 1;
      const resets = Math.ceil(((present + 1) * windowMs - nowMs) / 1000);
      return { allowed, total, remaining: total - used, resets };
    },
  };
}

import type { RateLimit } from './rate-limit-header.ts';

/**
 * What is known of the present window of a rate-limit bucket. It outlives a run, because windows do: the next run of
 * the process continues with what is left. All times are epoch milliseconds.
 */
export type RateLimitWindow = {
  /**
   * How long to wait before the next request (ms); 0 = now.
   * @param share - the most of a window that may be ours, above 0 up to 1
   */
  waitMs(now: number, share: number): number;
  recordStart(now: number): void;
  /**
   * @param requestedAt - when the request that got this response was started
   * @param isRefused - the response is a 429, so the request was not counted
   */
  observe(requestedAt: number, limit: RateLimit, isRefused: boolean): void;
};

type Window = {
  /** As reported last. */
  readonly endsAt: number;
  /** How long before its end that was (ms). */
  readonly lastsMs: number;
  readonly total: number;
  readonly remaining: number;
  /** Our own requests in it. */
  readonly ours: number;
};

/** Zendesk counts by the minute. */
const WINDOW_MS = 60_000;
/** `resets` may be rounded down, and requests take a little time to arrive, not always the same. */
const ROUNDING_MS = 1_000;
/** Two reports of one window's end differ by less than this; those of two windows by about a minute. */
const SAME_WINDOW_MS = 5_000;

/**
 * Obeys the header: a request may start while requests remain, or a second after the window's end. The end is counted
 * from the start of the request that reported it, because its response may take long.
 */
export function createRateLimitWindow(): RateLimitWindow {
  let window: Window | undefined;
  return {
    waitMs(now, share) {
      if (window === undefined) return 0;
      window = currentWindow(window, now);
      const quota = share < 1 ? Math.max(1, Math.floor(window.total * share)) : Infinity;
      return window.remaining > 0 && window.ours < quota ? 0 : window.endsAt + ROUNDING_MS - now;
    },
    recordStart(now) {
      if (window === undefined) return;
      const { ours, remaining, ...current } = currentWindow(window, now);
      // A response may lack the header, as errors of the edge do. Its request counts nevertheless.
      window = { ...current, ours: ours + 1, remaining: remaining - 1 };
    },
    observe(requestedAt, limit, isRefused) {
      window = updateWindow(window, requestedAt, limit, isRefused);
    },
  };
}

/** The window at this moment: the known one, or one that has begun since and of which nothing is used yet. */
function currentWindow(window: Window, now: number): Window {
  // A clock that is set back makes no window longer.
  const endsAt = Math.min(window.endsAt, now + window.lastsMs);
  const passed = Math.floor((now - endsAt - ROUNDING_MS) / WINDOW_MS) + 1;
  if (passed <= 0) return { ...window, endsAt };
  const { total } = window;
  // One request is tried, whatever the header said.
  return { endsAt: endsAt + passed * WINDOW_MS, lastsMs: WINDOW_MS, total, remaining: Math.max(1, total), ours: 0 };
}

function updateWindow(window: Window | undefined, requestedAt: number, limit: RateLimit, isRefused: boolean): Window {
  const lastsMs = limit.resets * 1000;
  const endsAt = requestedAt + lastsMs;
  // Stryker disable next-line EqualityOperator: two reports of one end never differ by exactly this much, those of two windows by a minute
  const isNew = window === undefined || endsAt > window.endsAt + SAME_WINDOW_MS;
  // A late response, of an earlier window.
  // Stryker disable next-line EqualityOperator: ends are never exactly this far apart
  if (!isNew && endsAt < window.endsAt - SAME_WINDOW_MS && requestedAt < window.endsAt - WINDOW_MS) return window;
  const known = isNew ? NEW_WINDOW : window;
  const ours = isRefused ? known.ours - 1 : known.ours;
  return {
    endsAt,
    lastsMs,
    total: limit.total ?? Math.max(known.total, limit.remaining + ours),
    // Requests that started after this one may not be counted in its response.
    remaining: Math.min(limit.remaining, known.remaining),
    ours,
  };
}

/** Before its first response is read. The request of that response is ours. */
const NEW_WINDOW = { total: 0, remaining: Infinity, ours: 1 };

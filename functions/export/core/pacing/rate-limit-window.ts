import type { RateLimit } from './rate-limit-header.ts';

/**
 * The current rate-limit window of a bucket. It outlives a run, because Zendesk's window does too: the next run of the
 * process continues with the remaining requests. All times are epoch milliseconds.
 */
export type RateLimitWindow = {
  /**
   * Milliseconds to wait before the next request; 0 = none.
   * @param share - maximum fraction (0 < n ≤ 1) of the window that we may use
   */
  waitMs(now: number, share: number): number;
  recordStart(now: number): void;
  /**
   * Updates the window from a response.
   * @param requestedAt - when the request of this response started
   * @param isRefused - true for a 429: Zendesk did not count the request
   */
  observe(requestedAt: number, limit: RateLimit, isRefused: boolean): void;
};

type Window = {
  /** The start of the last request that reported the window. */
  readonly reportedAt: number;
  /** The end of the window, from that report. */
  readonly endsAt: number;
  /** Milliseconds to wait after the end. */
  readonly marginMs: number;
  /** Milliseconds from that request to the end of the window. */
  readonly lastsMs: number;
  readonly total: number;
  readonly remaining: number;
  /** Our own requests in this window. */
  readonly ours: number;
};

/** Zendesk's windows last one minute. */
const WINDOW_MS = 60_000;
/**
 * `resets` may be rounded down, and the time that a request takes to reach Zendesk varies. A 429 says exactly how long to
 * wait. Without the margin, a run that was refused is not late for the next window, even if another run is greedy.
 */
const ROUNDING_MS = 1_000;
/** Two reports of the same window's end differ by less than this. Ends of different windows are a minute apart. */
const SAME_WINDOW_MS = 5_000;

/**
 * Follows the header: a request may start while requests remain, or one second after the window's end. The end counts
 * from the start of the request that reported it, because the response may take long.
 */
export function createRateLimitWindow(): RateLimitWindow {
  let window: Window | undefined;
  /** Our requests of the last minute. */
  let starts: number[] = [];
  return {
    waitMs(now, share) {
      if (window === undefined) return 0;
      window = currentWindow(window, now);
      const quota = share < 1 ? Math.max(1, Math.floor(window.total * share)) : Infinity;
      return window.remaining > 0 && window.ours < quota ? 0 : window.endsAt + window.marginMs - now;
    },
    recordStart(now) {
      starts = [...starts.filter((start) => start > now - WINDOW_MS), now];
      if (window === undefined) return;
      const { ours, remaining, ...current } = currentWindow(window, now);
      // Count the request here: its response may lack the header, as errors from Zendesk's edge do.
      window = { ...current, ours: ours + 1, remaining: remaining - 1 };
    },
    observe(requestedAt, limit, isRefused) {
      window = updateWindow(window, starts, requestedAt, limit, isRefused);
    },
  };
}

/** The window at this time: the observed one, or a later one that is still unused. */
function currentWindow(window: Window, now: number): Window {
  // If the clock is set back, the window must not become longer.
  const endsAt = Math.min(window.endsAt, now + window.lastsMs);
  const reportedAt = Math.min(window.reportedAt, now);
  const passed = Math.floor((now - endsAt - window.marginMs) / WINDOW_MS) + 1;
  if (passed <= 0) return { ...window, reportedAt, endsAt };
  const { total } = window;
  return {
    reportedAt,
    endsAt: endsAt + passed * WINDOW_MS,
    marginMs: ROUNDING_MS,
    lastsMs: WINDOW_MS,
    total,
    // Always allow at least one request per window.
    remaining: Math.max(1, total),
    ours: 0,
  };
}

function updateWindow(
  window: Window | undefined,
  starts: readonly number[],
  requestedAt: number,
  limit: RateLimit,
  isRefused: boolean,
): Window {
  const lastsMs = limit.resets * 1000;
  const endsAt = requestedAt + lastsMs;
  // Stryker disable next-line EqualityOperator: reports of one window differ by less than this, those of two windows by a minute
  const isNew = window === undefined || endsAt > window.endsAt + SAME_WINDOW_MS;
  // A late response from an earlier window.
  // Stryker disable next-line EqualityOperator: ends are never exactly this far apart
  if (!isNew && endsAt < window.endsAt - SAME_WINDOW_MS && requestedAt < window.endsAt - WINDOW_MS) return window;
  // Zendesk counts requests when they arrive, so the response does not include those that started after this one.
  const later = starts.filter((start) => start > requestedAt).length;
  const known = isNew ? { total: 0, remaining: Infinity, ours: 1 + later } : window;
  // A request around the end of a window may turn out to count in the next one.
  const started = starts.filter((start) => start >= endsAt - WINDOW_MS).length;
  const ours = isRefused ? known.ours - 1 : Math.max(known.ours, started);
  // A slow response may arrive after the response to a later request, whose report is more recent.
  const isOutdated = !isNew && requestedAt < window.reportedAt;
  return {
    ...(isOutdated ? window : { reportedAt: requestedAt, endsAt, lastsMs, marginMs: isRefused ? 0 : ROUNDING_MS }),
    total: limit.total ?? Math.max(known.total, limit.remaining + ours),
    remaining: Math.min(limit.remaining - later, known.remaining),
    ours,
  };
}

/** When the next request of a run may start. All times are epoch milliseconds, waits milliseconds. */
export type Pacer = {
  /** How long to wait before the next start; 0 = now. */
  wait(now: number): number;
  started(now: number): void;
  /** @param header - the answer's `zendesk-ratelimit-incremental-exports`, if it has one */
  answered(now: number, header: string | undefined): void;
};

/** The header of the bucket that all incremental exports of an account share. */
export const RATE_HEADER = 'zendesk-ratelimit-incremental-exports';

/** What every plan is allowed. Used until an answer has said what this account is allowed. */
const REQUESTS_PER_MINUTE = 10;
const MINUTE = 60_000;
/** Starts are seen by Zendesk a little later than here, and not always equally late. */
const JITTER_MS = 100;
/** `resets` is in whole seconds: the window may last that much longer. */
const ROUNDING_MS = 1_000;

/**
 * Obeys Zendesk's rate header and, where there is one, the user's own ceiling, so that 429 is the exception.
 * Waits are counted from request starts: slow answers cost nothing of the allowance.
 *
 * @param requestsPerMinute - the most starts in any 60 s; without it the header alone decides
 * @see https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
export function createPacer(requestsPerMinute?: number): Pacer {
  let starts: number[] = [];
  let window: { remaining: number; resetsAt: number } | undefined;
  let ceiling = requestsPerMinute ?? REQUESTS_PER_MINUTE;

  function ceilingWait(now: number): number {
    if (ceiling === Infinity) return 0;
    // Fewer than one a minute means one in a longer time.
    const span = MINUTE / Math.min(1, ceiling) + JITTER_MS;
    starts = starts.filter((start) => start > now - span);
    const blocking = starts.at(-Math.max(1, Math.floor(ceiling)));
    return blocking === undefined ? 0 : blocking + span - now;
  }

  function windowWait(now: number): number {
    return window === undefined || window.remaining > 0 ? 0 : Math.max(0, window.resetsAt - now);
  }

  return {
    wait: (now) => Math.max(ceilingWait(now), windowWait(now)),
    started(now) {
      starts.push(now);
      if (window === undefined) return;
      // Answers without the header (errors of the edge) count against the allowance all the same.
      window = now >= window.resetsAt ? undefined : { ...window, remaining: window.remaining - 1 };
    },
    answered(now, header) {
      const announced = parseRateHeader(header);
      if (announced === undefined) return;
      window = { remaining: announced.remaining, resetsAt: now + announced.resets * 1000 + ROUNDING_MS };
      ceiling = requestsPerMinute ?? Infinity;
    },
  };
}

/**
 * Reads `total=10; remaining=9; resets=6`.
 * @returns undefined where the header is missing or says something else; `resets` is in seconds
 */
export function parseRateHeader(header: string | undefined): { remaining: number; resets: number } | undefined {
  const remaining = /\bremaining=(\d+)/.exec(header ?? '')?.[1];
  const resets = /\bresets=(\d+)/.exec(header ?? '')?.[1];
  return remaining === undefined || resets === undefined
    ? undefined
    : { remaining: Number(remaining), resets: Number(resets) };
}

/** Limits how many requests start per minute. All times are epoch milliseconds. */
export type RequestLimit = {
  /** Milliseconds to wait before the next request; 0 = none. */
  waitMs(now: number): number;
  recordStart(now: number): void;
};

const MINUTE_MS = 60_000;
/** Allowance for the varying time between our send time and Zendesk's receive time. */
const JITTER_MS = 100;

/** @param perMinute - maximum number of requests that start in any 60 s; below 1, the span is longer than a minute */
export function createRequestLimit(perMinute: number): RequestLimit {
  const spanMs = MINUTE_MS / Math.min(1, perMinute) + JITTER_MS;
  const max = Math.max(1, Math.floor(perMinute));
  // Stryker disable next-line ArrayDeclaration: an element that is not a time is in no span, and the first wait removes it
  let starts: number[] = [];
  return {
    waitMs(now) {
      // If the clock is set back, the span must not become longer.
      // Stryker disable next-line ConditionalExpression,MethodExpression,EqualityOperator: older starts cause no wait, removing them only saves memory
      starts = starts.map((start) => Math.min(start, now)).filter((start) => start > now - spanMs);
      const blocking = starts.at(-max);
      return blocking === undefined ? 0 : blocking + spanMs - now;
    },
    recordStart: (now) => void starts.push(now),
  };
}

/** A wait that began at a certain time. All times are epoch milliseconds. */
export type Delay = {
  /** Milliseconds left; 0 = the wait is over. */
  waitMs(now: number): number;
};

/**
 * @param ms - duration in milliseconds. If the clock is set back, the wait does not become longer than this. A wait that
 * is over stays over.
 */
export function createDelay(startedAt: number, ms: number): Delay {
  let endsAt = startedAt + ms;
  return {
    waitMs(now) {
      endsAt = now < endsAt ? Math.min(endsAt, now + ms) : -Infinity;
      return Math.max(0, endsAt - now);
    },
  };
}

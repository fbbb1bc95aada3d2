/**
 * Formats a time like Zendesk, without a fraction of a second: `2026-11-24T22:58:44Z`.
 *
 * @param second - epoch seconds
 */
export function isoSecond(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * Returns the time in whole epoch seconds, rounded down.
 *
 * @param ms - epoch milliseconds
 */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000);
}

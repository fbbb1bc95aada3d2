/**
 * A moment as Zendesk prints it, e.g. `2026-11-24T22:58:44Z`: no fraction of a second.
 *
 * @param second - epoch seconds
 */
export function isoSecond(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * The whole second that a moment lies in, in epoch seconds.
 *
 * @param ms - epoch milliseconds
 */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000);
}

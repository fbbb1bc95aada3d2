import type { CursorItem } from './cursor.ts';
import { isPollDue } from './poll-interval.ts';

/** Seconds after which a run requests a resource again that the account lacked. */
const UNAVAILABLE_SECONDS = 86_400;

/**
 * True if a run should request pages of an export now.
 * @param now - epoch milliseconds
 */
export const isDue = (
  { runHistory, unavailableAt }: Pick<CursorItem, 'runHistory' | 'unavailableAt'>,
  pollSeconds: number,
  now: number,
): boolean => !isUnavailable(unavailableAt, now) && isPollDue(runHistory, pollSeconds, now);

function isUnavailable(unavailableAt: number | undefined, now: number): boolean {
  if (unavailableAt === undefined) return false;
  const seconds = Math.floor(now / 1000) - unavailableAt;
  // A time in the future indicates a wrong clock.
  return seconds >= 0 && seconds < UNAVAILABLE_SECONDS;
}

import type { CursorItem } from './cursor.ts';
import { isPollDue, nextPollAt } from './poll-interval.ts';

/** Seconds after which a run requests a resource again that the account lacked. */
const UNAVAILABLE_SECONDS = 86_400;

type DueItem = Pick<CursorItem, 'runHistory' | 'unavailableAt'>;

/**
 * True if a run should request pages of an export now.
 * @param now - epoch milliseconds
 */
export const isDue = ({ runHistory, unavailableAt }: DueItem, pollSeconds: number, now: number): boolean =>
  !isUnavailable(unavailableAt, now) && isPollDue(runHistory, pollSeconds, now);

/** Returns when a run requests pages of an export next, in epoch seconds; 0 if it does so as soon as it is invoked. */
export const nextDueAt = ({ runHistory, unavailableAt }: DueItem, pollSeconds: number): number =>
  Math.max(unavailableAt === undefined ? 0 : retryUnavailableAt(unavailableAt), nextPollAt(runHistory, pollSeconds));

/** Returns when a run requests a resource again that the account lacked. All times are epoch seconds. */
export const retryUnavailableAt = (unavailableAt: number): number => unavailableAt + UNAVAILABLE_SECONDS;

function isUnavailable(unavailableAt: number | undefined, now: number): boolean {
  if (unavailableAt === undefined) return false;
  const seconds = Math.floor(now / 1000);
  // A time in the future indicates a wrong clock.
  return seconds >= unavailableAt && seconds < retryUnavailableAt(unavailableAt);
}

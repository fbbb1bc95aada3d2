import type { Pacer } from './pacer.ts';

/** A request that waits for its turn. */
export type WaitingRequest = {
  readonly pacer: Pacer;
  /** False while a wait of the request itself, or the memory in use, does not let it start. Then it holds up no other. */
  isReady(now: number): boolean;
};

/**
 * Finds the requests that start before this one. The requests of a bucket start in the order in which they came. A
 * request of another bucket that may start now also comes first, because they share `requestsPerMinute`.
 *
 * @param waiting - in the order in which they came
 */
export function hasEarlierRequest<Request extends WaitingRequest>(
  waiting: readonly Request[],
  request: Request,
  now: number,
): boolean {
  const earlier = waiting.slice(0, waiting.indexOf(request));
  return earlier.some(
    (other) => other.isReady(now) && (other.pacer === request.pacer || other.pacer.waitMs(now) === 0),
  );
}

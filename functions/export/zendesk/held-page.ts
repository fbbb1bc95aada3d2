import type { PagePlace } from '../core/page/page-memory.ts';
import type { Clock } from '../core/ports/ports.ts';

/** A page that has its place in memory, while it arrives. */
export type HeldPage = {
  readonly place: PagePlace;
  /** How long the page has waited for memory (ms). */
  readonly waitedMs: number;
  /** True while it waits. */
  readonly isWaiting: boolean;
  /** Sets the bytes of the page. Returns a promise if it must wait before it grows further. */
  grow(bytes: number): Promise<void> | undefined;
};

/** @param waitedMs - how long the page has waited for its place */
export function holdPage(clock: Pick<Clock, 'now'>, place: PagePlace, waitedMs: number): HeldPage {
  const state = { waitedMs, isWaiting: false };

  async function measure(wait: Promise<void>): Promise<void> {
    const from = clock.now();
    state.isWaiting = true;
    await wait;
    state.isWaiting = false;
    state.waitedMs += clock.now() - from;
  }

  return {
    place,
    get waitedMs() {
      return state.waitedMs;
    },
    get isWaiting() {
      return state.isWaiting;
    },
    grow(bytes) {
      const wait = place.grow(bytes);
      return wait && measure(wait);
    },
  };
}

/** The sandbox's clock. It can run faster than the wall clock and start at any time. */
export type SandboxClock = {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * This clock's time (epoch milliseconds) at `wallStart` of the wall clock. With `speed`, another process can compute the
   * same time. Moving the clock moves `start`.
   */
  readonly start: number;
  readonly wallStart: number;
  readonly speed: number;
  /** Waits for this many milliseconds of this clock. Rejects if the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** A clock that can be moved forward. */
export type MovableClock = SandboxClock & {
  /** Moves the clock forward by this many of its milliseconds. Sleepers whose time has passed wake immediately. */
  advance(ms: number): void;
  /** Calls the listener after each move. */
  onAdvance(listener: () => void): void;
};

/** The longest delay of Node's timers. Longer ones fire immediately. */
export const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Creates a clock that runs `speed` times as fast as the wall clock.
 *
 * @param speed - 1 is real time
 * @param start - its time in epoch milliseconds at `wallStart`
 * @param wallStart - epoch milliseconds of the wall clock; pass another process's value to share its time
 */
export function scaledClock(speed: number, start: number = Date.now(), wallStart: number = Date.now()): MovableClock {
  const wallNow = Date.now.bind(Date);
  const wallTimeout = setTimeout;
  const wallClear = clearTimeout;
  const listeners = new Set<() => void>();
  let position = start;
  const now = (): number => Math.floor(position + (wallNow() - wallStart) * speed);

  return {
    get start() {
      return position;
    },
    wallStart,
    speed,
    now,
    advance: (ms) => {
      position += ms;
      for (const listener of listeners) listener();
    },
    onAdvance: (listener) => {
      listeners.add(listener);
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(new Error('aborted'));
          return;
        }
        const due = now() + ms;
        const end = (finish: () => void): void => {
          wallClear(timer);
          listeners.delete(rearm);
          signal?.removeEventListener('abort', onAbort);
          finish();
        };
        const arm = (): NodeJS.Timeout =>
          wallTimeout(
            () => (now() < due ? rearm() : end(resolve)),
            Math.min(LONGEST_TIMEOUT_MS, Math.max(0, due - now()) / speed),
          );
        const rearm = (): void => {
          wallClear(timer);
          timer = arm();
        };
        const onAbort = (): void => end(() => reject(new Error('aborted')));
        let timer = arm();
        listeners.add(rearm);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}

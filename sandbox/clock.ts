/** The sandbox's time: it may run faster than the wall clock and start where it likes. */
export type SandboxClock = {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Where this clock stood (epoch milliseconds) at `wallStart` by the wall clock, and how fast it runs: what another
   * process needs to have the same time. Moving the clock moves `start`.
   */
  readonly start: number;
  readonly wallStart: number;
  readonly speed: number;
  /** Waits for that many of this clock's milliseconds. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** A clock that can be moved forward, so that an hour takes no time. */
export type MovableClock = SandboxClock & {
  /** Moves it forward by so many of its milliseconds. Who sleeps wakes at the moment meant, at once where it has passed. */
  advance(ms: number): void;
  /** Calls back whenever it has been moved. */
  onAdvance(listener: () => void): void;
};

/** Of Node's timers; longer ones would fire at once. */
export const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * A clock that runs `speed` times as fast as the wall clock.
 *
 * @param speed - 1 is real time
 * @param start - epoch milliseconds that it shows at `wallStart`
 * @param wallStart - epoch milliseconds of the wall clock; pass another process's to share its time
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
          listeners.delete(hurry);
          signal?.removeEventListener('abort', onAbort);
          finish();
        };
        const arm = (): NodeJS.Timeout =>
          wallTimeout(
            () => (now() < due ? hurry() : end(resolve)),
            Math.min(LONGEST_TIMEOUT_MS, Math.max(0, due - now()) / speed),
          );
        const hurry = (): void => {
          wallClear(timer);
          timer = arm();
        };
        const onAbort = (): void => end(() => reject(new Error('aborted')));
        let timer = arm();
        listeners.add(hurry);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}

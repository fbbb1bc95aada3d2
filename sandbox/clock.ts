/** The sandbox's time: it may run faster than the wall clock and start where it likes. */
export type SandboxClock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Where this clock stood (epoch milliseconds) at `wallStart` by the wall clock, and how fast it runs. */
  readonly start: number;
  readonly wallStart: number;
  readonly speed: number;
  /** Waits for that many of this clock's milliseconds. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/**
 * A clock that runs `speed` times as fast as the wall clock.
 *
 * @param speed - 1 is real time
 * @param start - epoch milliseconds that it shows at `wallStart`
 * @param wallStart - epoch milliseconds of the wall clock; pass another process's to share its time
 */
export function scaledClock(speed: number, start: number = Date.now(), wallStart: number = Date.now()): SandboxClock {
  const wallNow = Date.now.bind(Date);
  const wallTimeout = setTimeout;
  return {
    start,
    wallStart,
    speed,
    now: () => Math.floor(start + (wallNow() - wallStart) * speed),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(new Error('aborted'));
          return;
        }
        const onAbort = (): void => {
          clearTimeout(timer);
          reject(new Error('aborted'));
        };
        const timer = wallTimeout(() => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        }, ms / speed);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}

import { LONGEST_TIMEOUT_MS, type MovableClock } from '../clock.ts';

/** Converts a delay to wall-clock milliseconds. Rounded up plus 1, so that a timer never fires early by the sandbox clock. */
export const toWallDelay = (ms: number, clock: MovableClock): number =>
  ms <= 0 ? 0 : Math.min(LONGEST_TIMEOUT_MS, Math.ceil(ms / clock.speed) + 1);

type Callback = (...args: unknown[]) => void;

/**
 * Creates `setTimeout` and `clearTimeout` with delays in milliseconds of the sandbox clock. When the clock is moved,
 * timers whose time has passed fire immediately, as after freezing a process.
 */
export function createTimeouts(clock: MovableClock): {
  readonly set: typeof setTimeout;
  readonly clear: typeof clearTimeout;
} {
  const [wallSet, wallClear] = [setTimeout, clearTimeout];
  /** The pending timers. `due` is in epoch milliseconds. */
  const pending = new Map<NodeJS.Timeout, { readonly due: number; readonly fire: () => void }>();

  clock.onAdvance(() => {
    for (const [timer, { due, fire }] of pending) {
      const fireEarly = (): void => {
        if (!pending.has(timer)) return;
        wallClear(timer);
        fire();
      };
      wallSet(fireEarly, toWallDelay(due - clock.now(), clock)).unref();
    }
  });

  return {
    set: new Proxy(wallSet, {
      apply: (
        target,
        self,
        [callback, ms = 0, ...args]: [Callback, number | undefined, ...unknown[]],
      ): NodeJS.Timeout => {
        const fire = (): void => {
          pending.delete(timer);
          callback(...args);
        };
        const timer: NodeJS.Timeout = Reflect.apply(target, self, [fire, toWallDelay(ms, clock)]);
        pending.set(timer, { due: clock.now() + ms, fire });
        return timer;
      },
    }),
    clear: new Proxy(wallClear, {
      apply: (target, self, [timer]: [NodeJS.Timeout]): void => {
        pending.delete(timer);
        Reflect.apply(target, self, [timer]);
      },
    }),
  };
}

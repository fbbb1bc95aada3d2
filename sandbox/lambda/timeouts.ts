import { LONGEST_TIMEOUT_MS, type MovableClock } from '../clock.ts';

/** Rounded up, and one more: a timer must never fire before its moment by the sandbox clock. */
export const wallDelay = (ms: number, clock: MovableClock): number =>
  ms <= 0 ? 0 : Math.min(LONGEST_TIMEOUT_MS, Math.ceil(ms / clock.speed) + 1);

type Callback = (...args: unknown[]) => void;

/**
 * `setTimeout` and `clearTimeout` whose delays are milliseconds of the sandbox clock. Where the clock is moved, what
 * waits for a moment fires at that moment, at once where it has passed: as timers do in a process that was frozen.
 */
export function followingTimeouts(clock: MovableClock): {
  readonly set: typeof setTimeout;
  readonly clear: typeof clearTimeout;
} {
  const [wallSet, wallClear] = [setTimeout, clearTimeout];
  /** When each is due (epoch milliseconds), and what it does then. */
  const pending = new Map<NodeJS.Timeout, { readonly due: number; readonly fire: () => void }>();

  clock.onAdvance(() => {
    for (const [timer, { due, fire }] of pending) {
      const sooner = (): void => {
        if (!pending.has(timer)) return;
        wallClear(timer);
        fire();
      };
      wallSet(sooner, wallDelay(due - clock.now(), clock)).unref();
    }
  });

  return {
    set: new Proxy(wallSet, {
      apply: (
        target,
        self,
        [callback, ms = 0, ...rest]: [Callback, number | undefined, ...unknown[]],
      ): NodeJS.Timeout => {
        const fire = (): void => {
          pending.delete(timer);
          callback(...rest);
        };
        const timer: NodeJS.Timeout = Reflect.apply(target, self, [fire, wallDelay(ms, clock)]);
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

import { promisify } from 'node:util';
import type { SandboxClock } from '../clock.ts';

/**
 * Puts this whole process on the sandbox clock: `Date`, `setTimeout` and `setInterval`. Only the process that runs
 * the bundle calls it, before the bundle is loaded, so that the bundle needs no notion of a sandbox.
 */
export function patchClock(clock: SandboxClock): void {
  const sleep = async (ms: number, value: unknown, options?: { readonly signal?: AbortSignal }): Promise<unknown> => {
    await clock.sleep(ms, options?.signal);
    return value;
  };
  globalThis.Date = onClock(Date, clock);
  globalThis.setInterval = stretched(setInterval, clock);
  globalThis.setTimeout = new Proxy(stretched(setTimeout, clock), {
    get: (target, name, receiver): unknown => (name === promisify.custom ? sleep : Reflect.get(target, name, receiver)),
  });
}

/** A timer function whose delays are milliseconds of the sandbox clock. */
function stretched<Timer extends typeof setTimeout | typeof setInterval>(timer: Timer, clock: SandboxClock): Timer {
  return new Proxy(timer, {
    apply: (target, self, [callback, ms, ...rest]: [unknown, number | undefined, ...unknown[]]): unknown =>
      Reflect.apply(target, self, [callback, wallDelay(ms ?? 0, clock), ...rest]),
  });
}

/** Rounded up, and one more: a timer must never fire before its moment by the sandbox clock. */
const wallDelay = (ms: number, clock: SandboxClock): number => (ms <= 0 ? 0 : Math.ceil(ms / clock.speed) + 1);

/** `Date` with another idea of now; dates that are given their time are ordinary ones. */
function onClock(date: DateConstructor, clock: SandboxClock): DateConstructor {
  const now = (): number => clock.now();
  return new Proxy(date, {
    construct: (target, args: unknown[], newTarget): object => {
      const created: object = Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget);
      return created;
    },
    apply: () => new date(now()).toString(),
    get: (target, name, receiver): unknown => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}

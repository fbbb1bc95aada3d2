import { promisify } from 'node:util';
import type { MovableClock } from '../clock.ts';
import { followingTimeouts, wallDelay } from './timeouts.ts';

/**
 * Puts this whole process on the sandbox clock: `Date`, `setTimeout` and `setInterval`. Only the process that runs
 * the bundle calls it, before the bundle is loaded, so that the bundle needs no notion of a sandbox.
 */
export function patchClock(clock: MovableClock): void {
  const sleep = async (ms: number, value: unknown, options?: { readonly signal?: AbortSignal }): Promise<unknown> => {
    await clock.sleep(ms, options?.signal);
    return value;
  };
  const timeouts = followingTimeouts(clock);
  globalThis.Date = onClock(Date, clock);
  globalThis.setInterval = stretched(setInterval, clock);
  globalThis.clearTimeout = timeouts.clear;
  globalThis.setTimeout = new Proxy(timeouts.set, {
    get: (target, name, receiver): unknown => (name === promisify.custom ? sleep : Reflect.get(target, name, receiver)),
  });
}

/** Intervals with periods of the sandbox clock's milliseconds. They have no moment to miss when it is moved. */
function stretched(timer: typeof setInterval, clock: MovableClock): typeof setInterval {
  return new Proxy(timer, {
    apply: (target, self, [callback, ms, ...rest]: [unknown, number | undefined, ...unknown[]]): unknown =>
      Reflect.apply(target, self, [callback, wallDelay(ms ?? 0, clock), ...rest]),
  });
}

/** `Date` with another idea of now; dates that are given their time are ordinary ones. */
function onClock(date: DateConstructor, clock: MovableClock): DateConstructor {
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

import { promisify } from 'node:util';
import type { MovableClock } from '../clock.ts';
import { createTimeouts, toWallDelay } from './timeouts.ts';

/**
 * Makes `Date`, `setTimeout` and `setInterval` of this process use the sandbox clock. Only the process that runs the
 * bundle calls it, before it loads the bundle, so that the bundle needs no code for the sandbox.
 */
export function patchClock(clock: MovableClock): void {
  const sleep = async (ms: number, value: unknown, options?: { readonly signal?: AbortSignal }): Promise<unknown> => {
    await clock.sleep(ms, options?.signal);
    return value;
  };
  const timeouts = createTimeouts(clock);
  globalThis.Date = createDate(Date, clock);
  globalThis.setInterval = scaleIntervals(setInterval, clock);
  globalThis.clearTimeout = timeouts.clear;
  globalThis.setTimeout = new Proxy(timeouts.set, {
    get: (target, name, receiver): unknown => (name === promisify.custom ? sleep : Reflect.get(target, name, receiver)),
  });
}

/** Creates intervals in milliseconds of the sandbox clock. Moving the clock does not affect them. */
function scaleIntervals(timer: typeof setInterval, clock: MovableClock): typeof setInterval {
  return new Proxy(timer, {
    apply: (target, self, [callback, ms, ...args]: [unknown, number | undefined, ...unknown[]]): unknown =>
      Reflect.apply(target, self, [callback, toWallDelay(ms ?? 0, clock), ...args]),
  });
}

/** Creates a `Date` whose current time is the sandbox clock's. */
function createDate(date: DateConstructor, clock: MovableClock): DateConstructor {
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

import type { Alarm, Clock } from '#functions/export/core/ports/ports.ts';

export type VirtualClock = Clock & {
  /** Lets time pass; alarms that come due on the way go off at their own moment. */
  advance(ms: number): void;
  /** Lets time pass until the signal aborts, at most `ms`: what a request that hangs does. */
  elapse(ms: number, signal: AbortSignal): void;
  /** Every `sleep` so far, in milliseconds. */
  readonly sleeps: readonly number[];
};

/** Tuesday, 2026-11-24 12:00:00 UTC. */
export const NOON = 1_795_521_600_000;

/** Until all else that goes on by promises waits too: time passes for nobody before. */
export const atRest = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A clock that stands still unless somebody sleeps on it or moves it: a quarter of an hour takes no time. */
export function virtualClock(startMs: number = NOON): VirtualClock {
  let now = startMs;
  let alarms: { at: number; go: () => void }[] = [];
  const sleeps: number[] = [];

  /** Moves to the next alarm before `until`, or to `until`. */
  function step(until: number): void {
    const [next] = alarms.toSorted((a, b) => a.at - b.at);
    if (next === undefined || next.at > until) {
      now = Math.max(now, until);
      return;
    }
    now = Math.max(now, next.at);
    alarms = alarms.filter((alarm) => alarm !== next);
    next.go();
  }

  function advance(ms: number): void {
    const until = now + ms;
    while (now < until || alarms.some(({ at }) => at <= until)) step(until);
  }

  return {
    now: () => now,
    sleeps,
    advance,
    async sleep(ms, signal) {
      sleeps.push(ms);
      await atRest();
      if (!signal.aborted) advance(ms);
    },
    alarm(at): Alarm {
      const controller = new AbortController();
      const alarm = { at, go: () => controller.abort() };
      if (at <= now) alarm.go();
      else alarms.push(alarm);
      return {
        signal: controller.signal,
        cancel: () => {
          alarms = alarms.filter((other) => other !== alarm);
        },
      };
    },
    elapse(ms, signal) {
      const until = now + ms;
      while (now < until && !signal.aborted) step(until);
    },
  };
}

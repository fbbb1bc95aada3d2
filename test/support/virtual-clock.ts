import type { Alarm, Clock } from '#functions/export/core/ports/ports.ts';

export type VirtualClock = Clock & {
  /** Lets time pass. Alarms fire at their own time. */
  advance(ms: number): void;
  /** Lets time pass until the signal aborts, at most `ms`. Simulates a hanging request. */
  elapse(ms: number, signal: AbortSignal): void;
  /** The durations of all sleeps so far (ms). */
  readonly sleeps: readonly number[];
};

/** Tuesday, 2026-11-24 12:00:00 UTC. */
export const NOON = 1_795_521_600_000;

/** Resolves when all pending promise callbacks have run. Time must not pass before that. */
export const atRest = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A clock that only advances through `sleep`, `advance` and `elapse`, so that long runs take no real time. */
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

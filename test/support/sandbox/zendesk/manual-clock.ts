import type { SandboxClock } from '#sandbox/clock.ts';

/** 2026-11-24T22:58:20Z. The current rate-limit window ends in 40 seconds. */
export const NOW = 1_795_561_100;

/** A clock that moves only when it is set, advanced or slept on. Sleeping takes no real time. */
export type ManualClock = SandboxClock & {
  /** Epoch milliseconds. */
  set(ms: number): void;
  advance(ms: number): void;
  /** The durations of all sleeps in milliseconds, in order. */
  readonly slept: number[];
};

export function createManualClock(start: number = NOW * 1000): ManualClock {
  let now = start;
  const slept: number[] = [];
  return {
    start,
    wallStart: 0,
    speed: 1,
    slept,
    now: () => now,
    set: (ms) => {
      now = ms;
    },
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

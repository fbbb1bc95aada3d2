import type { SandboxClock } from '#sandbox/clock.ts';

/** 2026-11-24T22:58:20Z: a whole minute's twentieth second, so that 40 seconds are left of a rate-limit window. */
export const NOW = 1_795_561_100;

/** A clock that moves when it is told to, or slept on: sleeping takes no time at all. */
export type HandClock = SandboxClock & {
  /** Epoch milliseconds. */
  set(ms: number): void;
  advance(ms: number): void;
  /** How long was slept, in milliseconds, in order. */
  readonly slept: number[];
};

export function handClock(start: number = NOW * 1000): HandClock {
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

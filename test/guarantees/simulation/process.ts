import type { Clock } from '../../../functions/export/core/ports.ts';
import type { Timeline } from './timeline.ts';

/** What reaches a process from outside: the answer to a call, or a timer of its own that has run out. */
type Arrival = { readonly kind: 'answer' | 'timer'; readonly event: () => void };

/**
 * A process that runs the function. Whatever reaches it passes through here, so that it can be killed, after which
 * nothing reaches it any more, or frozen, after which all of it arrives late.
 */
export type Process = {
  readonly isDead: boolean;
  readonly isFrozen: boolean;
  readonly clock: Clock;
  /** Lets an answer arrive at that moment (epoch milliseconds), or when the process wakes. */
  answer(ms: number, event: () => void): void;
  kill(): void;
  /**
   * @param forMs - milliseconds until it wakes
   * @param answersFirst - whether what waits for it then comes in before the timers that have run out meanwhile
   */
  freeze(forMs: number, answersFirst: boolean): void;
};

export function createProcess(timeline: Timeline): Process {
  let isDead = false;
  let isFrozen = false;
  let waiting: Arrival[] = [];

  function arrive(arrival: Arrival): void {
    if (isDead) return;
    if (isFrozen) waiting.push(arrival);
    else arrival.event();
  }

  function wake(answersFirst: boolean): void {
    if (isDead) return;
    isFrozen = false;
    const arrivals = answersFirst
      ? [...waiting.filter(({ kind }) => kind === 'answer'), ...waiting.filter(({ kind }) => kind === 'timer')]
      : waiting;
    waiting = [];
    // One after the other, each to its end: as an event loop takes them.
    for (const arrival of arrivals) timeline.at(timeline.now(), () => arrive(arrival));
  }

  const timer = (ms: number, event: () => void): (() => void) =>
    timeline.at(ms, () => arrive({ kind: 'timer', event }));

  return {
    get isDead() {
      return isDead;
    },
    get isFrozen() {
      return isFrozen;
    },
    clock: {
      now: () => timeline.now(),
      sleep: (ms) => new Promise((resolve) => void timer(timeline.now() + ms, resolve)),
      alarm(at) {
        const controller = new AbortController();
        let isCancelled = false;
        const cancelTimer = timer(at, () => {
          if (!isCancelled) controller.abort();
        });
        const cancel = (): void => {
          isCancelled = true;
          cancelTimer();
        };
        return { signal: controller.signal, cancel };
      },
    },
    answer: (ms, event) => void timeline.at(ms, () => arrive({ kind: 'answer', event })),
    kill() {
      isDead = true;
    },
    freeze(forMs, answersFirst) {
      isFrozen = true;
      timeline.at(timeline.now() + forMs, () => wake(answersFirst));
    },
  };
}

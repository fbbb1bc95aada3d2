import type { Clock } from '#functions/export/core/ports/ports.ts';
import type { Timeline } from './timeline.ts';

/**
 * What has become of a process's timers when it wakes: they have run out and go off before the answers that wait for
 * it, or after them; or they have stood still with it, as a machine's monotonic clock does while it is suspended.
 */
export type WokenTimers = 'before answers' | 'after answers' | 'stood still';

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
  /** @param forMs - milliseconds until it wakes */
  freeze(forMs: number, timers: WokenTimers): void;
};

type Timer = { readonly due: number; readonly event: () => void; cancel: () => void };

/** @param onStop - called when the process is killed or frozen */
export function createProcess(timeline: Timeline, onStop: () => void): Process {
  let isDead = false;
  let isFrozen = false;
  const timers = new Set<Timer>();
  /** What has arrived while frozen. */
  let answers: (() => void)[] = [];
  let ranOut: Timer[] = [];

  function startTimer(due: number, event: () => void): Timer {
    const timer: Timer = { due, event, cancel: () => undefined };
    const unplan = timeline.at(due, () => {
      if (isDead) return;
      timers.delete(timer);
      if (isFrozen) ranOut.push(timer);
      else event();
    });
    timer.cancel = () => {
      timers.delete(timer);
      ranOut = ranOut.filter((other) => other !== timer);
      unplan();
    };
    timers.add(timer);
    return timer;
  }

  function arrive(event: () => void): void {
    if (isDead) return;
    if (isFrozen) answers.push(event);
    else event();
  }

  function wake(frozenAt: number, woken: WokenTimers): void {
    if (isDead) return;
    isFrozen = false;
    const waiting = answers;
    answers = [];
    // One after the other, each to its end: as an event loop takes them.
    const now = timeline.now();
    const startAnew = (): void => {
      const constantFault = woken === 'stood still' ? [...ranOut, ...timers] : ranOut;
      ranOut = [];
      for (const timer of constantFault) restart(timer, woken === 'stood still' ? now + timer.due - frozenAt : now);
    };
    if (woken === 'before answers') startAnew();
    for (const event of waiting) timeline.at(now, () => arrive(event));
    if (woken !== 'before answers') startAnew();
  }

  /** The same timer object, so that it can still be canceled. */
  function restart(timer: Timer, due: number): void {
    timer.cancel();
    timer.cancel = startTimer(due, timer.event).cancel;
  }

  return {
    get isDead() {
      return isDead;
    },
    get isFrozen() {
      return isFrozen;
    },
    clock: {
      now: () => timeline.now(),
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          const timer = startTimer(timeline.now() + ms, resolve);
          signal.addEventListener('abort', () => {
            timer.cancel();
            resolve();
          });
        }),
      alarm(at) {
        const controller = new AbortController();
        const timer = startTimer(at, () => controller.abort());
        return { signal: controller.signal, cancel: () => timer.cancel() };
      },
    },
    answer: (ms, event) => void timeline.at(ms, () => arrive(event)),
    kill() {
      isDead = true;
      onStop();
    },
    freeze(forMs, woken) {
      isFrozen = true;
      onStop();
      const frozenAt = timeline.now();
      timeline.at(frozenAt + forMs, () => wake(frozenAt, woken));
    },
  };
}

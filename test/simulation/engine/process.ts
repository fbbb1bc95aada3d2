import type { Clock } from '#functions/export/core/ports/ports.ts';
import type { Timeline } from './timeline.ts';

/**
 * The state of a process's timers when it wakes. They may have expired, and then fire before or after the responses that
 * wait for the process. Or they were paused together with it (`paused`), like the monotonic clock of a suspended
 * machine.
 */
export type WokenTimers = 'before answers' | 'after answers' | 'paused';

/**
 * A process that runs the function. All responses and timers pass through it. After `kill` none of them reach the
 * function, and after `freeze` they arrive late.
 */
export type Process = {
  readonly isDead: boolean;
  readonly isFrozen: boolean;
  readonly clock: Clock;
  /** Delivers a response at this time (epoch milliseconds), or when the process wakes. */
  answer(ms: number, event: () => void): void;
  kill(): void;
  /** @param forMs - milliseconds until the process wakes */
  freeze(forMs: number, timers: WokenTimers): void;
};

type Timer = { readonly due: number; readonly event: () => void; cancel: () => void };

/** @param onStop - called when the process is killed or frozen */
export function createProcess(timeline: Timeline, onStop: () => void): Process {
  let isDead = false;
  let isFrozen = false;
  const timers = new Set<Timer>();
  /** Responses that arrived while the process was frozen. */
  let answers: (() => void)[] = [];
  let expired: Timer[] = [];

  function startTimer(due: number, event: () => void): Timer {
    const timer: Timer = { due, event, cancel: () => undefined };
    const cancel = timeline.at(due, () => {
      if (isDead) return;
      timers.delete(timer);
      if (isFrozen) expired.push(timer);
      else event();
    });
    timer.cancel = () => {
      timers.delete(timer);
      expired = expired.filter((other) => other !== timer);
      cancel();
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
    // Each event completes before the next one, like in an event loop.
    const now = timeline.now();
    const restartTimers = (): void => {
      const restarted = woken === 'paused' ? [...expired, ...timers] : expired;
      expired = [];
      for (const timer of restarted) restart(timer, woken === 'paused' ? now + timer.due - frozenAt : now);
    };
    if (woken === 'before answers') restartTimers();
    for (const event of waiting) timeline.at(now, () => arrive(event));
    if (woken !== 'before answers') restartTimers();
  }

  /** Keeps the timer object, so that it can still be canceled. */
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

import type { Budget } from '../core/pacing/time-budget.ts';
import type { Emit } from '../core/telemetry/events.ts';
import type { Pacer } from '../core/pacing/pacer.ts';
import { type Clock, HttpFault } from '../core/ports/ports.ts';
import { type Attempts, createAttempts, type FailureKind } from '../core/pacing/retry.ts';
import type { Asker, Stopped } from '../core/ports/zendesk.ts';

/** What came of one attempt at a request. */
export type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** `waitMs`: how long Zendesk itself asks to wait; without it, backoff. `seen`: for messages. */
  | {
      readonly kind: 'failed';
      readonly failure: FailureKind;
      readonly seen: string;
      readonly waitMs?: number | undefined;
    }
  /** Repeat at once; the attempt itself sees to it that this ends. */
  | { readonly kind: 'again' }
  | Stopped;

export type Exchange = <T>(order: {
  readonly asker: Asker;
  /** Where the request counts against an allowance. */
  readonly pacer?: Pacer;
  readonly attempt: () => Promise<Attempt<T>>;
  /** The error to throw when the attempts are spent. */
  readonly spent: (failure: FailureKind, seen: string) => Error;
}) => Promise<{ readonly kind: 'done'; readonly value: T } | Stopped>;

export type ExchangeDeps = {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly random: () => number;
  readonly emit: Emit;
};

type Wait = { readonly ms: number; readonly reason: 'pace' | 'retry_after' | 'backoff'; readonly asked: boolean };

const NO_WAIT: Wait = { ms: 0, reason: 'backoff', asked: false };

/**
 * Repeats attempts until one is done, the attempts are spent, or the time is: before each, budget and pacer say now,
 * wait, or stop. A wait that Zendesk asks for gets no jitter and is never cut short.
 */
export function createExchange({ clock, budget, random, emit }: ExchangeDeps): Exchange {
  return async ({ asker: { exportId, signal }, pacer, attempt, spent }) => {
    let attempts: Attempts | undefined;
    let wait = NO_WAIT;
    for (;;) {
      const pace = pacer?.wait(clock.now()) ?? 0;
      if (pace > wait.ms) wait = { ms: pace, reason: 'pace', asked: true };
      const verdict = budget.after(clock.now(), wait.ms, wait.asked);
      if (verdict !== 'go') return { kind: 'stopped', outcome: verdict, inFlight: false };
      if (wait.ms > 0) {
        emit({ kind: 'wait', export: exportId, reason: wait.reason, wait_ms: wait.ms });
        await clock.sleep(wait.ms, signal);
      }
      // From the first request on: what was waited for it before says nothing of Zendesk.
      attempts ??= createAttempts(clock.now(), random);
      const came = await caught(attempt, signal);
      if (came.kind === 'done' || came.kind === 'stopped') return came;
      wait = NO_WAIT;
      if (came.kind === 'again') continue;
      const backoff = attempts.failed(came.failure, clock.now());
      if (backoff === 'spent') throw spent(came.failure, came.seen);
      emit({ kind: 'retry', export: exportId, seen: came.seen });
      wait =
        came.waitMs === undefined
          ? { ms: backoff, reason: 'backoff', asked: came.failure === 'throttled' }
          : { ms: came.waitMs, reason: 'retry_after', asked: true };
    }
  };
}

/** A broken connection is a failed attempt, and an abort a stop; anything else is thrown on. */
async function caught<T>(attempt: () => Promise<Attempt<T>>, signal: AbortSignal): Promise<Attempt<T>> {
  if (signal.aborted) return { kind: 'stopped', outcome: 'budget_spent', inFlight: false };
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped', outcome: 'budget_spent', inFlight: true };
    if (error instanceof HttpFault) return { kind: 'failed', failure: 'unavailable', seen: error.message };
    throw error;
  }
}

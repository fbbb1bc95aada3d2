import type { TimeBudget } from '../core/pacing/time-budget.ts';
import type { Emit } from '../core/telemetry/events.ts';
import type { Pacer } from '../core/pacing/pacer.ts';
import { type Clock, NetworkError } from '../core/ports/ports.ts';
import { type Attempts, createAttempts, type FailureKind } from '../core/pacing/retry.ts';
import type { RequestContext, Stopped } from '../core/ports/zendesk.ts';

/** What result of one attempt at a request. */
export type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** `waitMs`: how long Zendesk itself asks to wait; without it, backoff. `detail`: for messages. */
  | {
      readonly kind: 'failed';
      readonly failure: FailureKind;
      readonly detail: string;
      readonly waitMs?: number | undefined;
    }
  /** Repeat at once; the attempt itself sees to it that this ends. */
  | { readonly kind: 'again' }
  | Stopped;

export type RetryLoop = <T>(order: {
  readonly context: RequestContext;
  /** Where the request counts against an allowance. */
  readonly pacer?: Pacer;
  readonly attempt: () => Promise<Attempt<T>>;
  /** The error to throw when the attempts are spent. */
  readonly exhaustedError: (failure: FailureKind, detail: string) => Error;
}) => Promise<{ readonly kind: 'done'; readonly value: T } | Stopped>;

export type RetryLoopDeps = {
  readonly clock: Clock;
  readonly budget: TimeBudget;
  readonly random: () => number;
  readonly emit: Emit;
};

type Wait = { readonly ms: number; readonly reason: 'pace' | 'retry_after' | 'backoff'; readonly asked: boolean };

const NO_WAIT: Wait = { ms: 0, reason: 'backoff', asked: false };

/**
 * Repeats attempts until one is done, the attempts are spent, or the time is: before each, budget and pacer say now,
 * wait, or stop. A wait that Zendesk asks for gets no jitter and is never cut short.
 */
export function createRetryLoop({ clock, budget, random, emit }: RetryLoopDeps): RetryLoop {
  return async ({ context: { exportId, signal }, pacer, attempt, exhaustedError }) => {
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
      const result = await runAttempt(attempt, signal);
      if (result.kind === 'done' || result.kind === 'stopped') return result;
      wait = NO_WAIT;
      if (result.kind === 'again') continue;
      const backoff = attempts.failed(result.failure, clock.now());
      if (backoff === 'exhausted') throw exhaustedError(result.failure, result.detail);
      emit({ kind: 'retry', export: exportId, detail: result.detail });
      wait =
        result.waitMs === undefined
          ? { ms: backoff, reason: 'backoff', asked: result.failure === 'throttled' }
          : { ms: result.waitMs, reason: 'retry_after', asked: true };
    }
  };
}

/** A broken connection is a failed attempt, and an abort a stop; anything else is thrown on. */
async function runAttempt<T>(attempt: () => Promise<Attempt<T>>, signal: AbortSignal): Promise<Attempt<T>> {
  if (signal.aborted) return { kind: 'stopped', outcome: 'budget_spent', inFlight: false };
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped', outcome: 'budget_spent', inFlight: true };
    if (error instanceof NetworkError) return { kind: 'failed', failure: 'unavailable', detail: error.message };
    throw error;
  }
}

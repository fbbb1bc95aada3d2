import type { Pacer } from '../core/pacing/pacer.ts';
import { type Attempts, createAttempts, type FailureKind } from '../core/pacing/retry.ts';
import type { TimeBudget } from '../core/pacing/time-budget.ts';
import { type Clock, IdleTimeoutError, NetworkError } from '../core/ports/ports.ts';
import type { RequestContext, Stopped } from '../core/ports/zendesk.ts';
import type { Emit } from '../core/telemetry/events.ts';

/** The result of one attempt at a request. */
export type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | Failed
  /** Repeat at once. The attempt itself limits how often. */
  | { readonly kind: 'again' }
  | Stopped;

type Failed = {
  readonly kind: 'failed';
  readonly failure: FailureKind;
  /** For messages. */
  readonly detail: string;
  /** How long Zendesk asks to wait (ms); without it, backoff. */
  readonly waitMs?: number | undefined;
};

type RetryOptions<T> = {
  readonly context: RequestContext;
  /** The pacer of the request's rate-limit bucket, if it has one. */
  readonly pacer?: Pacer;
  readonly attempt: () => Promise<Attempt<T>>;
  /** Replaces every third silence in a row. Default: it is a failure like the two before. */
  readonly onSilence?: (detail: string) => Attempt<T>;
  /** The error to throw when the attempts are exhausted. */
  readonly exhaustedError: (failure: FailureKind, detail: string) => Error;
};

export type RetryLoop = <T>(
  options: RetryOptions<T>,
) => Promise<{ readonly kind: 'done'; readonly value: T } | Stopped>;

export type RetryLoopDeps = {
  readonly clock: Clock;
  readonly budget: TimeBudget;
  readonly random: () => number;
  readonly emit: Emit;
};

type Wait = {
  readonly ms: number;
  readonly reason: 'pace' | 'retry_after' | 'backoff';
  /** Zendesk or `requestsPerMinute` requires it. */
  readonly isRequired: boolean;
};

const NO_WAIT: Wait = { ms: 0, reason: 'backoff', isRequired: false };
/** So many silences in a row are more than a broken connection. */
const MAX_SILENCES = 3;

/**
 * Repeats attempts until one is done, the attempts are exhausted, or the time is used up. Before each attempt, budget
 * and pacer say now, wait, or stop. A wait that Zendesk asks for gets no jitter and is never cut short.
 */
export function createRetryLoop({ clock, budget, random, emit }: RetryLoopDeps): RetryLoop {
  return async ({ context: { exportId, signal }, pacer, attempt, onSilence, exhaustedError }) => {
    let attempts: Attempts | undefined;
    const replaceSilence = createSilenceRule(onSilence);
    let wait = NO_WAIT;
    for (;;) {
      const paceMs = pacer?.waitMs(clock.now()) ?? 0;
      if (paceMs > wait.ms) wait = { ms: paceMs, reason: 'pace', isRequired: true };
      const verdict = budget.checkStart(clock.now(), wait.ms, wait.isRequired);
      if (verdict !== 'go') return { kind: 'stopped', outcome: verdict, inFlight: false };
      if (wait.ms > 0) {
        emit({ kind: 'wait', export: exportId, reason: wait.reason, wait_ms: wait.ms });
        await clock.sleep(wait.ms, signal);
      }
      // From the first request on: a wait before it says nothing about Zendesk.
      attempts ??= createAttempts(clock.now(), random);
      const result = replaceSilence(await runAttempt(attempt, signal));
      if (result.kind === 'done' || result.kind === 'stopped') return result;
      wait = NO_WAIT;
      if (result.kind === 'again') continue;
      const backoffMs = attempts.recordFailure(result.failure, clock.now());
      if (backoffMs === 'exhausted') throw exhaustedError(result.failure, result.detail);
      emit({ kind: 'retry', export: exportId, detail: result.detail });
      wait = waitAfter(result, backoffMs);
    }
  };
}

function waitAfter({ failure, waitMs }: Failed, backoffMs: number): Wait {
  return waitMs === undefined
    ? { ms: backoffMs, reason: 'backoff', isRequired: failure === 'throttled' }
    : { ms: waitMs, reason: 'retry_after', isRequired: true };
}

/** Counts silences in a row, and replaces every third one by what `onSilence` makes of it. */
function createSilenceRule<T>(onSilence: RetryOptions<T>['onSilence']): (result: Attempt<T>) => Attempt<T> {
  let inARow = 0;
  return (result) => {
    const isSilence = result.kind === 'failed' && result.failure === 'silence';
    inARow = isSilence ? inARow + 1 : 0;
    const isReplaced = isSilence && inARow % MAX_SILENCES === 0 && onSilence !== undefined;
    return isReplaced ? onSilence(result.detail) : result;
  };
}

/** A broken connection is a failed attempt, an abort is a stop; any other error is thrown. */
async function runAttempt<T>(attempt: () => Promise<Attempt<T>>, signal: AbortSignal): Promise<Attempt<T>> {
  if (signal.aborted) return { kind: 'stopped', outcome: 'budget_spent', inFlight: false };
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped', outcome: 'budget_spent', inFlight: true };
    if (!(error instanceof NetworkError)) throw error;
    const failure = error instanceof IdleTimeoutError ? 'silence' : 'unavailable';
    return { kind: 'failed', failure, detail: error.message };
  }
}

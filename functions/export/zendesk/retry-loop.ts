import { createFreeTurn, type RequestTurn } from '../core/pacing/request-queue.ts';
import { type Attempts, createAttempts, type FailureKind } from '../core/pacing/retry.ts';
import { type Clock, IdleTimeoutError, NetworkError } from '../core/ports/ports.ts';
import type { RequestContext, Stopped } from '../core/ports/zendesk.ts';
import type { Emit } from '../core/telemetry/events.ts';

/** The result of one attempt at a request. */
export type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | Failed
  /** Repeat immediately. The attempt itself limits how often. */
  | { readonly kind: 'again' }
  | Stopped;

type Failed = {
  readonly kind: 'failed';
  readonly failure: FailureKind;
  /** For messages. */
  readonly detail: string;
  /** The wait that Zendesk requests (ms). Default: backoff. */
  readonly waitMs?: number | undefined;
};

type RetryOptions<T> = {
  readonly context: RequestContext;
  /**
   * Joins the queue of the request's rate-limit bucket before an attempt. Default: no queue.
   * @param delayMs - the wait before a retry
   */
  readonly join?: (delayMs: number, now: number) => RequestTurn;
  /** Makes one attempt. It must start the turn before it sends the request. */
  readonly attempt: (turn: RequestTurn) => Promise<Attempt<T>>;
  /** Replaces every third idle timeout in a row. Default: it counts as a failure like the others. */
  readonly onSilence?: (detail: string) => Attempt<T>;
  /** The error to throw when the attempts are exhausted. */
  readonly exhaustedError: (failure: FailureKind, detail: string) => Error;
};

/** @throws the `exhaustedError`, or whatever an attempt throws other than NetworkError */
export type RetryLoop = <T>(
  options: RetryOptions<T>,
) => Promise<{ readonly kind: 'done'; readonly value: T } | Stopped>;

export type RetryLoopDeps = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: Emit;
};

/** The wait before a retry. */
type Wait = {
  readonly ms: number;
  readonly reason: 'retry_after' | 'backoff';
  /** Zendesk requires it. */
  readonly isRequired: boolean;
};

const NO_WAIT: Wait = { ms: 0, reason: 'backoff', isRequired: false };
/** Fewer idle timeouts in a row may be broken connections. */
const MAX_SILENCES = 3;

/**
 * Repeats attempts until one is done, the attempts are exhausted, or the time budget is spent. Before each attempt,
 * budget and queue decide whether to send, wait or stop. A wait that Zendesk requests gets no jitter and is never
 * shortened.
 */
export function createRetryLoop(deps: RetryLoopDeps): RetryLoop {
  const { clock, random, emit } = deps;
  return async ({ context, join = createFreeTurn, attempt, onSilence, exhaustedError }) => {
    let attempts: Attempts | undefined;
    const replaceSilence = createSilenceRule(onSilence);
    let wait = NO_WAIT;
    for (;;) {
      const turn = join(wait.ms, clock.now());
      try {
        const verdict = await waitForTurn(deps, context, turn, wait);
        if (verdict !== 'go') return { kind: 'stopped', outcome: verdict, inFlight: false };
        // Created with the first request, because a wait before it is not a failure.
        attempts ??= createAttempts(clock.now(), random);
        context.budget.recordStart();
        const result = replaceSilence(await runAttempt(() => attempt(turn), context.signal));
        if (result.kind === 'done' || result.kind === 'stopped') return result;
        wait = NO_WAIT;
        if (result.kind === 'again') continue;
        const backoffMs = attempts.recordFailure(result.failure, clock.now());
        if (backoffMs === 'exhausted') throw exhaustedError(result.failure, result.detail);
        emit({ kind: 'retry', export: context.exportId, detail: result.detail });
        wait = waitAfter(result, backoffMs);
        // A 429 applies to all requests of the bucket. Any other wait is for this request alone.
        if (result.failure === 'throttled') turn.pauseBucket(clock.now(), wait.ms);
      } finally {
        turn.end();
      }
    }
  };
}

/** Waits until the request may start. Returns the outcome of the run instead if the time left is too short. */
async function waitForTurn(
  { clock, emit }: RetryLoopDeps,
  { exportId, signal, budget }: RequestContext,
  turn: RequestTurn,
  wait: Wait,
): Promise<'go' | Stopped['outcome']> {
  let announcedUntil = -Infinity;
  for (;;) {
    const now = clock.now();
    const { waitMs, isPaced, isNext } = turn.plan(now);
    const verdict = budget.checkStart(now, waitMs, isPaced || wait.isRequired);
    if (verdict !== 'go') return verdict;
    if (signal.aborted) return 'budget_spent';
    if (isNext && waitMs === 0) return 'go';
    const until = now + waitMs;
    if (isNext && until > announcedUntil) {
      const reason = isPaced ? 'pace' : wait.reason;
      emit({ kind: 'wait', export: exportId, reason, wait_ms: until - Math.max(now, announcedUntil) });
      announcedUntil = until;
    }
    const woken = AbortSignal.any([signal, turn.changed]);
    await (isNext ? clock.sleep(waitMs, woken) : abortOf(woken));
  }
}

/** Resolves when the signal aborts. */
const abortOf = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

function waitAfter({ failure, waitMs }: Failed, backoffMs: number): Wait {
  return waitMs === undefined
    ? { ms: backoffMs, reason: 'backoff', isRequired: failure === 'throttled' }
    : { ms: waitMs, reason: 'retry_after', isRequired: true };
}

/** Counts idle timeouts in a row, and replaces every third one with the result of `onSilence`. */
function createSilenceRule<T>(onSilence: RetryOptions<T>['onSilence']): (result: Attempt<T>) => Attempt<T> {
  let inARow = 0;
  return (result) => {
    const isSilence = result.kind === 'failed' && result.failure === 'silence';
    inARow = isSilence ? inARow + 1 : 0;
    const isReplaced = isSilence && inARow % MAX_SILENCES === 0 && onSilence !== undefined;
    return isReplaced ? onSilence(result.detail) : result;
  };
}

/** Turns a NetworkError into a failed attempt and an abort into a stop. Throws any other error. */
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

import { describe, expect, it } from 'vitest';
import { ZendeskUnavailableError } from '#functions/export/core/errors.ts';
import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import { createRequestQueue, type RequestQueue } from '#functions/export/core/pacing/request-queue.ts';
import { IdleTimeoutError, NetworkError } from '#functions/export/core/ports/ports.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import type { Attempt } from '#functions/export/zendesk/retry-loop.ts';
import { runOf } from '#test/support/functions/run.ts';

type Run = ReturnType<typeof runOf>;

const done: Attempt<string> = { kind: 'done', value: 'the response' };
const failed = (fields: object = {}): Attempt<string> => ({
  kind: 'failed',
  failure: 'unavailable',
  detail: '502',
  ...fields,
});

/** Sends one request whose attempts have these results. The last one repeats. */
async function send(run: Run, ...attempts: readonly (Attempt<string> | (() => Attempt<string>))[]) {
  let made = 0;
  const result = await run.sendWithRetry<string>({
    context: run.context,
    async attempt() {
      const attempt = attempts[Math.min(made, attempts.length - 1)] ?? done;
      made += 1;
      return typeof attempt === 'function' ? attempt() : attempt;
    },
    exhaustedError: (failure, detail) => new ZendeskUnavailableError(`exhausted by ${failure}: ${detail}`),
  });
  return { result, made };
}

const BUCKET = RATE_LIMIT_BUCKETS.incremental;

const oneAMinute = (): RequestQueue => createRequestQueue({ pacers: [createPacer(BUCKET)], requestsPerMinute: 1 });

/** Sends one request that counts against a rate-limit bucket. */
const sendPaced = (run: Run, queue: RequestQueue, ...attempts: Attempt<string>[]) => {
  let made = 0;
  return run.sendWithRetry<string>({
    context: run.context,
    join: (delayMs, now) => queue.join({ bucket: BUCKET, delayMs, isBlocked: () => false }, now),
    async attempt(turn) {
      expect(turn.start(run.clock.now())).toBe(true);
      made += 1;
      return attempts[made - 1] ?? done;
    },
    exhaustedError: () => new Error('exhausted'),
  });
};

const thrown = (error: Error) => (): never => {
  throw error;
};

describe('sendWithRetry', () => {
  it('makes one attempt without waiting if it succeeds', async () => {
    const run = runOf();
    expect(await send(run, done)).toEqual({ result: done, made: 1 });
    expect(run.clock.sleeps).toEqual([]);
    expect(run.events).toEqual([]);
  });

  it('retries a failure after an increasing backoff, and emits both', async () => {
    const run = runOf();
    expect(await send(run, failed(), failed(), done)).toMatchObject({ result: done, made: 3 });
    expect(run.clock.sleeps).toEqual([1_500, 3_000]);
    expect(run.events).toEqual([
      { kind: 'retry', export: 'acme/tickets', detail: '502' },
      { kind: 'wait', export: 'acme/tickets', reason: 'backoff', wait_ms: 1_500 },
      { kind: 'retry', export: 'acme/tickets', detail: '502' },
      { kind: 'wait', export: 'acme/tickets', reason: 'backoff', wait_ms: 3_000 },
    ]);
  });

  it('waits exactly as long as Zendesk requests, without jitter (node-zendesk#322)', async () => {
    const run = runOf();
    await send(run, failed({ failure: 'throttled', waitMs: 93_000 }), done);
    expect(run.clock.sleeps).toEqual([93_000]);
    expect(run.events.at(-1)).toMatchObject({ reason: 'retry_after', wait_ms: 93_000 });
  });

  it('retries a broken connection', async () => {
    const run = runOf();
    expect(await send(run, thrown(new NetworkError('ECONNRESET')), done)).toMatchObject({ result: done, made: 2 });
    expect(run.events[0]).toMatchObject({ kind: 'retry', detail: 'ECONNRESET' });
  });

  it('retries an idle timeout until the attempts are exhausted', async () => {
    const run = runOf();
    const silent = thrown(new IdleTimeoutError('no byte for 60 s'));
    await expect(send(run, silent)).rejects.toThrow('exhausted by silence: no byte for 60 s');
    expect(run.clock.sleeps).toHaveLength(7);
  });

  it('does not retry programming errors', async () => {
    const run = runOf();
    await expect(send(run, thrown(new TypeError('a bug')), done)).rejects.toThrow(TypeError);
    expect(run.clock.sleeps).toEqual([]);
  });

  it('repeats an attempt immediately on its request, without counting a failure', async () => {
    const run = runOf();
    expect(await send(run, { kind: 'again' }, done)).toMatchObject({ result: done, made: 2 });
    expect([run.clock.sleeps, run.events]).toEqual([[], []]);
  });

  it('does not repeat the previous wait before an immediate repetition', async () => {
    const run = runOf();
    await send(run, failed(), { kind: 'again' }, done);
    expect(run.clock.sleeps).toEqual([1_500]);
  });

  it('gives up after 8 attempts over at least 2 minutes, with the detail of the last one', async () => {
    const run = runOf();
    const began = run.clock.now();
    await expect(send(run, failed())).rejects.toThrow('exhausted by unavailable: 502');
    expect(run.clock.now() - began).toBeGreaterThanOrEqual(120_000);
    expect(run.clock.sleeps).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000]);
  });

  it('gives up after 3 invalid pages', async () => {
    const run = runOf();
    await expect(send(run, failed({ failure: 'invalid_page', detail: 'HTML' }))).rejects.toThrow(
      'exhausted by invalid_page: HTML',
    );
    expect(run.clock.sleeps).toHaveLength(2);
  });
});

/** Sends one request. Returns the number of attempts at each call of `onSilence`. */
async function attemptsAtSilences(...attempts: readonly (() => Attempt<string>)[]): Promise<number[]> {
  const run = runOf();
  const attemptCounts: number[] = [];
  let made = 0;
  await run.sendWithRetry<string>({
    context: run.context,
    async attempt() {
      made += 1;
      return attempts[made - 1]?.() ?? done;
    },
    onSilence(detail) {
      attemptCounts.push(made);
      return { kind: 'failed', failure: 'smaller_page', detail };
    },
    exhaustedError: () => new Error('exhausted'),
  });
  return attemptCounts;
}

describe('sendWithRetry on idle timeouts', () => {
  const silent = thrown(new IdleTimeoutError('no byte for 60 s'));
  const reset = thrown(new NetworkError('ECONNRESET'));

  it('calls onSilence for every third idle timeout in a row', async () => {
    expect(await attemptsAtSilences(silent, silent)).toEqual([]);
    expect(await attemptsAtSilences(silent, silent, silent)).toEqual([3]);
    expect(await attemptsAtSilences(silent, silent, silent, silent, silent)).toEqual([3]);
    expect(await attemptsAtSilences(...Array.from({ length: 7 }, () => silent))).toEqual([3, 6]);
  });

  it('restarts the count after any other result', async () => {
    expect(await attemptsAtSilences(silent, silent, reset, silent, silent)).toEqual([]);
    expect(await attemptsAtSilences(silent, silent, () => ({ kind: 'again' }), silent, silent)).toEqual([]);
    expect(await attemptsAtSilences(silent, silent, () => failed(), silent, silent, silent)).toEqual([6]);
  });

  it('ends the request if onSilence returns a result', async () => {
    const run = runOf();
    const ended = await run.sendWithRetry<string>({
      context: run.context,
      attempt: async () => silent(),
      onSilence: (detail) => ({ kind: 'done', value: `given up after ${detail}` }),
      exhaustedError: () => new Error('exhausted'),
    });
    expect(ended).toEqual({ kind: 'done', value: 'given up after no byte for 60 s' });
    expect(run.clock.sleeps).toEqual([1_500, 3_000]);
  });
});

describe('sendWithRetry with a time budget', () => {
  it('stops as rate_limited if Zendesk requests a wait beyond the budget', async () => {
    const run = runOf(60_000);
    expect(await send(run, failed({ waitMs: 900_000 }))).toEqual({
      result: { kind: 'stopped', outcome: 'rate_limited', inFlight: false },
      made: 1,
    });
    expect(run.clock.sleeps).toEqual([]);
  });

  it('stops as rate_limited if the backoff of a 429 exceeds the budget', async () => {
    const run = runOf(60_000);
    expect((await send(run, failed({ failure: 'throttled' }))).result).toMatchObject({ outcome: 'rate_limited' });
  });

  it('stops as budget_spent if any other backoff exceeds the budget', async () => {
    const run = runOf(60_000);
    expect((await send(run, failed())).result).toMatchObject({ outcome: 'budget_spent', inFlight: false });
    expect(run.clock.now()).toBeLessThan(run.workBy);
  });

  it('stops as budget_spent if the signal aborts an attempt, whatever error that causes', async () => {
    for (const error of [new NetworkError('aborted'), new Error('AbortError')]) {
      const run = runOf(60_000);
      const hang = () => {
        run.clock.elapse(3_600_000, run.work);
        throw error;
      };
      expect(await send(run, hang)).toEqual({
        result: { kind: 'stopped', outcome: 'budget_spent', inFlight: true },
        made: 1,
      });
    }
  });

  it('returns the stop of an attempt', async () => {
    const stopped = { kind: 'stopped', outcome: 'rate_limited', inFlight: false } as const;
    expect((await send(runOf(), stopped)).result).toEqual(stopped);
  });
});

describe('sendWithRetry with a queue', () => {
  it('waits for its turn before a request', async () => {
    const run = runOf();
    const queue = oneAMinute();
    await sendPaced(run, queue);
    await sendPaced(run, queue);
    expect(run.events).toEqual([{ kind: 'wait', export: 'acme/tickets', reason: 'pace', wait_ms: 60_100 }]);
  });

  it('uses the longer of the rate-limit wait and the retry wait', async () => {
    const long = runOf();
    await sendPaced(long, oneAMinute(), failed({ waitMs: 90_000 }));
    expect(long.clock.sleeps).toEqual([90_000]);

    const short = runOf();
    await sendPaced(short, oneAMinute(), failed());
    expect(short.clock.sleeps).toEqual([60_100]);
  });

  it('stops as rate_limited if the rate-limit wait exceeds the time left', async () => {
    const run = runOf(60_000);
    const queue = oneAMinute();
    await sendPaced(run, queue);
    expect(await sendPaced(run, queue)).toMatchObject({ kind: 'stopped', outcome: 'rate_limited' });
  });
});

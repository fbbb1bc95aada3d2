import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import { createFreeTurn, createRequestQueue } from '#functions/export/core/pacing/request-queue.ts';
import type { RateLimitBucket } from '#functions/export/core/rate-limit-bucket.ts';
import { type DrivenRun, driveQueues, type Limit, type Started } from '#test/support/functions/drive-queues.ts';

const MINUTE = 60_000;

const bucketOf = (name: string, header: string | null = null): RateLimitBucket => ({
  name,
  header,
  requestsPerMinute: 10,
});
const A = bucketOf('a', 'limit-a');
const B = bucketOf('b', 'limit-b');
const WITHOUT_HEADER = bucketOf('c');

const headerOf = (bucket: RateLimitBucket, remaining: number) => ({
  [String(bucket.header)]: `total=10; remaining=${remaining}; resets=60`,
});

function open(requestsPerMinute?: number) {
  const pacers = [A, B, WITHOUT_HEADER].map((bucket) => createPacer(bucket));
  const queue = createRequestQueue({ pacers, requestsPerMinute });
  const join = (bucket = A, delayMs = 0, isBlocked = () => false) => queue.join({ bucket, delayMs, isBlocked }, 0);
  /** Starts a request and answers it without a header. */
  const send = (bucket = A, now = 0) => {
    const turn = join(bucket);
    const isStarted = turn.start(now);
    turn.observe({}, false);
    turn.end();
    return isStarted;
  };
  return { queue, join, send };
}

describe('the queue of a bucket', () => {
  it('serves requests in the order in which they came', () => {
    const { join } = open();
    const [first, second] = [join(), join()];
    expect(second.start(0)).toBe(false);
    expect(first.start(0)).toBe(true);
    first.observe({}, false);
    expect(second.start(0)).toBe(true);
  });

  it('does not let a request that waits for itself hold up later ones', () => {
    const { join } = open();
    const [retry, other] = [join(A, 30_000), join()];
    expect(retry.plan(0)).toEqual({ waitMs: 30_000, isPaced: false, isNext: true });
    expect(other.start(0)).toBe(true);
    other.end();
    expect(retry.start(29_999)).toBe(false);
    expect(retry.start(30_000)).toBe(true);
  });

  it('serves a request that has waited for itself before those that came later', () => {
    const { join } = open();
    const [retry, other] = [join(A, 30_000), join()];
    expect(other.plan(30_000)).toMatchObject({ isNext: false });
    expect(retry.start(30_000)).toBe(true);
  });

  it('does not let a blocked request start or hold up later ones', () => {
    const { join } = open();
    let isFull = true;
    const [blocked, other] = [join(A, 0, () => isFull), join()];
    expect(blocked.plan(0)).toMatchObject({ isNext: false });
    expect(other.start(0)).toBe(true);
    other.end();
    isFull = false;
    expect(blocked.start(0)).toBe(true);
  });

  it('forgets a request that ends without having started', () => {
    const { join } = open();
    const [first, second] = [join(), join()];
    first.end();
    expect(second.start(0)).toBe(true);
  });

  it('wakes all waiting requests at each change', () => {
    const { queue, join } = open();
    const [first, second] = [join(), join()];
    const changes = [() => first.start(0), () => first.observe({}, false), () => first.end(), () => queue.wake()];
    for (const change of changes) {
      const { changed } = second;
      expect(changed.aborted).toBe(false);
      change();
      expect(changed.aborted).toBe(true);
    }
  });
});

describe('several buckets', () => {
  it('do not hold up each other', () => {
    const { join, send } = open();
    for (let i = 0; i < 10; i += 1) send(A);
    const [waiting, other] = [join(A), join(B)];
    expect(waiting.plan(0)).toEqual({ waitMs: 60_100, isPaced: true, isNext: true });
    expect(other.start(0)).toBe(true);
  });

  it('share requestsPerMinute, first come, first served', () => {
    const { join, send } = open(2);
    expect([send(A), send(B)]).toEqual([true, true]);
    const [first, second] = [join(B), join(A)];
    expect(first.plan(0)).toEqual({ waitMs: 60_100, isPaced: true, isNext: true });
    expect(second.plan(60_100)).toMatchObject({ isNext: false });
    expect(first.start(60_100)).toBe(true);
  });

  it('count a response for the bucket whose header it has', () => {
    const { join } = open();
    const turn = join(WITHOUT_HEADER);
    turn.start(0);
    turn.observe(headerOf(B, 0), false);
    expect(join(B).plan(0)).toMatchObject({ waitMs: 61_000, isPaced: true });
    expect(join(WITHOUT_HEADER).start(0)).toBe(true);
  });
});

describe('a 429', () => {
  it('pauses all requests of its bucket only', () => {
    const { join } = open();
    const [turn, waiting] = [join(), join()];
    turn.start(0);
    turn.observe({}, true);
    expect(waiting.start(0)).toBe(false);
    turn.pauseBucket(0, 45_000);
    turn.end();
    expect(waiting.plan(0)).toEqual({ waitMs: 45_000, isPaced: true, isNext: true });
    expect(join(B).start(0)).toBe(true);
  });

  it('pauses the bucket whose header it has', () => {
    const { join } = open();
    const turn = join(WITHOUT_HEADER);
    turn.start(0);
    turn.observe(headerOf(B, 5), true);
    turn.pauseBucket(0, 45_000);
    turn.end();
    expect(join(B).plan(0)).toMatchObject({ waitMs: 45_000 });
    expect(join(WITHOUT_HEADER).plan(0)).toMatchObject({ waitMs: 0 });
  });
});

it('throws if a bucket has no pacer', () => {
  const queue = createRequestQueue({ pacers: [] });
  expect(() => queue.join({ bucket: A, delayMs: 0, isBlocked: () => false }, 0)).toThrow('bucket a');
});

it('createFreeTurn only waits for the request itself', () => {
  const turn = createFreeTurn(1_000, 0);
  expect(turn.plan(400)).toEqual({ waitMs: 600, isPaced: false, isNext: true });
  expect(turn.start(400)).toBe(true);
});

const LIMITS: readonly Limit[] = [
  { bucket: A, total: 10 },
  { bucket: B, total: 30 },
  { bucket: WITHOUT_HEADER, total: 10 },
];

const anExport = fc.record({
  bucket: fc.constantFrom(A, B, WITHOUT_HEADER),
  pageMs: fc.integer({ min: 100, max: 40_000 }),
  delayMs: fc.constantFrom(0, 0, 0, 5_000),
});
const aRun = fc.record({
  exports: fc.array(anExport, { minLength: 1, maxLength: 8 }),
  startAt: fc.nat({ max: 3 * MINUTE }),
  share: fc.constantFrom(1, 1, 0.5),
});
const someSetBacks = fc.array(fc.record({ at: fc.nat(8 * MINUTE), by: fc.nat(2 * 3_600_000) }), { maxLength: 3 });

const maxWithinMinute = (starts: readonly Started[]): number =>
  Math.max(0, ...starts.map(({ at }) => starts.filter((other) => other.at >= at && other.at < at + MINUTE).length));

/** The requests of one run and bucket in each of Zendesk's windows. */
const windowsOf = (started: readonly Started[], run: number, bucket: RateLimitBucket, from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    started.filter(
      (each) =>
        each.run === run && each.exported.bucket === bucket && Math.floor((each.at + 50) / MINUTE) === from + index,
    ),
  );

const refusedIn = (started: readonly Started[]): number => started.filter(({ refused }) => refused).length;

describe('the queue of a run with any exports', () => {
  const minutes = 8;
  const drive = (run: DrivenRun, setBacks: readonly { at: number; by: number }[] = []) =>
    driveQueues({ limits: LIMITS, runs: [run], minutes, setBacks });

  it('never overtakes a request', () => {
    fc.assert(
      fc.property(aRun, (run) => {
        for (const { overtakenBy } of drive(run)) expect(overtakenBy).toBe(0);
      }),
    );
  });

  it('starves no request, even while the clock is set back: each other export starts once at most before it', () => {
    fc.assert(
      fc.property(aRun, someSetBacks, (run, setBacks) => {
        for (const { exported, passedBy } of drive(run, setBacks)) {
          const others = run.exports.filter(({ bucket }) => bucket === exported.bucket).length - 1;
          expect(passedBy).toBeLessThanOrEqual(others);
        }
      }),
    );
  });

  it("never exceeds Zendesk's limits", () => {
    fc.assert(
      fc.property(aRun, (run) => {
        expect(refusedIn(drive(run))).toBe(0);
      }),
    );
  });

  it('gets at most one 429 per window while the clock is set back', () => {
    fc.assert(
      fc.property(aRun, someSetBacks, (run, setBacks) => {
        const started = drive(run, setBacks);
        for (const { bucket } of LIMITS)
          for (const window of windowsOf(started, 0, bucket, 0, minutes))
            expect(refusedIn(window)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('never exceeds requestsPerMinute, even while the clock is set back', () => {
    fc.assert(
      fc.property(aRun, someSetBacks, fc.integer({ min: 1, max: 20 }), (run, setBacks, requestsPerMinute) => {
        const started = drive({ ...run, requestsPerMinute }, setBacks);
        expect(maxWithinMinute(started)).toBeLessThanOrEqual(requestsPerMinute);
      }),
    );
  });
});

describe('overlapping runs with several exports each', () => {
  it('get at most one 429 per window and run, and at least one page each in any two windows', () => {
    const limits = [{ bucket: A, total: 10 }];
    const slow = fc.record({ bucket: fc.constant(A), pageMs: fc.integer({ min: 100, max: 40_000 }) });
    const run = fc.record({
      exports: fc.array(slow, { minLength: 1, maxLength: 4 }),
      startAt: fc.nat({ max: 2 * MINUTE }),
    });
    fc.assert(
      fc.property(run, run, (one: DrivenRun, two: DrivenRun) => {
        const started = driveQueues({ limits, runs: [one, two], minutes: 12 });
        for (const index of [0, 1]) {
          const windows = windowsOf(started, index, A, 0, 12);
          for (const window of windows) expect(refusedIn(window)).toBeLessThanOrEqual(1);
          const pages = windows.slice(3, 11).map((window) => window.length - refusedIn(window));
          // The other run may be the first in a window and use all of it.
          for (const [at, count] of pages.slice(1).entries())
            expect(count + (pages[at] ?? 0)).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer, type Pacer, type PacerOptions } from '#functions/export/core/pacing/pacer.ts';
import { createRateLimitWindow } from '#functions/export/core/pacing/rate-limit-window.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';

const BUCKET = RATE_LIMIT_BUCKETS.incremental;

const pacerOf = (options?: PacerOptions): Pacer => createPacer(BUCKET, options);

const header = (remaining: number, resets: number, total = 10) => ({
  [BUCKET.header]: `total=${total}; remaining=${remaining}; resets=${resets}`,
});

/** Starts a request as soon as the pacer allows. Returns its start. */
function start(pacer: Pacer, now: number): number {
  const at = now + pacer.waitMs(now);
  pacer.recordStart(at);
  return at;
}

const startMany = (pacer: Pacer, count: number, from = 0): number[] => {
  const starts: number[] = [];
  for (let i = 0; i < count; i += 1) starts.push(start(pacer, starts.at(-1) ?? from));
  return starts;
};

describe('the pacer before a response contains the header', () => {
  it('allows ten requests per minute, without a wait between them', () => {
    const starts = startMany(pacerOf(), 11);
    expect(starts.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(starts[10]).toBeGreaterThan(60_000);
    expect(starts[10]).toBeLessThan(61_000);
  });

  it("uses the bucket's limit", () => {
    const pacer = createPacer({ name: 'slow', header: null, requestsPerMinute: 2 });
    start(pacer, 0);
    pacer.observe(0, header(9, 60), false);
    expect(startMany(pacer, 2)).toEqual([0, 60_100]);
  });

  it('counts from the start of each request, so that slow responses cause no wait (airbyte#9062)', () => {
    const pacer = pacerOf();
    for (let i = 0; i < 12; i += 1) {
      expect(pacer.waitMs(i * 6_100)).toBe(0);
      pacer.recordStart(i * 6_100);
    }
  });

  it('ignores a response without the header', () => {
    const pacer = pacerOf();
    startMany(pacer, 10);
    pacer.observe(0, {}, false);
    expect(pacer.waitMs(0)).toBeGreaterThan(60_000);
  });
});

describe("the pacer after Zendesk's header", () => {
  it('follows only the header, so that an account with the High Volume add-on is not limited to ten', () => {
    const pacer = pacerOf();
    start(pacer, 0);
    pacer.observe(0, header(29, 60, 30), false);
    expect(startMany(pacer, 29)).toEqual(Array.from({ length: 29 }, () => 0));
  });

  it('waits until the window resets and one more second, because resets is rounded', () => {
    const pacer = pacerOf();
    start(pacer, 500);
    pacer.observe(500, header(0, 6), false);
    expect(pacer.waitMs(500)).toBe(7_000);
    expect(pacer.waitMs(7_499)).toBe(1);
    expect(pacer.waitMs(7_500)).toBe(0);
    expect(pacer.waitMs(9_000)).toBe(0);
  });

  it('counts the window from the start of the request, so that evenly spaced requests never wait', () => {
    const pacer = pacerOf();
    for (let i = 0; i < 60; i += 1) {
      const at = 1_250 + i * 6_000;
      expect(start(pacer, at)).toBe(at);
      pacer.observe(at, header(9 - (i % 10), 59 - (i % 10) * 6), false);
    }
  });
});

describe('a rate-limit window shared by consecutive runs', () => {
  it('leaves the next run of the process the remaining requests', () => {
    const window = createRateLimitWindow();
    const first = pacerOf({ window });
    start(first, 0);
    first.observe(0, header(1, 60), false);
    start(first, 0);
    first.observe(0, header(0, 60), false);
    expect(pacerOf({ window }).waitMs(30_000)).toBe(31_000);
  });

  it('does not pass the options of one run to the next', () => {
    const window = createRateLimitWindow();
    const first = pacerOf({ requestsPerMinute: 1, window, share: 0.1 });
    start(first, 0);
    first.observe(0, header(9, 60), false);
    expect(first.waitMs(0)).toBeGreaterThan(60_000);
    expect(pacerOf({ window, share: 0.1 }).waitMs(0)).toBe(61_000);
    expect(pacerOf({ window }).waitMs(0)).toBe(0);
  });

  it('keeps the limit of ten per minute for a run that has not received the header itself', () => {
    const window = createRateLimitWindow();
    const first = pacerOf({ window });
    start(first, 0);
    first.observe(0, header(29, 60, 30), false);
    expect(startMany(pacerOf({ window }), 11, 1_000)[10]).toBe(61_100);
  });
});

describe("the pacer's share of the rate limit", () => {
  it('limits the requests of a run per window', () => {
    const pacer = pacerOf({ share: 0.3 });
    for (let i = 1; i <= 3; i += 1) {
      expect(start(pacer, 0)).toBe(0);
      pacer.observe(0, header(10 - i, 60), false);
    }
    expect(pacer.waitMs(0)).toBe(61_000);
  });

  it('applies to ten per minute before a response contains the header', () => {
    expect(startMany(pacerOf({ share: 0.3 }), 4)[3]).toBeGreaterThan(60_000);
    expect(startMany(pacerOf({ share: 0.3 }), 3)[2]).toBe(0);
    expect(startMany(pacerOf({ share: 0.01 }), 2)[1]).toBeLessThan(61_000);
  });
});

describe('requestsPerMinute', () => {
  it('limits requests even if Zendesk allows more', () => {
    const pacer = pacerOf({ requestsPerMinute: 2 });
    start(pacer, 0);
    pacer.observe(0, header(9, 60), false);
    expect(startMany(pacer, 2)[1]).toBeGreaterThan(60_000);
  });

  it('does not override a header that allows less', () => {
    const pacer = pacerOf({ requestsPerMinute: 100 });
    start(pacer, 0);
    pacer.observe(0, header(0, 40), false);
    expect(pacer.waitMs(0)).toBe(41_000);
  });

  it('does not extend a wait if the clock is set back', () => {
    const pacer = pacerOf({ requestsPerMinute: 1 });
    start(pacer, 3_600_000);
    expect(pacer.waitMs(0)).toBe(60_100);
  });

  it('allows one request in two minutes if it is 0.5', () => {
    const [first = 0, second = 0] = startMany(pacerOf({ requestsPerMinute: 0.5 }), 2);
    expect(second - first).toBeGreaterThanOrEqual(120_000);
    expect(second - first).toBeLessThan(121_000);
  });

  it('limits requests in any 60 s for any headers', () => {
    const steps = fc.array(
      fc.record({
        idle: fc.nat(20_000),
        reported: fc.option(fc.tuple(fc.nat(5), fc.nat(60)), { nil: undefined }),
      }),
      { maxLength: 60 },
    );
    const ceilings = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0.05, max: 12, noNaN: true }));
    fc.assert(
      fc.property(ceilings, steps, (ceiling, run) => {
        const pacer = pacerOf({ requestsPerMinute: ceiling });
        const starts: number[] = [];
        let now = 0;
        for (const { idle, reported } of run) {
          const wait = pacer.waitMs(now);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(wait)).toBe(true);
          now += wait;
          pacer.recordStart(now);
          starts.push(now);
          if (reported !== undefined) pacer.observe(now, header(...reported), false);
          now += idle;
        }
        for (const first of starts) {
          const within = starts.filter((at) => at >= first && at < first + 60_000).length;
          expect(within).toBeLessThanOrEqual(Math.max(1, ceiling));
        }
      }),
    );
  });
});

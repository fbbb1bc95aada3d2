import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import { createRateLimitWindow, type RateLimitWindow } from '#functions/export/core/pacing/rate-limit-window.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import { sumOf, useSharedBucket } from '#test/support/functions/shared-bucket.ts';

const MINUTE = 60_000;

/** Sends a request whose response reports these values for a window of ten requests. */
function request(window: RateLimitWindow, now: number, remaining: number, resets: number, isRefused = false): void {
  window.recordStart(now);
  window.observe(now, { total: 10, remaining, resets }, isRefused);
}

/** A window of ten requests that ends at second 60, observed at second 10. */
function observed(remaining = 9): RateLimitWindow {
  const window = createRateLimitWindow();
  request(window, 10_000, remaining, 50);
  return window;
}

/** Starts requests at this time until the window requires a wait. Returns their number. */
function startAll(window: RateLimitWindow, now: number, share = 1): number {
  let started = 0;
  for (; window.waitMs(now, share) === 0 && started < 100; started += 1) window.recordStart(now);
  return started;
}

describe('a rate-limit window', () => {
  it('allows requests while any remain, and then one second after its end', () => {
    const window = observed(3);
    expect(startAll(window, 20_000)).toBe(3);
    expect(window.waitMs(20_000, 1)).toBe(41_000);
    expect(window.waitMs(60_999, 1)).toBe(1);
    expect(window.waitMs(61_000, 1)).toBe(0);
  });

  it('ends at the time of the latest report', () => {
    const window = observed(1);
    request(window, 20_900, 0, 39);
    expect(window.waitMs(21_000, 1)).toBe(59_900 + 1_000 - 21_000);
  });

  it('makes all requests available again in each following minute', () => {
    const window = observed(5);
    expect(startAll(window, 61_000)).toBe(10);
    expect(window.waitMs(61_000, 1)).toBe(MINUTE);
    expect(startAll(window, 61_000 + 3 * MINUTE)).toBe(10);
    expect(window.waitMs(61_000 + 3 * MINUTE, 1)).toBe(MINUTE);
  });

  it('counts requests whose responses lack the header', () => {
    const window = observed(2);
    window.recordStart(10_000);
    window.recordStart(10_000);
    expect(window.waitMs(10_000, 1)).toBe(51_000);
  });

  it('allows one request in a window even if Zendesk reports a total of 0', () => {
    const window = createRateLimitWindow();
    window.recordStart(0);
    window.observe(0, { total: 0, remaining: 0, resets: 60 }, true);
    expect(window.waitMs(0, 1)).toBe(60_000);
    expect(startAll(window, 60_000)).toBe(1);
  });

  it('begins at the request that reports it, if that is earlier than expected', () => {
    const window = observed(5);
    request(window, 60_500, 9, 60);
    expect(window.waitMs(60_500, 0.2)).toBe(0);
    request(window, 60_600, 8, 60);
    expect(window.waitMs(60_600, 0.2)).toBe(61_000);
  });

  it('requires a wait until its end if it ends later than expected', () => {
    const window = observed(0);
    request(window, 61_000, 2, 20);
    expect(startAll(window, 61_000)).toBe(2);
    expect(window.waitMs(61_000, 1)).toBe(21_000);
  });

  it('requires exactly the wait that a 429 requests, so that a refused run is not late for the next window', () => {
    const window = observed(0);
    request(window, 61_000, 0, 3, true);
    expect(window.waitMs(61_000, 1)).toBe(3_000);
    expect(startAll(window, 64_000)).toBe(10);
    expect(window.waitMs(64_000, 1)).toBe(MINUTE + 1_000);
  });

  it('ignores a late response from an earlier window', () => {
    const window = observed(5);
    window.recordStart(59_000);
    expect(startAll(window, 61_000)).toBe(10);
    window.observe(59_000, { total: 10, remaining: 4, resets: 1 }, false);
    expect(window.waitMs(62_000, 1)).toBe(59_000);
  });

  it('gains no requests from a response that is older than the last requests', () => {
    const window = observed(3);
    for (let i = 0; i < 3; i += 1) window.recordStart(20_000);
    window.observe(20_000, { total: 10, remaining: 2, resets: 40 }, false);
    expect(window.waitMs(21_000, 1)).toBe(40_000);
  });

  it('does not count later requests on a response that does not include them', () => {
    const window = createRateLimitWindow();
    for (const at of [0, 2_000, 4_000]) window.recordStart(at);
    window.observe(0, { total: 10, remaining: 7, resets: 60 }, false);
    expect(startAll(window, 5_000)).toBe(5);
  });

  it('keeps its end after a slow response to an earlier request', () => {
    const window = observed();
    window.recordStart(11_000);
    request(window, 20_000, 7, 40);
    window.observe(11_000, { total: 10, remaining: 8, resets: 20 }, false);
    expect(startAll(window, 31_000)).toBe(7);
    expect(window.waitMs(31_000, 1)).toBe(30_000);
  });

  it('lasts no longer than reported if the clock is set back', () => {
    const window = observed(0);
    expect(window.waitMs(-3_600_000, 1)).toBe(51_000);
    expect(window.waitMs(-3_600_000 + 51_000, 1)).toBe(0);
  });

  it('lasts no longer than reported if the clock is set back between a request and its response', () => {
    const window = createRateLimitWindow();
    window.recordStart(3_600_000);
    window.observe(3_600_000, { total: 10, remaining: 0, resets: 20 }, false);
    expect(window.waitMs(0, 1)).toBe(21_000);
  });

  it('may last longer than a minute', () => {
    const window = createRateLimitWindow();
    request(window, 0, 9, 300);
    request(window, 20_000, 0, 280);
    expect(window.waitMs(20_000, 1)).toBe(281_000);
  });
});

describe('a rate-limit window without a reported total', () => {
  it('assumes a total of the remaining requests and our own', () => {
    const window = createRateLimitWindow();
    for (const remaining of [9, 8]) {
      expect(window.waitMs(0, 0.2)).toBe(0);
      window.recordStart(0);
      window.observe(0, { total: undefined, remaining, resets: 50 }, false);
    }
    expect(window.waitMs(0, 0.2)).toBe(51_000);
    expect(window.waitMs(0, 1)).toBe(0);
  });

  it('assumes at least the last reported total', () => {
    const window = observed(5);
    window.recordStart(10_000);
    window.observe(10_000, { total: undefined, remaining: 4, resets: 50 }, false);
    // Two of five are ours.
    expect(startAll(window, 10_000, 0.5)).toBe(3);
  });
});

describe('the share of a rate-limit window', () => {
  it('includes a request that started before the expected end, but counts in the next window', () => {
    const window = createRateLimitWindow();
    request(window, 10_000, 9, 2);
    window.recordStart(11_500);
    // The expected end is at second 12. The response shows that the next window had begun by then.
    expect(window.waitMs(13_000, 0.5)).toBe(0);
    window.observe(11_500, { total: 10, remaining: 9, resets: 60 }, false);
    expect(startAll(window, 13_000, 0.5)).toBe(4);
  });

  it.each([
    [0.5, 5],
    [0.29, 2],
    [0.01, 1],
  ])('share %d allows %i of ten requests: rounded down, but at least one', (share, quota) => {
    const window = observed();
    for (let ours = 1; ours < quota; ours += 1) {
      expect(window.waitMs(10_000, share)).toBe(0);
      request(window, 10_000, 9 - ours, 50);
    }
    expect(window.waitMs(10_000, share)).toBe(51_000);
  });

  it('leaves the limit to the header if it is 1', () => {
    const window = createRateLimitWindow();
    request(window, 10_000, 40, 50);
    expect(startAll(window, 10_000, 1)).toBe(40);
  });

  it('does not count requests of other clients or earlier runs', () => {
    expect(startAll(observed(5), 10_000, 0.5)).toBe(4);
  });

  it('does not count a refused request', () => {
    const window = observed();
    request(window, 10_000, 8, 50, true);
    expect(startAll(window, 10_000, 0.2)).toBe(1);
  });

  it('grows with the total in the window after an upgrade of the limit', () => {
    const window = observed(5);
    window.recordStart(61_000);
    window.observe(61_000, { total: 30, remaining: 29, resets: 60 }, false);
    expect(startAll(window, 122_000, 0.5)).toBe(15);
  });
});

/** Returns these values in turn, in place of a random generator. */
const cycle = (values: readonly number[]) => {
  let i = 0;
  return () => values[(i += 1) % values.length] ?? 0;
};

/** Simulates one run that is the only client of a bucket. */
function runAlone(options: {
  readonly total: number;
  readonly share?: number;
  readonly pageMs: number;
  readonly startAt?: number;
  readonly minutes: number;
  readonly random?: () => number;
}) {
  const { share = 1, pageMs, startAt = 0, ...bucket } = options;
  const pacer = createPacer(RATE_LIMIT_BUCKETS.incremental, { share });
  return useSharedBucket({ ...bucket, runs: [{ pacer, pageMs, startAt }] }).runs[0] ?? [];
}

describe('against a fixed-window rate limiter', () => {
  const totals = fc.integer({ min: 1, max: 40 });
  const phases = fc.nat({ max: MINUTE });
  const noise = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });

  it('a run alone uses every window fully and gets no 429', () => {
    fc.assert(
      fc.property(totals, phases, fc.double({ min: 0, max: 1, noNaN: true }), noise, (total, startAt, pace, values) => {
        // Fast enough for all requests to fit into a window.
        const pageMs = Math.floor((pace * 57_000) / total);
        const windows = runAlone({ total, pageMs, startAt, minutes: 8, random: cycle(values) });
        expect(sumOf(windows, 'refused')).toBe(0);
        expect(windows.slice(1, -1).map(({ answered }) => answered)).toEqual(Array.from({ length: 6 }, () => total));
      }),
    );
  });

  it.each([
    [10, 6_000],
    [30, 2_000],
    [10, 1_000],
    [10, 500],
    [10, 6_090],
    [30, 2_030],
  ])('a run alone at %i requests per minute and %i ms per page uses 97 percent of the limit', (total, pageMs) => {
    for (const startAt of [0, 7_777, 31_234, 59_500]) {
      const windows = runAlone({ total, pageMs, startAt, minutes: 61 });
      expect(sumOf(windows.slice(1), 'answered') / (60 * total)).toBeGreaterThanOrEqual(0.97);
      expect(sumOf(windows, 'refused')).toBe(0);
    }
  });

  it('a run uses no more than its share of any window', () => {
    const shares = fc.double({ min: 0.01, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(totals, shares, fc.nat({ max: 8_000 }), phases, noise, (total, share, pageMs, startAt, values) => {
        const windows = runAlone({ total, share, pageMs, startAt, minutes: 6, random: cycle(values) });
        const quota = Math.max(1, Math.floor(total * share));
        for (const { answered } of windows) expect(answered).toBeLessThanOrEqual(quota);
        for (const { answered } of windows.slice(1)) expect(answered).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('each wait is finite and allows a request, for any reports and any jumps of the clock', () => {
    const steps = fc.array(
      fc.record({
        jump: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: -7_200_000, max: 7_200_000 })),
        limit: fc.option(
          fc.record({
            total: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
            remaining: fc.nat({ max: 40 }),
            resets: fc.nat({ max: 60 }),
          }),
          { nil: undefined },
        ),
        isRefused: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.double({ min: 0.01, max: 1, noNaN: true }), (sequence, share) => {
        const window = createRateLimitWindow();
        let now = 1_000_000_000;
        for (const { jump, limit, isRefused } of sequence) {
          now += jump;
          const waitMs = window.waitMs(now, share);
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThanOrEqual(MINUTE + 1_000);
          now += waitMs;
          expect(window.waitMs(now, share)).toBe(0);
          window.recordStart(now);
          if (limit !== undefined) window.observe(now, limit, isRefused);
        }
      }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import { createRateLimitWindow, type RateLimitWindow } from '#functions/export/core/pacing/rate-limit-window.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import { sumOf, useSharedBucket } from '#test/support/functions/shared-bucket.ts';

const MINUTE = 60_000;

/** Sends a request whose response says this of a window of ten. */
function request(window: RateLimitWindow, now: number, remaining: number, resets: number, isRefused = false): void {
  window.recordStart(now);
  window.observe(now, { total: 10, remaining, resets }, isRefused);
}

/** A window of ten that ends at second 60, observed at second 10. */
function observed(remaining = 9): RateLimitWindow {
  const window = createRateLimitWindow();
  request(window, 10_000, remaining, 50);
  return window;
}

/** Starts requests at this moment until the window makes one wait. Returns how many. */
function startAll(window: RateLimitWindow, now: number, share = 1): number {
  let started = 0;
  for (; window.waitMs(now, share) === 0 && started < 100; started += 1) window.recordStart(now);
  return started;
}

describe('a rate-limit window', () => {
  it('lets requests start while any remain, and then a second after its end', () => {
    const window = observed(3);
    expect(startAll(window, 20_000)).toBe(3);
    expect(window.waitMs(20_000, 1)).toBe(41_000);
    expect(window.waitMs(60_999, 1)).toBe(1);
    expect(window.waitMs(61_000, 1)).toBe(0);
  });

  it('ends as reported last', () => {
    const window = observed(1);
    request(window, 20_900, 0, 39);
    expect(window.waitMs(21_000, 1)).toBe(59_900 + 1_000 - 21_000);
  });

  it('is followed by windows of a minute, in which all requests are free', () => {
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
    expect(window.waitMs(0, 1)).toBe(61_000);
    expect(startAll(window, 61_000)).toBe(1);
  });

  it('that begins earlier than expected begins with the request that shows it', () => {
    const window = observed(5);
    request(window, 60_500, 9, 60);
    expect(window.waitMs(60_500, 0.2)).toBe(0);
    request(window, 60_600, 8, 60);
    expect(window.waitMs(60_600, 0.2)).toBe(61_000);
  });

  it('that ends later than expected is waited for, also after a 429', () => {
    const refused = observed(0);
    request(refused, 61_000, 0, 3, true);
    expect(refused.waitMs(61_000, 1)).toBe(4_000);
    expect(startAll(refused, 65_000)).toBe(10);

    const answered = observed(0);
    request(answered, 61_000, 2, 20);
    expect(startAll(answered, 61_000)).toBe(2);
    expect(answered.waitMs(61_000, 1)).toBe(21_000);
  });

  it('is not changed by a late response of an earlier window', () => {
    const window = observed(5);
    window.recordStart(59_000);
    expect(startAll(window, 61_000)).toBe(10);
    window.observe(59_000, { total: 10, remaining: 4, resets: 1 }, false);
    expect(window.waitMs(62_000, 1)).toBe(59_000);
  });

  it('has no more requests left because a response is older than the last requests', () => {
    const window = observed(3);
    for (let i = 0; i < 3; i += 1) window.recordStart(20_000);
    window.observe(20_000, { total: 10, remaining: 2, resets: 40 }, false);
    expect(window.waitMs(21_000, 1)).toBe(40_000);
  });

  it('is no longer than reported if the clock is set back', () => {
    const window = observed(0);
    expect(window.waitMs(-3_600_000, 1)).toBe(51_000);
    expect(window.waitMs(-3_600_000 + 51_000, 1)).toBe(0);
  });

  it('is no longer than reported if the clock is set back between a request and its response', () => {
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

describe('a window whose total is not reported', () => {
  it('has the requests that remain and those that we have made', () => {
    const window = createRateLimitWindow();
    for (const remaining of [9, 8]) {
      expect(window.waitMs(0, 0.2)).toBe(0);
      window.recordStart(0);
      window.observe(0, { total: undefined, remaining, resets: 50 }, false);
    }
    expect(window.waitMs(0, 0.2)).toBe(51_000);
    expect(window.waitMs(0, 1)).toBe(0);
  });

  it('has as many as the last reported total at least', () => {
    const window = observed(5);
    window.recordStart(10_000);
    window.observe(10_000, { total: undefined, remaining: 4, resets: 50 }, false);
    // Two of five are ours.
    expect(startAll(window, 10_000, 0.5)).toBe(3);
  });
});

describe('a share of a window', () => {
  it.each([
    [0.5, 5],
    [0.29, 2],
    [0.01, 1],
  ])('of %d is %i of ten requests: rounded down, and one at least', (share, quota) => {
    const window = observed();
    for (let ours = 1; ours < quota; ours += 1) {
      expect(window.waitMs(10_000, share)).toBe(0);
      request(window, 10_000, 9 - ours, 50);
    }
    expect(window.waitMs(10_000, share)).toBe(51_000);
  });

  it('of 1 leaves the decision to the header', () => {
    const window = createRateLimitWindow();
    request(window, 10_000, 40, 50);
    expect(startAll(window, 10_000, 1)).toBe(40);
  });

  it('does not count what others or earlier runs have used', () => {
    expect(startAll(observed(5), 10_000, 0.5)).toBe(4);
  });

  it('does not count a request that was refused', () => {
    const window = observed();
    request(window, 10_000, 8, 50, true);
    expect(startAll(window, 10_000, 0.2)).toBe(1);
  });

  it('grows with the total in the window after more has been bought', () => {
    const window = observed(5);
    window.recordStart(61_000);
    window.observe(61_000, { total: 30, remaining: 29, resets: 60 }, false);
    expect(startAll(window, 122_000, 0.5)).toBe(15);
  });
});

/** Random values that are drawn beforehand. */
const drawn = (values: readonly number[]) => {
  let i = 0;
  return () => values[(i += 1) % values.length] ?? 0;
};

/** One run that has a bucket to itself. */
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

describe('against a limiter of fixed windows', () => {
  const totals = fc.integer({ min: 1, max: 40 });
  const phases = fc.nat({ max: MINUTE });
  const noise = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });

  it('a run alone uses every window whole and meets no 429', () => {
    fc.assert(
      fc.property(totals, phases, fc.double({ min: 0, max: 1, noNaN: true }), noise, (total, startAt, pace, values) => {
        // At most as slow as lets all of them fit into a window.
        const pageMs = Math.floor((pace * 57_000) / total);
        const windows = runAlone({ total, pageMs, startAt, minutes: 8, random: drawn(values) });
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
  ])('a run alone at %i requests a minute and %i ms for a page uses 97 percent of the limit', (total, pageMs) => {
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
        const windows = runAlone({ total, share, pageMs, startAt, minutes: 6, random: drawn(values) });
        const quota = Math.max(1, Math.floor(total * share));
        for (const { answered } of windows) expect(answered).toBeLessThanOrEqual(quota);
        for (const { answered } of windows.slice(1)) expect(answered).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('a wait is finite and leads to a start, whatever is reported and however the clock jumps', () => {
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

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer } from '#functions/export/core/pacing/pacer.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import { createRng } from '#sandbox/zendesk/index.ts';
import { sumOf, useSharedBucket } from '#test/support/functions/shared-bucket.ts';

const MINUTE = 60_000;
const HOURS = 8;

/** When another client sends requests in each window of a bucket. */
const COMPETITORS = {
  /** A random part of each window, at random times. */
  random: (total: number, random: () => number) => () =>
    Array.from({ length: Math.floor(random() * (total + 1)) }, () => Math.floor(random() * MINUTE)),
  /** Half of each window, evenly spaced. */
  steady: (total: number) => () => Array.from({ length: total / 2 }, (_, i) => ((i + 0.5) * MINUTE) / (total / 2)),
};

/** Simulates hours of one run next to another client. Returns 429s per hour and the used share of the bucket. */
function measureHours(competitor: keyof typeof COMPETITORS, total: number, pageMs: number, share: number) {
  const rng = createRng(7);
  const random = () => rng.next();
  const minutes = HOURS * 60;
  const {
    runs: [ours = []],
    competitor: others,
  } = useSharedBucket({
    total,
    minutes,
    runs: [{ pacer: createPacer(RATE_LIMIT_BUCKETS.incremental, { share }), pageMs }],
    competitor: COMPETITORS[competitor](total, random),
    random,
  });
  return {
    ours,
    refusedPerHour: sumOf(ours, 'refused') / HOURS,
    share: sumOf(ours, 'answered') / (minutes * total),
    othersRefusedPerHour: sumOf(others, 'refused') / HOURS,
  };
}

const BUCKETS = [
  [10, 500],
  [10, 2_000],
  [10, 6_000],
  [30, 500],
  [30, 2_000],
] as const;

describe.each(BUCKETS)('next to another client, at %i requests per minute and %i ms per page', (total, pageMs) => {
  it.each(['random', 'steady'] as const)('a run gets at most one 429 per window and sends in each: %s', (name) => {
    for (const share of [1, 0.5]) {
      const { ours } = measureHours(name, total, pageMs, share);
      expect(Math.max(...ours.map(({ refused }) => refused))).toBeLessThanOrEqual(1);
      expect(Math.min(...ours.map(({ answered }) => answered))).toBeGreaterThanOrEqual(1);
    }
  });

  it('a run with half of the limit causes no 429 for either client and uses its half fully', () => {
    expect(measureHours('steady', total, pageMs, 0.5)).toMatchObject({
      refusedPerHour: 0,
      share: 0.5,
      othersRefusedPerHour: 0,
    });
  });

  it('a run with half of the limit uses it with at most three 429s per hour, even if the other client is random', () => {
    const { share, refusedPerHour } = measureHours('random', total, pageMs, 0.5);
    expect(share).toBeGreaterThanOrEqual(0.49);
    expect(share).toBeLessThanOrEqual(0.5);
    expect(refusedPerHour).toBeLessThanOrEqual(3);
  });
});

describe('overlapping runs of one account', () => {
  it('get at most one 429 each per window, and together use the whole limit', () => {
    const run = fc.record({ pageMs: fc.integer({ min: 100, max: 8_000 }), startAt: fc.nat({ max: 3 * MINUTE }) });
    const runs = fc.array(run, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(runs, fc.integer({ min: 4, max: 40 }), fc.nat(), (plan, total, seed) => {
        const rng = createRng(seed);
        const { runs } = useSharedBucket({
          total,
          minutes: 15,
          runs: plan.map((each) => ({ ...each, pacer: createPacer(RATE_LIMIT_BUCKETS.incremental) })),
          random: () => rng.next(),
        });
        for (const { refused } of runs.flat()) expect(refused).toBeLessThanOrEqual(1);
        const possible = plan.reduce((sum, { pageMs }) => sum + Math.floor(58_000 / (pageMs + 150)), 0);
        for (let minute = 4; minute < 14; minute += 1) {
          const used = runs.reduce((sum, windows) => sum + (windows[minute]?.answered ?? 0), 0);
          expect(used).toBeGreaterThanOrEqual(Math.min(total, possible));
        }
      }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRequestLimit, type RequestLimit } from '#functions/export/core/pacing/request-limit.ts';

/** Starts requests as soon as the limit allows. Returns their starts. */
function startMany(limit: RequestLimit, count: number): number[] {
  const starts: number[] = [];
  for (let now = 0; starts.length < count; starts.push(now)) {
    now += limit.waitMs(now);
    limit.recordStart(now);
  }
  return starts;
}

describe('a request limit', () => {
  it('allows its number of requests at once, and the next one a minute after the first', () => {
    expect(startMany(createRequestLimit(2), 5)).toEqual([0, 0, 60_100, 60_100, 120_200]);
  });

  it('allows one request in two minutes if it is 0.5', () => {
    expect(startMany(createRequestLimit(0.5), 2)).toEqual([0, 120_100]);
  });

  it('does not extend a wait if the clock is set back', () => {
    const limit = createRequestLimit(1);
    limit.recordStart(3_600_000);
    expect(limit.waitMs(0)).toBe(60_100);
  });

  it('never requires a wait if it is infinite', () => {
    expect(new Set(startMany(createRequestLimit(Infinity), 100))).toEqual(new Set([0]));
  });

  it('limits the requests in any 60 s', () => {
    const limits = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0.05, max: 12, noNaN: true }));
    fc.assert(
      fc.property(limits, fc.array(fc.nat(20_000), { maxLength: 60 }), (perMinute, idles) => {
        const limit = createRequestLimit(perMinute);
        const starts: number[] = [];
        let now = 0;
        for (const idle of idles) {
          const wait = limit.waitMs(now);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(wait)).toBe(true);
          now += wait;
          limit.recordStart(now);
          starts.push(now);
          now += idle;
        }
        for (const first of starts) {
          const within = starts.filter((at) => at >= first && at < first + 60_000).length;
          expect(within).toBeLessThanOrEqual(Math.max(1, perMinute));
        }
      }),
    );
  });
});

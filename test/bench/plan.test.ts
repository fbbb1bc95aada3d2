import { describe, expect, it } from 'vitest';
import { MB, PARTS, planFor } from '#bench/plan.ts';
import { spreadOf } from '#bench/spread.ts';

describe('planFor', () => {
  it('plans four page sizes, with fewer pages of large sizes but at least three', () => {
    const { sizes, longRun } = planFor({ quick: false });
    expect(sizes.map(({ bytes }) => bytes / MB)).toEqual([1, 5, 50, 100]);
    expect(sizes.map(({ pages }) => pages)).toEqual([40, 20, 3, 3]);
    expect(sizes.map(({ warmUpPages }) => warmUpPages)).toEqual([80, 40, 1, 1]);
    expect(longRun.samplesAt).toEqual([1, 10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
  });

  it('uses the given sizes, with and without --quick', () => {
    expect(planFor({ quick: false, sizes: [2] }).sizes).toMatchObject([{ bytes: 2 * MB, runs: 5 }]);
    expect(planFor({ quick: true, sizes: [0.02] })).toMatchObject({
      sizes: [{ bytes: 20_000, runs: 1 }],
      longRun: { records: 20, samplesAt: [1, 10, 20, 30] },
    });
  });
});

describe('planFor with parts', () => {
  it('plans only these, or all', () => {
    expect(planFor({ quick: false, parts: ['long-run'] }).parts).toEqual(['long-run']);
    expect(planFor({ quick: false }).parts).toEqual(PARTS);
  });
});

describe('spreadOf', () => {
  it('returns the middle value as the median, or the mean of the two middle values', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(spreadOf([4, 1, 2, 9])).toEqual({ min: 1, median: 3, max: 9 });
  });

  it('throws if there are no values', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRange, findGaps, type Range } from '#cli/core/ranges.ts';

const range = fc
  .record({ from: fc.integer({ min: 0, max: 30 }), length: fc.integer({ min: 1, max: 6 }) })
  .map(({ from, length }): Range => ({ from, to: from + length }));

const merge = (ranges: readonly Range[]): Range[] => ranges.reduce<Range[]>(addRange, []);

/** Returns the integers in ranges. */
const numbersIn = (ranges: readonly Range[]): number[] =>
  [...new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n)))].toSorted(
    (a, b) => a - b,
  );

describe('addRange', () => {
  it('keeps every number, and joins the ranges that overlap or touch', () => {
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const merged = merge(ranges);
        expect(numbersIn(merged)).toEqual(numbersIn(ranges));
        const space = merged.map(({ from }, index) => from - (merged[index - 1]?.to ?? -1));
        expect(space.every((length) => length > 0)).toBe(true);
      }),
    );
  });

  it('returns the same result in every order', () => {
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        expect(merge(ranges.toReversed())).toEqual(merge(ranges));
      }),
    );
  });
});

describe('findGaps', () => {
  it('finds exactly the numbers that no range covers', () => {
    fc.assert(
      fc.property(fc.array(range), range, (ranges, within) => {
        const covered = new Set(numbersIn(ranges));
        const gaps = findGaps(merge(ranges), within);
        expect(numbersIn(gaps)).toEqual(numbersIn([within]).filter((number) => !covered.has(number)));
      }),
    );
  });

  it('finds no gap in an empty interval', () => {
    expect(findGaps([], { from: 5, to: 5 })).toEqual([]);
  });
});

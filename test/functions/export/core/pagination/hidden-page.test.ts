import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probeSizes, shorterPage } from '#functions/export/core/pagination/hidden-page.ts';

describe('probeSizes', () => {
  it('halves down to 1, then doubles up to the maximum', () => {
    expect(probeSizes(1000, 1000)).toEqual([500, 250, 125, 62, 31, 15, 7, 3, 1]);
    expect(probeSizes(300, 1000)).toEqual([150, 75, 37, 18, 9, 4, 2, 1, 600, 1000]);
    expect(probeSizes(1, 3)).toEqual([2, 3]);
  });

  it('returns each size once, between 1 and the maximum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (requested) => {
        const sizes = probeSizes(requested, 1000);
        expect(new Set([requested, ...sizes]).size).toBe(sizes.length + 1);
        expect(sizes.every((size) => size >= 1 && size <= 1000)).toBe(true);
      }),
    );
  });
});

describe('shorterPage', () => {
  it('returns the page with the earlier end_time, or undefined if both are equal', () => {
    const [near, far] = [{ endTime: 5 }, { endTime: 9 }];
    expect(shorterPage(far, near)).toBe(near);
    expect(shorterPage(near, far)).toBe(near);
    expect(shorterPage(near, { endTime: 5 })).toBeUndefined();
  });
});

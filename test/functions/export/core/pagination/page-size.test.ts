import { describe, expect, it } from 'vitest';
import { type PageSize, createPageSize, fixedPageSize } from '#functions/export/core/pagination/page-size.ts';

const halvings = (size: PageSize): number[] => {
  const sizes: number[] = [];
  while (size.halve()) sizes.push(size.current);
  return sizes;
};

describe('the page size', () => {
  it('begins at the configured size, without a reduced size to persist', () => {
    expect(createPageSize(1000, undefined)).toMatchObject({ current: 1000, reduced: undefined });
  });

  it('halves down to one record, so that no range times out forever (airbyte#52059)', () => {
    const size = createPageSize(1000, undefined);
    expect(halvings(size)).toEqual([500, 250, 125, 62, 31, 15, 7, 3, 1]);
    expect(size).toMatchObject({ current: 1, reduced: 1 });
    expect(size.halve()).toBe(false);
    expect(size.current).toBe(1);
  });

  it('doubles back to the configured size, which is not persisted', () => {
    const size = createPageSize(300, 60);
    expect(size).toMatchObject({ current: 60, reduced: 60 });
    const sizes = [1, 2, 3, 4].map(() => {
      size.grow();
      return size.current;
    });
    expect(sizes).toEqual([120, 240, 300, 300]);
    expect(size.reduced).toBeUndefined();
  });

  it.each([
    [100, 1000, 100],
    [100, 0, 1],
  ])(
    'configured as %i and stored as %i begins at %i, so that a wrong item does no harm',
    (wanted, reduced, current) => {
      expect(createPageSize(wanted, reduced).current).toBe(current);
    },
  );
});

it('the page size of a resource without per_page never changes', () => {
  const size = fixedPageSize(1000);
  size.grow();
  expect([size.halve(), size.current, size.reduced]).toEqual([false, 1000, undefined]);
});

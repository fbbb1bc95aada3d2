import { describe, expect, it } from 'vitest';
import { type PageSize, createPageSize, fixedPageSize } from '#functions/export/core/pagination/page-size.ts';

const halvings = (size: PageSize): number[] => {
  const sizes: number[] = [];
  while (size.halve()) sizes.push(size.current);
  return sizes;
};

describe('the page size', () => {
  it('is the one asked for, and nothing is learnt', () => {
    expect(createPageSize(1000, undefined)).toMatchObject({ current: 1000, learnt: undefined });
  });

  it('is halved down to one record, so that no range is too heavy for ever (airbyte#52059)', () => {
    const size = createPageSize(1000, undefined);
    expect(halvings(size)).toEqual([500, 250, 125, 62, 31, 15, 7, 3, 1]);
    expect(size).toMatchObject({ current: 1, learnt: 1 });
    expect(size.halve()).toBe(false);
    expect(size.current).toBe(1);
  });

  it('doubles back to the one asked for, and is no longer learnt then', () => {
    const size = createPageSize(300, 60);
    expect(size).toMatchObject({ current: 60, learnt: 60 });
    const sizes = [1, 2, 3, 4].map(() => {
      size.grow();
      return size.current;
    });
    expect(sizes).toEqual([120, 240, 300, 300]);
    expect(size.learnt).toBeUndefined();
  });

  it.each([
    [100, 1000, 100],
    [100, 0, 1],
  ])('asked for %i and learnt %i is %i: an item by hand does no harm', (wanted, learnt, current) => {
    expect(createPageSize(wanted, learnt).current).toBe(current);
  });
});

it('the page size of a resource that takes none stays as it is', () => {
  const size = fixedPageSize(1000);
  size.grow();
  expect([size.halve(), size.current, size.learnt]).toEqual([false, 1000, undefined]);
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyChain } from '#catalog/chain.ts';
import type { LandedMetadata } from '#catalog/landed-object.ts';
import type { ListedObject } from '#cli/core/listed-object.ts';
import { proveChain } from '#cli/core/prove-chain.ts';
import { formatObjectKey, type ObjectKey } from '#common/object-key.ts';

/** An object in the listing, and its metadata for a lookup. */
type Planted = ListedObject & { readonly metadata: LandedMetadata };

let planted = 0;

function plant(
  startTime: number,
  endTime: number,
  pagination: ObjectKey['pagination'] = 'time',
  metadata: Partial<LandedMetadata> = {},
): Planted {
  planted += 1;
  const folder = { prefix: 'zendesk', dataset: 'tickets', subdomain: 'acme' };
  const digest = planted.toString(16).padStart(12, '0');
  const key: ObjectKey = { ...folder, startTime, endTime, digest, pagination, isGzip: true };
  return {
    ...key,
    key: formatObjectKey(key),
    bytes: 1,
    lastModifiedMs: 0,
    metadata: { requestedAtMs: 0, records: 1, ...metadata },
  };
}

const walk = (second: number, end: number, cursor: string | undefined, afterCursor: string): Planted =>
  plant(second, end, 'cursor', { afterCursor, ...(cursor !== undefined && { cursor }) });

async function* each(objects: readonly Planted[]): AsyncGenerator<Planted> {
  yield* objects;
}

async function prove(
  objects: readonly Planted[],
  cursor: { start_time?: number; end_time?: number; after_cursor?: string } | undefined,
  expires = false,
) {
  const lookups: string[] = [];
  const verdict = await proveChain(each(objects), cursor, expires, async (requested) => {
    lookups.push(...requested.map(({ key }) => key));
    const metadata = new Map(objects.map((each) => [each.key, each.metadata]));
    return requested.flatMap(({ key }) => metadata.get(key) ?? []);
  });
  return { ...verdict, lookups };
}

const PAGES = [plant(0, 10), plant(10, 20), plant(20, 30)];
const over = (start_time: number, end_time: number) => ({ start_time, end_time });

describe('proveChain for time-based pages', () => {
  test('finds a complete chain without lookups', async () => {
    const { gaps, range, lookedUp, objects, lookups } = await prove([...PAGES, plant(2, 9)], over(0, 30));
    expect({ gaps, range, lookedUp, objects, lookups }).toEqual({
      gaps: [],
      range: { from: 0, to: 30 },
      lookedUp: 0,
      objects: 4,
      lookups: [],
    });
  });

  test.each([
    ['first', 0, { from: 0, to: 10 }],
    ['middle', 1, { from: 10, to: 20 }],
    ['last', 2, { from: 20, to: 30 }],
  ])('reports the gap of a lost %s page', async (_, lost, gap) => {
    expect((await prove(PAGES.toSpliced(lost, 1), over(0, 30))).gaps).toEqual([gap]);
  });
});

describe('proveChain for a walk', () => {
  const before = [plant(0, 10), plant(10, 20)];
  const pages = [walk(20, 20, undefined, 'a'), walk(20, 20, 'a', 'b'), walk(20, 25, 'b', 'c')];
  const around = [...before, plant(25, 40)];

  test('links pages by their cursors, and looks up only the pages of the walk', async () => {
    const { gaps, lookedUp, lookups } = await prove([...pages, ...around], over(0, 40));
    expect({ gaps, lookedUp }).toEqual({ gaps: [], lookedUp: 3 });
    expect(lookups).toEqual(pages.map(({ key }) => key));
  });

  test('accepts an empty page that ends at the walked second', async () => {
    const hidden = [
      walk(20, 20, undefined, 'a'),
      walk(20, 20, 'a', 'b'),
      walk(20, 20, 'b', 'c'),
      walk(20, 25, 'c', 'd'),
    ];
    expect((await prove([...around, ...hidden], over(0, 40))).gaps).toEqual([]);
  });

  test.each([0, 1, 2])('reports a gap if page %i is lost', async (lost) => {
    expect((await prove([...around, ...pages.toSpliced(lost, 1)], over(0, 40))).gaps).toEqual([{ from: 20, to: 25 }]);
  });

  test('reports a gap if only the last page remains', async () => {
    expect((await prove([...around, ...pages.slice(2)], over(0, 40))).gaps).toEqual([{ from: 20, to: 25 }]);
  });

  test('ignores a broken walk if a time-based page spans its second, without a lookup', async () => {
    const spanning = plant(18, 25);
    const { gaps, lookedUp } = await prove([...around, ...pages.slice(1), spanning], over(0, 40));
    expect({ gaps, lookedUp }).toEqual({ gaps: [], lookedUp: 0 });
  });

  test('looks up the walk of the second that is not read to its end, and no other walk that is spanned', async () => {
    const open = [walk(40, 40, undefined, 'x'), walk(40, 40, 'x', 'y')];
    const objects = [...around, ...pages, plant(15, 30), ...open];
    const { gaps, lookups } = await prove(objects, { ...over(0, 40), after_cursor: 'y' });
    expect({ gaps, lookups }).toEqual({ gaps: [], lookups: open.map(({ key }) => key) });
  });

  test('reports a gap if a page of the walk was copied without its metadata', async () => {
    const { gaps } = await proveChain(each([...around, ...pages]), over(0, 40), false, async () => []);
    expect(gaps).toEqual([{ from: 20, to: 25 }]);
  });

  test('verifies an unfinished walk up to its cursor', async () => {
    const inside = { ...over(0, 20), after_cursor: 'b' };
    expect((await prove([...before, ...pages.slice(0, 2)], inside)).gaps).toEqual([]);
    expect((await prove([...before, ...pages.slice(0, 1)], inside)).gaps).toEqual([{ from: 20, to: 20 }]);
  });
});

describe('proveChain', () => {
  test.each([undefined, {}, { end_time: 5 }])(
    'returns no range for a cursor without a position (%j)',
    async (cursor) => {
      expect(await prove([...PAGES, walk(5, 6, undefined, 'a')], cursor)).toMatchObject({
        gaps: [],
        range: null,
        lookups: [],
      });
    },
  );

  test('reports the whole range as a gap if there are no objects', async () => {
    expect((await prove([], over(5, 9))).gaps).toEqual([{ from: 5, to: 9 }]);
  });

  test('starts at the oldest object if objects expire', async () => {
    const left = PAGES.slice(1);
    expect(await prove(left, over(0, 30), true)).toMatchObject({
      gaps: [],
      range: { from: 10, to: 30 },
      beganAtOldest: true,
    });
    expect((await prove(left.toSpliced(1, 1), over(0, 30), true)).gaps).toEqual([{ from: 20, to: 30 }]);
    expect(await prove(PAGES, over(0, 30), true)).toMatchObject({ beganAtOldest: false });
  });

  test('reports no gap if all objects have expired', async () => {
    expect(await prove([], over(0, 30), true)).toMatchObject({ gaps: [], range: { from: 30, to: 30 } });
  });

  test('returns the gaps of verifyChain for time-based pages in any order', async () => {
    const times = fc.nat(30);
    const intervals = fc.array(fc.tuple(times, times).map(([a, b]) => plant(Math.min(a, b), Math.max(a, b))));
    await fc.assert(
      fc.asyncProperty(intervals, async (objects) => {
        const { gaps } = await prove(objects, over(0, 30));
        expect(gaps).toEqual(verifyChain(objects, over(0, 30)).gaps);
      }),
    );
  });
});

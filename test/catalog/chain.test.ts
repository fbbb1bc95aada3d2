import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChainLink, selectNeededPages, verifyChain } from '#catalog/chain.ts';

const page = (startTime: number, endTime: number): ChainLink => ({ startTime, endTime, pagination: 'time' });

const walk = (startTime: number, endTime: number, cursor: string | undefined, afterCursor: string): ChainLink => ({
  startTime,
  endTime,
  pagination: 'cursor',
  afterCursor,
  ...(cursor !== undefined && { cursor }),
});

const over = (start_time: number, end_time: number) => ({ start_time, end_time });

/** A walk through second 20 in three pages. The last one ends at 25. */
const WALK = [walk(20, 20, undefined, 'a'), walk(20, 20, 'a', 'b'), walk(20, 25, 'b', 'c')];

describe('verifyChain over time-based pages', () => {
  test('adjacent pages cover the time from the first start to the last end', () => {
    const chain = [page(0, 10), page(10, 20), page(20, 30)];
    expect(verifyChain(chain, over(0, 30))).toEqual({ complete: true, gaps: [] });
  });

  test('accepts pages in any order, overlapping and repeated', () => {
    expect(verifyChain([page(15, 30), page(0, 20), page(0, 20), page(30, 30)], over(0, 30)).complete).toBe(true);
  });

  test('reports the gap of a lost page', () => {
    const chain = [page(0, 10), page(20, 30), page(30, 40)];
    expect(verifyChain(chain, over(0, 40)).gaps).toEqual([{ from: 10, to: 20 }]);
  });

  test('reports a gap if a page starts a second after the previous one ended, which can be incomplete in that second', () => {
    expect(verifyChain([page(0, 10), page(11, 20)], over(0, 20)).gaps).toEqual([{ from: 10, to: 11 }]);
  });

  test('reports gaps before the first page and after the last', () => {
    expect(verifyChain([page(5, 8)], over(0, 10)).gaps).toEqual([
      { from: 0, to: 5 },
      { from: 8, to: 10 },
    ]);
  });

  test('accepts pages that end at the cursor or beyond it', () => {
    expect(verifyChain([page(0, 10), page(10, 99)], over(0, 20)).complete).toBe(true);
    expect(verifyChain([page(0, 10), page(50, 99)], over(0, 10)).complete).toBe(true);
  });
});

describe('verifyChain over no objects', () => {
  test('reports no gap for an export that has read nothing', () => {
    expect(verifyChain([], undefined).complete).toBe(true);
    expect(verifyChain([], { start_time: 5, end_time: 5 }).complete).toBe(true);
  });

  test('reports everything as lost if the cursor has moved', () => {
    expect(verifyChain([], over(0, 7)).gaps).toEqual([{ from: 0, to: 7 }]);
  });
});

describe('verifyChain at a pinned second', () => {
  const around = [page(0, 20), page(20, 20), page(25, 40)];

  test('a walk covers it, from a page without a cursor to one that ends beyond it', () => {
    expect(verifyChain([...around, ...WALK], over(0, 40)).complete).toBe(true);
  });

  test('a page that ends in it does not cover it', () => {
    expect(verifyChain(around, over(0, 40)).gaps).toEqual([{ from: 20, to: 25 }]);
  });

  test.each([0, 1, 2])('reports a gap if page %i of the walk is lost', (lost) => {
    const rest = WALK.filter((_, index) => index !== lost);
    expect(verifyChain([...around, ...rest], over(0, 40)).gaps).toEqual([{ from: 20, to: 25 }]);
  });

  test('a page that spans it covers it, even if the walk is incomplete', () => {
    expect(verifyChain([page(0, 20), page(20, 25), page(25, 40), ...WALK.slice(1)], over(0, 40)).complete).toBe(true);
  });

  test('a second walk covers it if the first was abandoned', () => {
    const abandoned = walk(20, 20, 'a', 'lost');
    const again = [walk(20, 20, undefined, 'x'), walk(20, 26, 'x', 'y')];
    expect(verifyChain([...around, ...WALK.slice(0, 2), abandoned, ...again], over(0, 40)).complete).toBe(true);
  });

  test('cursors of another second do not cover it', () => {
    const foreign = [walk(19, 19, undefined, 'a'), walk(19, 19, 'a', 'b')];
    expect(verifyChain([...around, ...foreign, ...WALK.slice(2)], over(0, 40)).gaps).toEqual([{ from: 20, to: 25 }]);
  });

  test('a cursor within it is covered up to its after_cursor', () => {
    const inside = [page(0, 20), ...WALK.slice(0, 2)];
    expect(verifyChain(inside, { ...over(0, 20), after_cursor: 'b' }).complete).toBe(true);
    expect(verifyChain(inside.slice(0, 2), { ...over(0, 20), after_cursor: 'b' }).gaps).toEqual([{ from: 20, to: 20 }]);
  });

  test('follows a circular walk once', () => {
    const circle = [walk(20, 20, undefined, 'a'), walk(20, 20, 'a', 'a')];
    expect(verifyChain([...around, ...circle], over(0, 40)).complete).toBe(false);
  });
});

const shuffled = (links: readonly ChainLink[]) => fc.shuffledSubarray([...links], { minLength: links.length });

describe('verifyChain over any chain', () => {
  /** Increasing times; each neighboring pair is one page, or at some of them a walk of some pages. */
  const chains = fc
    .record({
      start: fc.nat(1000),
      steps: fc.array(fc.record({ length: fc.integer({ min: 1, max: 50 }), walked: fc.integer({ min: 0, max: 4 }) }), {
        minLength: 1,
        maxLength: 20,
      }),
    })
    .map(({ start, steps }) => {
      let at = start;
      const stretches = steps.map(({ length, walked }) => {
        const from = at;
        at += length;
        const pages = Array.from({ length: walked }, (_, n) =>
          walk(from, n === walked - 1 ? at : from, n === 0 ? undefined : `${from}#${n}`, `${from}#${n + 1}`),
        );
        return { from, to: at, pages: walked === 0 ? [page(from, at)] : [page(from, from), ...pages] };
      });
      return { cursor: over(start, at), stretches };
    });

  test('proves the chain complete from all pages, in any order', () => {
    fc.assert(
      fc.property(
        chains.chain(({ cursor, stretches }) =>
          shuffled(stretches.flatMap(({ pages }) => pages)).map((links) => ({ cursor, links })),
        ),
        ({ cursor, links }) => {
          expect(verifyChain(links, cursor)).toEqual({ complete: true, gaps: [] });
        },
      ),
    );
  });

  test('finds any lost page that no other page covers, at its position', () => {
    const losses = chains.chain(({ cursor, stretches }) =>
      fc.nat(stretches.length - 1).chain((index) => {
        const stretch = stretches[index] ?? { from: 0, to: 0, pages: [] };
        // A page that ends where it began proves nothing, so nothing is lost with it.
        const needed = stretch.pages.filter((each) => each.pagination === 'cursor' || each.endTime > each.startTime);
        return fc.constantFrom(...needed).chain((lost) => {
          const rest = stretches.flatMap(({ pages }) => pages).filter((each) => each !== lost);
          return shuffled(rest).map((links) => ({ cursor, links, gap: { from: stretch.from, to: stretch.to } }));
        });
      }),
    );
    fc.assert(
      fc.property(losses, ({ cursor, links, gap }) => {
        expect(verifyChain(links, cursor).gaps).toEqual([gap]);
      }),
    );
  });

  test('ignores additional pages', () => {
    const extras = fc.array(fc.tuple(fc.nat(2000), fc.nat(100)).map(([from, length]) => page(from, from + length)));
    fc.assert(
      fc.property(chains, extras, ({ cursor, stretches }, additional) => {
        const links = [...stretches.flatMap(({ pages }) => pages), ...additional];
        expect(verifyChain(links, cursor).complete).toBe(true);
      }),
    );
  });
});

describe('selectNeededPages', () => {
  const around = [page(0, 20), page(25, 40)];

  test('selects the walk through time that no time-based page covers', () => {
    const other = [walk(30, 30, undefined, 'x'), walk(30, 31, 'x', 'y')];
    expect(selectNeededPages(around, [...WALK, ...other], over(0, 40))).toEqual(WALK);
  });

  test('selects no walk if time-based pages cover all time', () => {
    expect(selectNeededPages([...around, page(20, 25)], WALK, over(0, 40))).toEqual([]);
  });

  test('selects no walk that only touches time that no time-based page covers', () => {
    const before = [walk(15, 15, undefined, 'x'), walk(15, 20, 'x', 'y')];
    const after = [walk(25, 25, undefined, 'x'), walk(25, 26, 'x', 'y')];
    expect(selectNeededPages(around, [...before, ...after], over(0, 40))).toEqual([]);
  });

  test("selects the walk of the cursor's second", () => {
    const inside = { ...over(0, 20), after_cursor: 'b' };
    expect(selectNeededPages([page(0, 20)], WALK, inside)).toEqual(WALK);
    expect(selectNeededPages([page(0, 20)], WALK, over(0, 20))).toEqual([]);
  });

  test('leads to the same proof as all pages, whatever they are', () => {
    const seconds = fc.nat(12);
    const intervals = fc.tuple(seconds, fc.nat(3)).map(([from, length]) => ({ from, to: from + length }));
    const cursors = fc.constantFrom('a', 'b', 'c', 'd');
    const lakes = fc.record({
      time: fc.array(
        intervals.map(({ from, to }) => page(from, to)),
        { maxLength: 8 },
      ),
      walked: fc.array(
        fc
          .tuple(intervals, fc.option(cursors, { nil: undefined }), cursors)
          .map(([{ from, to }, cursor, after]) => walk(from, to, cursor, after)),
        { maxLength: 12 },
      ),
      start: seconds,
      length: seconds,
      afterCursor: fc.option(cursors, { nil: undefined }),
    });
    fc.assert(
      fc.property(lakes, ({ time, walked, start, length, afterCursor }) => {
        const cursor = {
          ...over(start, start + length),
          ...(afterCursor !== undefined && { after_cursor: afterCursor }),
        };
        const needed = selectNeededPages(time, walked, cursor);
        expect(verifyChain([...time, ...needed], cursor)).toEqual(verifyChain([...time, ...walked], cursor));
      }),
      { numRuns: 1000 },
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromTail,
  isDuplicatePage,
  type LastPage,
  lastPageAfter,
  tailFrom,
} from '#functions/export/core/state/last-page.ts';
import { cursorPage, type RecordText, recordsOf, timePage } from '#test/support/functions/pages.ts';

const pageOf = (records: readonly RecordText[], digestsFrom?: number) =>
  timePage([], { ...recordsOf(records, digestsFrom), endTime: records.at(-1)?.[0] ?? null });

const last = (page: { readonly tails: LastPage['tails'] }, endTime = 9): LastPage => ({ endTime, tails: page.tails });

const LAST = last(timePage([7, 8, 9]));

describe('isDuplicatePage', () => {
  it('returns true for the last records of the last page, as in polls of an idle account (airbyte#17797)', () => {
    expect(isDuplicatePage(timePage([9]), LAST, 9)).toBe(true);
    expect(isDuplicatePage(timePage([7, 8, 9]), LAST, 9)).toBe(true);
  });

  it('returns false if a record changed within its second, although id and timestamp are the same', () => {
    expect(isDuplicatePage(pageOf([[9, 'another']]), LAST, 9)).toBe(false);
  });

  it('returns true for another order, as in time-based pages after a cursor walk', () => {
    const page = pageOf([
      [9, 'b'],
      [9, 'a'],
    ]);
    const walked = pageOf([
      [8, 'c'],
      [9, 'a'],
      [9, 'b'],
    ]);
    expect(isDuplicatePage(page, last(walked), 9)).toBe(true);
  });

  it('returns false for a part of a second', () => {
    expect(isDuplicatePage(timePage([9]), last(timePage([8, 9, 9])), 9)).toBe(false);
  });

  it('returns false if a record occurs more often than in the last page', () => {
    expect(isDuplicatePage(timePage([9, 9]), last(timePage([9])), 9)).toBe(false);
  });

  it.each([[[9, 10]], [[8]], [[7, 8]], [[6, 7, 8, 9]]])('returns false for other records: %j', (timestamps) => {
    expect(isDuplicatePage(timePage(timestamps), LAST, 9)).toBe(false);
  });

  it("returns false if the page leads beyond the last object's interval, which would leave a gap", () => {
    expect(isDuplicatePage(timePage([9]), { ...LAST, endTime: 8 }, 9)).toBe(false);
  });

  it('returns false for a cursor page, because the first page of a cursor walk begins its chain of objects', () => {
    expect(isDuplicatePage(cursorPage([9]), LAST, 9)).toBe(false);
  });

  it('returns false for a page whose records are not all digested', () => {
    const records: RecordText[] = [
      [8, 'a'],
      [9, 'b'],
    ];
    expect(isDuplicatePage(pageOf(records, 9), last(pageOf(records)), 9)).toBe(false);
    expect(isDuplicatePage(pageOf(records), last(pageOf(records, 9)), 9)).toBe(false);
  });

  it('returns false for an empty page, which lands if the run continues behind it', () => {
    expect(isDuplicatePage(timePage([]), last(timePage([])), 9)).toBe(false);
  });

  it('returns false if no last page is known', () => {
    expect(isDuplicatePage(timePage([9]), undefined, 9)).toBe(false);
  });
});

/** The page as a later run knows it that begins at `from`. */
function knownAt(from: number, page: LastPage): LastPage | undefined {
  const tail = tailFrom(page, from);
  return tail && fromTail(tail);
}

describe('tailFrom', () => {
  it('returns the records of that second or later', () => {
    expect(isDuplicatePage(timePage([8, 9]), knownAt(8, LAST), 9)).toBe(true);
    expect(isDuplicatePage(timePage([9]), knownAt(8, LAST), 9)).toBe(false);
    expect(tailFrom(LAST, 8)).toMatchObject({ from: 8, endTime: 9, records: 2 });
  });

  it('begins at the next record if the second has none', () => {
    expect(tailFrom(LAST, 0)).toMatchObject({ from: 0, records: 3 });
    expect(tailFrom(LAST, 10)).toBeUndefined();
  });
});

describe('lastPageAfter', () => {
  it('returns the page that lands, with the end of its interval', () => {
    expect(lastPageAfter(LAST, timePage([11]), 12, false)).toEqual(last(timePage([11]), 12));
    expect(lastPageAfter(undefined, timePage([11]), 12, false)).toEqual(last(timePage([11]), 12));
  });

  it('does not extend the interval to the end of a duplicate page, which has no object', () => {
    const known = lastPageAfter(LAST, timePage([9]), 12, true);
    expect(isDuplicatePage(timePage([9]), known, 10)).toBe(false);
  });

  it('keeps the interval of the page that landed while later polls begin later', () => {
    const landed = last(timePage([5, 6, 7, 8]), 10);
    let known = knownAt(5, landed);
    for (const records of [[5, 6, 7, 8], [7, 8], [8]]) {
      const [from = 0] = records;
      const page = timePage(records);
      known = known && knownAt(from, known);
      expect(isDuplicatePage(page, known, 8)).toBe(true);
      known = lastPageAfter(known, page, 8, true);
      expect(known.endTime).toBe(10);
    }
  });
});

const multiset = (records: readonly RecordText[]): string[] => records.map((record) => record.join()).toSorted();
const startOf = (records: readonly RecordText[]): number => Math.min(...records.map(([second]) => second));

describe('a page after a random landed page', () => {
  /** Few seconds and texts, so that pages are often the same. */
  const texts = fc.array(fc.tuple(fc.nat(4), fc.constantFrom('a', 'b')), { maxLength: 6 });
  const sorted = texts.map((records) => records.toSorted(([one], [other]) => one - other));
  const digestsFrom = fc.constantFrom(-Infinity, 2, 4);
  /** A page that resembles the landed one: its last records with changes, or other records. */
  const next = sorted.chain((landed) =>
    fc.record({
      landed: fc.constant(landed),
      records: fc.oneof(
        texts,
        fc.nat(6).chain((skip) => fc.shuffledSubarray(landed.slice(skip))),
      ),
      from: fc.nat(5),
    }),
  );

  it('counts as a duplicate only if it has exactly the last records of the landed page, from its first second on', () => {
    fc.assert(
      fc.property(next, digestsFrom, fc.boolean(), ({ landed, records, from }, youngFrom, isLaterRun) => {
        const inRun = last(pageOf(landed, youngFrom));
        const known = isLaterRun ? knownAt(from, inRun) : inRun;
        if (!isDuplicatePage(pageOf(records, youngFrom), known, 0)) return;
        expect(multiset(records)).toEqual(multiset(landed.filter(([second]) => second >= startOf(records))));
      }),
      { numRuns: 3000 },
    );
  });

  it('counts as a duplicate if it has the records from where the run begins', () => {
    fc.assert(
      fc.property(sorted, fc.nat(5), (landed, from) => {
        const records = landed.filter(([second]) => second >= from);
        const known = knownAt(from, last(pageOf(landed)));
        expect(isDuplicatePage(pageOf(records.toReversed()), known, 9)).toBe(records.length > 0);
      }),
    );
  });
});

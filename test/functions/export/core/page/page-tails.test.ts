import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RecordText, tailsOf } from '#test/support/functions/pages.ts';

/** Random records of a few seconds, some of them equal. */
const records = fc.array(fc.tuple(fc.nat(4), fc.constantFrom('a', 'b', 'c')), { maxLength: 12 });
const shuffled = records.chain((texts) =>
  fc.tuple(fc.constant(texts), fc.shuffledSubarray(texts, { minLength: texts.length })),
);

/** All records of that second or later, sorted. */
const tailTexts = (texts: readonly RecordText[], from: number): string[] =>
  texts
    .filter(([second]) => second >= from)
    .map((text) => text.join())
    .toSorted();

describe('the tails of a page', () => {
  it('begin at every second, the latest first, and count the records from there on', () => {
    const facts = tailsOf([
      [7, 'a'],
      [9, 'b'],
      [8, 'c'],
      [8, 'd'],
    ]).map(({ from, records: count }) => [from, count]);
    expect(facts).toEqual([
      [9, 1],
      [8, 3],
      [7, 4],
    ]);
    expect(tailsOf([])).toEqual([]);
  });

  it("use the SHA-256 of a single record's bytes as digest", () => {
    const digest = createHash('sha256').update('7 a').digest('hex');
    expect(tailsOf([[7, 'a']])).toEqual([{ from: 7, records: 1, digest }]);
  });

  it('do not depend on the order of the records', () => {
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(tailsOf(other)).toEqual(tailsOf(one));
      }),
    );
  });

  it('share a digest exactly if their records are the same, each as often', () => {
    fc.assert(
      fc.property(records, records, (one, other) => {
        for (const tail of tailsOf(one)) {
          for (const { from, digest } of tailsOf(other)) {
            const isSame = String(tailTexts(one, tail.from)) === String(tailTexts(other, from));
            expect(tail.digest === digest).toBe(isSame);
          }
        }
      }),
    );
  });

  it('exist from digestsFrom on and in the last second, if the records are sorted', () => {
    fc.assert(
      fc.property(records, fc.nat(5), (texts, digestsFrom) => {
        const sorted = texts.toSorted(([one], [other]) => one - other);
        const last = sorted.at(-1)?.[0] ?? 0;
        const expected = tailsOf(sorted).filter(({ from }) => from >= digestsFrom || from === last);
        expect(tailsOf(sorted, digestsFrom)).toEqual(expected);
      }),
    );
  });

  it('contain all records of their seconds, also if the page is not sorted', () => {
    fc.assert(
      fc.property(records, fc.nat(5), (texts, digestsFrom) => {
        const known = tailsOf(texts, digestsFrom);
        expect(tailsOf(texts).slice(0, known.length)).toEqual(known);
      }),
    );
  });
});

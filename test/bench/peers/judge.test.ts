import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Copy, toCopy } from '#bench/peers/exporters/exporter.ts';
import { judge } from '#bench/peers/judge.ts';
import { ticket } from '../../support/bench/tickets.ts';

const expected = (...tickets: readonly object[]) => tickets.map((each) => ({ text: JSON.stringify(each) }));

describe('toCopy', () => {
  it('ignores fields that some exporters drop, and fractions of a second', () => {
    const original = ticket(1, 1000, { updated_at: '1970-01-01T00:16:40Z', fields: [], url: 'https://…' });
    const written = ticket(1, 1000, { updated_at: '1970-01-01T00:16:40.000000Z' });
    expect(toCopy(written)).toEqual(toCopy(original));
  });

  it('distinguishes two versions of one second by their content', () => {
    expect(toCopy(ticket(1, 1000, { status: 'solved' }))).not.toEqual(toCopy(ticket(1, 1000)));
    expect(toCopy(ticket(1, 1000, { tags: ['a'] }))).not.toEqual(toCopy(ticket(1, 1000)));
  });
});

describe('judge', () => {
  it('names tickets that were never delivered', () => {
    expect(judge([toCopy(ticket(1, 10))], expected(ticket(1, 10), ticket(2, 20)))).toMatchObject({
      missing: [2],
      stale: [],
    });
  });

  it('names tickets of which only an earlier version was delivered', () => {
    expect(judge([toCopy(ticket(1, 10))], expected(ticket(1, 11)))).toMatchObject({ missing: [], stale: [1] });
  });

  it('finds a stale ticket whose versions have the same second', () => {
    const copies = [toCopy(ticket(1, 10, { status: 'new' }))];
    expect(judge(copies, expected(ticket(1, 10, { status: 'open' })))).toMatchObject({ stale: [1] });
  });

  it('lets the last copy win among those of one second', () => {
    const [old, current] = [toCopy(ticket(1, 10, { status: 'new' })), toCopy(ticket(1, 10))];
    expect(judge([old, current], expected(ticket(1, 10))).stale).toEqual([]);
    expect(judge([current, old], expected(ticket(1, 10))).stale).toEqual([1]);
  });

  it('lets the greatest timestamp win, in whatever order versions are delivered', () => {
    const version = fc.record({ id: fc.integer({ min: 1, max: 5 }), second: fc.integer({ min: 1, max: 1000 }) });
    const history = fc.uniqueArray(version, { selector: ({ id, second }) => `${id}@${second}`, minLength: 1 });
    fc.assert(
      fc.property(history, (versions) => {
        const latest = [...Map.groupBy(versions, ({ id }) => id)].map(([id, all]) =>
          ticket(id, Math.max(...all.map(({ second }) => second))),
        );
        const copies = versions.map(({ id, second }) => toCopy(ticket(id, second)));
        expect(judge(copies, expected(...latest))).toMatchObject({ missing: [], stale: [], versions: versions.length });
      }),
    );
  });

  it('counts every copy, and each version once', () => {
    const copies: Copy[] = [ticket(1, 10), ticket(1, 10), ticket(1, 11), ticket(2, 10)].map(toCopy);
    expect(judge(copies, [])).toMatchObject({ copies: 4, versions: 3 });
  });
});

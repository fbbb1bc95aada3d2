import { describe, expect, it } from 'vitest';
import { trimLastPage, type LastPage, isDuplicatePage } from '#functions/export/core/state/last-page.ts';
import { cursorPage, record, timePage } from '#test/support/functions/pages.ts';

const LAST: LastPage = { endTime: 9, records: [record(7), record(8), record(9)] };

describe('a page repeats the last landed one', () => {
  it('where it holds its last records, byte for byte: what polling an idle account gives (airbyte#17797)', () => {
    expect(isDuplicatePage(timePage([9]), LAST, 9)).toBe(true);
    expect(isDuplicatePage(timePage([7, 8, 9]), LAST, 9)).toBe(true);
  });

  it('not where a record was changed within its second: id and timestamp stay the same then', () => {
    const changed = timePage([9], { records: [record(9, 'another')] });
    expect(isDuplicatePage(changed, LAST, 9)).toBe(false);
    const oneOfTwo = timePage([8, 9], { records: [record(8, 'another'), record(9)] });
    expect(isDuplicatePage(oneOfTwo, LAST, 9)).toBe(false);
  });

  it('where it holds them in another order, as time-based pages do after a walk', () => {
    const last = { endTime: 9, records: [record(8), record(9, 'a'), record(9, 'b')] };
    expect(isDuplicatePage(timePage([], { records: [record(9, 'b'), record(9, 'a')] }), last, 9)).toBe(true);
    expect(isDuplicatePage(timePage([], { records: [record(8), record(9, 'a')] }), last, 9)).toBe(false);
  });

  it('not where it holds a record twice that the last one holds once', () => {
    expect(isDuplicatePage(timePage([9, 9]), { endTime: 9, records: [record(9)] }, 9)).toBe(false);
  });

  it.each([[[9, 10]], [[8]], [[7, 8]], [[6, 7, 8, 9]]])('not where it holds other records: %j', (timestamps) => {
    expect(isDuplicatePage(timePage(timestamps), LAST, 9)).toBe(false);
  });

  it("not where it leads beyond the last object's interval, or the listing would show a gap", () => {
    expect(isDuplicatePage(timePage([9]), { ...LAST, endTime: 8 }, 9)).toBe(false);
  });

  it("not on a walk: a walk's first page that repeats the one that showed the pin begins the chain", () => {
    expect(isDuplicatePage(cursorPage([9]), LAST, 9)).toBe(false);
  });

  it('not where nothing is known of the last one', () => {
    expect(isDuplicatePage(timePage([9]), undefined, 9)).toBe(false);
  });
});

describe('what is kept of the last landed page', () => {
  it('is what a run from end_time on can be served again', () => {
    expect(trimLastPage(LAST, 8)).toEqual({ endTime: 9, records: [record(8), record(9)] });
    expect(trimLastPage(LAST, 0)).toEqual(LAST);
    expect(trimLastPage(LAST, 10)).toEqual({ endTime: 9, records: [] });
  });

  it('begins after the last record that has no digest: it was too old to be served again', () => {
    const old = { timestamp: 8, digest: undefined };
    expect(trimLastPage({ endTime: 9, records: [record(8), old, record(9)] }, 8).records).toEqual([record(9)]);
  });

  it('fits into an item of DynamoDB, and is still the end of the page', () => {
    const many = Array.from({ length: 5000 }, (_, i) => record(7, `digest-${i}`));
    const { records } = trimLastPage({ endTime: 7, records: many }, 7);
    expect(records).toEqual(many.slice(-2000));
    expect(isDuplicatePage(timePage([], { records: many.slice(-3) }), { endTime: 7, records }, 7)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { trimLastPage, type LastPage, isDuplicatePage } from '#functions/export/core/state/last-page.ts';
import { cursorPage, record, timePage } from '#test/support/functions/pages.ts';

const LAST: LastPage = { endTime: 9, records: [record(7), record(8), record(9)] };

describe('isDuplicatePage', () => {
  it('returns true for the last records of the last page, as in polls of an idle account (airbyte#17797)', () => {
    expect(isDuplicatePage(timePage([9]), LAST, 9)).toBe(true);
    expect(isDuplicatePage(timePage([7, 8, 9]), LAST, 9)).toBe(true);
  });

  it('returns false if a record changed within its second, although id and timestamp are the same', () => {
    const changed = timePage([9], { records: [record(9, 'another')] });
    expect(isDuplicatePage(changed, LAST, 9)).toBe(false);
    const oneOfTwo = timePage([8, 9], { records: [record(8, 'another'), record(9)] });
    expect(isDuplicatePage(oneOfTwo, LAST, 9)).toBe(false);
  });

  it('returns true for another order, as in time-based pages after a cursor walk', () => {
    const last = { endTime: 9, records: [record(8), record(9, 'a'), record(9, 'b')] };
    expect(isDuplicatePage(timePage([], { records: [record(9, 'b'), record(9, 'a')] }), last, 9)).toBe(true);
    expect(isDuplicatePage(timePage([], { records: [record(8), record(9, 'a')] }), last, 9)).toBe(false);
  });

  it('returns false if a record occurs more often than in the last page', () => {
    expect(isDuplicatePage(timePage([9, 9]), { endTime: 9, records: [record(9)] }, 9)).toBe(false);
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

  it('returns false for records without a digest, whose bytes are not known', () => {
    const old = { ...record(9), digest: undefined };
    expect(isDuplicatePage(timePage([], { records: [old] }), { endTime: 9, records: [old] }, 9)).toBe(false);
  });

  it('returns false if no last page is known', () => {
    expect(isDuplicatePage(timePage([9]), undefined, 9)).toBe(false);
  });
});

describe('trimLastPage', () => {
  it('keeps the records that a run beginning at end_time can receive again', () => {
    expect(trimLastPage(LAST, 8)).toEqual({ endTime: 9, records: [record(8), record(9)] });
    expect(trimLastPage(LAST, 0)).toEqual(LAST);
    expect(trimLastPage(LAST, 10)).toEqual({ endTime: 9, records: [] });
  });

  it('keeps only records after the last one without a digest', () => {
    const old = { timestamp: 8, digest: undefined };
    expect(trimLastPage({ endTime: 9, records: [record(8), old, record(9)] }, 8).records).toEqual([record(9)]);
  });

  it('keeps the last 2000 records, so that they fit into a DynamoDB item', () => {
    const many = Array.from({ length: 5000 }, (_, i) => record(7, `digest-${i}`));
    const { records } = trimLastPage({ endTime: 7, records: many }, 7);
    expect(records).toEqual(many.slice(-2000));
    expect(isDuplicatePage(timePage([], { records: many.slice(-3) }), { endTime: 7, records }, 7)).toBe(true);
  });
});

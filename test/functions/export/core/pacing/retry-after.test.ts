import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '#functions/export/core/pacing/retry-after.ts';

const NOW = 1_700_000_000_000;

describe('readRetryAfter', () => {
  const DATE = new Date(NOW).toUTCString();
  const later = (seconds: number): string => new Date(NOW + seconds * 1000).toUTCString();

  it.each([
    ['93', 93_000],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['1.25', 1_250],
    ['0.2', 1_000],
    ['36000', 36_000_000],
  ])('converts %j seconds to a wait of %i ms', (header, ms) => {
    expect(readRetryAfter(header, undefined, NOW)).toBe(ms);
  });

  it.each([
    ['50, 53', 53_000],
    ['53,50', 53_000],
    ['0, 5', 5_000],
  ])('uses the longest wait of a header sent twice (airbyte#14112): %j', (header, ms) => {
    expect(readRetryAfter(header, undefined, NOW)).toBe(ms);
  });

  it("counts an HTTP date from the response's Date header, because our clock may be wrong", () => {
    expect(readRetryAfter(later(40), DATE, NOW + 3_600_000)).toBe(40_000);
    expect(readRetryAfter(later(40), undefined, NOW)).toBe(40_000);
    expect(readRetryAfter(later(40), 'nonsense', NOW)).toBe(40_000);
    expect(readRetryAfter(` ${later(40)}`, DATE, NOW)).toBe(40_000);
  });

  it.each([
    '0',
    '0, 0',
    '-5',
    '',
    ' ',
    ',',
    '50,',
    'soon',
    'foo 2099',
    'July 2099',
    'after Tue, 24 Nov 2099 12:00:00 GMT',
    'NaN',
    'Infinity',
    '1e3',
    '0x10',
    'Thu, 01 Jan 1970 00:00:00 GMT',
  ])('ignores %j, so that the backoff applies (airbyte#11899)', (header) => {
    expect(readRetryAfter(header, DATE, NOW)).toBeUndefined();
  });

  it('returns undefined if the header is missing', () => {
    expect(readRetryAfter(undefined, DATE, NOW)).toBeUndefined();
  });

  it('never returns less than a second or NaN for any header', () => {
    const headers = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,- :eGMT')) }),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.double().map(String),
    );
    fc.assert(
      fc.property(headers, fc.option(headers, { nil: undefined }), (header, date) => {
        expect(readRetryAfter(header, date, NOW) ?? 1_000).toBeGreaterThanOrEqual(1_000);
      }),
      { numRuns: 1000 },
    );
  });
});

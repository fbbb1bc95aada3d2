import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, createAttempts, type FailureKind, retryAfterMs } from '#functions/export/core/pacing/retry.ts';

const NOW = 1_700_000_000_000;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Counts failures of these kinds, each at its second. */
function countedBy(failures: readonly (readonly [FailureKind, number])[]) {
  const attempts = createAttempts(NOW, () => 0.5);
  return failures.map(([kind, second]) => attempts.failed(kind, NOW + second * 1000));
}

const times = (count: number, kind: FailureKind, second: number) =>
  Array.from({ length: count }, () => [kind, second] as const);

describe('attempts', () => {
  it('are spent after 8 over at least 2 minutes', () => {
    expect(countedBy(times(8, 'unavailable', 120)).at(-1)).toBe('exhausted');
    expect(countedBy(times(7, 'unavailable', 120)).at(-1)).not.toBe('exhausted');
  });

  it('outlast any window of a minute: 8 within less than 2 minutes do not spend them (tap-zendesk#155)', () => {
    const counted = countedBy([...times(20, 'unavailable', 119.999), ['unavailable', 120]]);
    expect(counted.slice(0, -1)).not.toContain('exhausted');
    expect(counted.at(-1)).toBe('exhausted');
  });

  it('are spent after 3 answers that are no page', () => {
    expect(countedBy(times(3, 'no_page', 0)).map((each) => each === 'exhausted')).toEqual([false, false, true]);
    expect(
      countedBy([
        ['no_page', 0],
        ['unavailable', 1],
        ['no_page', 2],
        ['throttled', 3],
        ['no_page', 4],
      ]).at(-1),
    ).toBe('exhausted');
  });

  it('back off with every failure but a page that was too heavy', () => {
    const kinds = ['no_page', 'smaller_page', 'throttled', 'unavailable', 'no_page'] as const;
    expect(countedBy(kinds.map((kind) => [kind, 0] as const))).toEqual([1_500, 1_500, 3_000, 6_000, 12_000]);
  });

  it('count answers that are no page among the 8', () => {
    expect(countedBy([...times(2, 'no_page', 0), ...times(6, 'unavailable', 130)]).at(-1)).toBe('exhausted');
  });

  it('are never spent by 429: an overrun quota is a matter of time (tap-zendesk#155)', () => {
    expect(countedBy(times(500, 'throttled', 3600))).not.toContain('exhausted');
  });

  it('are not spent by pages that were too heavy: the next one is another request', () => {
    expect(countedBy(times(10, 'smaller_page', 600))).toEqual(Array.from({ length: 10 }, () => 1_500));
  });
});

describe('backoff', () => {
  it('doubles from 1–2 s up to a minute, half of it fixed', () => {
    const bounds = [1, 2, 3, 4, 5, 6, 7, 2000].map((failures) => [
      backoffMs(failures, () => 0),
      backoffMs(failures, () => 0.999_999),
    ]);
    expect(bounds).toEqual([
      [1_000, 2_000],
      [2_000, 4_000],
      [4_000, 8_000],
      [8_000, 16_000],
      [16_000, 32_000],
      [30_000, 60_000],
      [30_000, 60_000],
      [30_000, 60_000],
    ]);
  });

  it('is jittered, so that exports that failed together do not come back together', () => {
    expect(backoffMs(3, () => 0.25)).toBe(5_000);
  });

  it('is never under a second, over a minute or NaN', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), random, (failures, chance) => {
        const ms = backoffMs(failures, () => chance);
        expect(ms).toBeGreaterThanOrEqual(1_000);
        expect(ms).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

describe('Retry-After', () => {
  const DATE = new Date(NOW).toUTCString();
  const later = (seconds: number): string => new Date(NOW + seconds * 1000).toUTCString();

  it.each([
    ['93', 93_000],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['1.25', 1_250],
    ['0.2', 1_000],
    ['36000', 36_000_000],
  ])('of %j seconds waits %i ms', (header, ms) => {
    expect(retryAfterMs(header, undefined, NOW)).toBe(ms);
  });

  it.each([
    ['50, 53', 53_000],
    ['53,50', 53_000],
    ['0, 5', 5_000],
  ])('does not crash on a Retry-After sent twice (airbyte#14112): %j', (header, ms) => {
    expect(retryAfterMs(header, undefined, NOW)).toBe(ms);
  });

  it("of a date counts from the same answer's Date, since our clock may be wrong", () => {
    expect(retryAfterMs(later(40), DATE, NOW + 3_600_000)).toBe(40_000);
    expect(retryAfterMs(later(40), undefined, NOW)).toBe(40_000);
    expect(retryAfterMs(later(40), 'nonsense', NOW)).toBe(40_000);
    expect(retryAfterMs(` ${later(40)}`, DATE, NOW)).toBe(40_000);
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
  ])('says nothing where it is %j, and backoff takes over (airbyte#11899)', (header) => {
    expect(retryAfterMs(header, DATE, NOW)).toBeUndefined();
  });

  it('says nothing where it is missing', () => {
    expect(retryAfterMs(undefined, DATE, NOW)).toBeUndefined();
  });

  it('is never under a second and never NaN, whatever the header holds', () => {
    const headers = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,- :eGMT')) }),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.double().map(String),
    );
    fc.assert(
      fc.property(headers, fc.option(headers, { nil: undefined }), (header, date) => {
        expect(retryAfterMs(header, date, NOW) ?? 1_000).toBeGreaterThanOrEqual(1_000);
      }),
      { numRuns: 1000 },
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTimestamp } from '#functions/export/core/page/timestamp.ts';

const LAST_SECOND = 9_999_999_999;

const seconds = fc.integer({ min: 0, max: LAST_SECOND });
/** Values that `JSON.parse` can return, and others. */
const anyValue = fc.oneof(fc.jsonValue(), fc.double(), fc.string(), fc.constant(undefined));

const twoDigits = (value: number): string => String(Math.abs(value)).padStart(2, '0');

/** The same time in a zone that is `minutesEast` ahead of UTC. */
function isoText(second: number, minutesEast: number, fraction: string): string {
  const local = new Date((second + minutesEast * 60) * 1000).toISOString().slice(0, 19);
  const zone = `${twoDigits(Math.trunc(minutesEast / 60))}:${twoDigits(minutesEast % 60)}`;
  return `${local}${fraction}${minutesEast < 0 ? '-' : '+'}${zone}`;
}

describe('readTimestamp with the format epoch', () => {
  it('returns epoch seconds from 0 to 9,999,999,999 unchanged', () => {
    fc.assert(
      fc.property(seconds, (second) => {
        expect(readTimestamp('epoch', second)).toBe(second);
      }),
    );
    expect(readTimestamp('epoch', 0)).toBe(0);
    expect(readTimestamp('epoch', LAST_SECOND)).toBe(LAST_SECOND);
  });

  it.each([
    -1,
    LAST_SECOND + 1,
    1.5,
    Number.NaN,
    Infinity,
    '1700000000',
    '2026-01-01T00:00:00Z',
    null,
    undefined,
    true,
  ])('rejects %s', (value) => expect(readTimestamp('epoch', value)).toBeUndefined());
});

describe('readTimestamp with the format iso', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2009-02-13T23:31:30Z', 1_234_567_890],
    ['2024-02-29T12:00:00Z', 1_709_208_000],
    ['2009-02-14T05:01:30+05:30', 1_234_567_890],
    ['2009-02-13T15:31:30-08:00', 1_234_567_890],
    ['2009-02-13T23:31:30.999999Z', 1_234_567_890],
    ['1970-01-01T01:00:00+01:00', 0],
    ['2286-11-20T17:46:39Z', LAST_SECOND],
    ['2286-11-20T17:46:39.9Z', LAST_SECOND],
  ])('converts %s to epoch second %i', (text, second) => expect(readTimestamp('iso', text)).toBe(second));

  it('returns the same second for any zone and any fraction', () => {
    const minutesEast = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    const fraction = fc.stringMatching(/^(\.\d{1,12})?$/);
    fc.assert(
      fc.property(seconds, minutesEast, fraction, (second, east, digits) => {
        expect(readTimestamp('iso', isoText(second, east, digits))).toBe(second);
      }),
    );
  });

  it.each([
    '',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+00:01',
    '2286-11-20T17:46:40Z',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00Z',
    '2026-01-01 00:00:00Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00+0000',
    '2026-01-01T00:00:00+24:00',
    '2026-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2026-02-32T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:59:60Z',
    '1700000000',
    1_700_000_000,
    null,
    undefined,
    ['2026-01-01T00:00:00Z'],
  ])('rejects %j', (value) => expect(readTimestamp('iso', value)).toBeUndefined());
});

it('readTimestamp returns a whole second in range or undefined for any value', () => {
  fc.assert(
    fc.property(fc.constantFrom('epoch' as const, 'iso' as const), anyValue, (format, value) => {
      const second = readTimestamp(format, value);
      if (second === undefined) return;
      expect(Number.isInteger(second)).toBe(true);
      expect(second).toBeGreaterThanOrEqual(0);
      expect(second).toBeLessThanOrEqual(LAST_SECOND);
    }),
  );
});

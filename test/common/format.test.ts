import { expect, test } from 'vitest';
import { count, counted, duration, instant, size } from '#common/format.ts';

test.each([
  [0, '0ms'],
  [0.4, '0ms'],
  [59.6, '1m'],
  [61, '1m 1s'],
  [3600, '1h'],
  [3661, '1h 1m'],
  [90_000, '1d 1h'],
  [-5, '0ms'],
])('a duration of %d seconds is shown as %s: its two largest units', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('numbers are grouped, nouns follow their number, sizes have a unit, and instants are UTC', () => {
  expect(count(1_234_567.4)).toBe('1,234,567');
  expect([counted(1, 'page'), counted(0, 'page'), counted(2000, 'page')]).toEqual(['1 page', '0 pages', '2,000 pages']);
  expect(size(12_345_678)).toBe('12.3 MB');
  expect(instant(1_700_000_000)).toBe('2023-11-14T22:13:20Z');
});

import { expect, test } from 'vitest';
import { count, counted, duration, instant, megabytes } from '#sandbox/cli/format.ts';

test.each([
  [0, '0 s'],
  [0.4, '0 s'],
  [59.6, '1 min'],
  [61, '1 min 1 s'],
  [3600, '1 h'],
  [3660, '1 h 1 min'],
  [3601, '1 h'],
  [90_000, '1 d 1 h'],
  [8_899_200, '103 d'],
  [-5, '0 s'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('numbers are grouped, nouns follow them, and instants are UTC', () => {
  expect(count(1234567.4)).toBe('1,234,567');
  expect([counted(1, 'page'), counted(0, 'page'), counted(2000, 'page')]).toEqual(['1 page', '0 pages', '2,000 pages']);
  expect(megabytes(12_345_678)).toBe('12.3 MB');
  expect(instant(1_700_000_000)).toBe('2023-11-14 22:13:20Z');
});

import { expect, test } from 'vitest';
import { formatCount, pluralize, formatDuration, formatTime, formatBytes } from '#common/format.ts';

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
  expect(formatDuration(seconds)).toBe(text);
});

test('numbers are grouped, nouns follow their number, sizes have a unit, and instants are UTC', () => {
  expect(formatCount(1_234_567.4)).toBe('1,234,567');
  expect([pluralize(1, 'page'), pluralize(0, 'page'), pluralize(2000, 'page')]).toEqual([
    '1 page',
    '0 pages',
    '2,000 pages',
  ]);
  expect(formatBytes(12_345_678)).toBe('12.3 MB');
  expect(formatTime(1_700_000_000)).toBe('2023-11-14T22:13:20Z');
});

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
])('formatDuration formats %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('formatCount groups thousands', () => {
  expect(formatCount(1_234_567.4)).toBe('1,234,567');
});

test('pluralize adds an s except for 1', () => {
  expect([pluralize(1, 'page'), pluralize(0, 'page'), pluralize(2000, 'page')]).toEqual([
    '1 page',
    '0 pages',
    '2,000 pages',
  ]);
});

test('formatBytes adds a unit', () => {
  expect(formatBytes(12_345_678)).toBe('12.3 MB');
});

test('formatTime formats UTC', () => {
  expect(formatTime(1_700_000_000)).toBe('2023-11-14T22:13:20Z');
});

import { expect, it } from 'vitest';
import { createDelay } from '#functions/export/core/pacing/delay.ts';

it('a delay ends after its duration', () => {
  const delay = createDelay(1_000, 500);
  expect([1_000, 1_499, 1_500, 9_000].map((now) => delay.waitMs(now))).toEqual([500, 1, 0, 0]);
});

it('a delay does not become longer than its duration if the clock is set back', () => {
  const delay = createDelay(1_000_000, 500);
  expect(delay.waitMs(0)).toBe(500);
  expect(delay.waitMs(500)).toBe(0);
});

it('a delay that is over stays over if the clock is set back', () => {
  const delay = createDelay(1_000, 500);
  expect(delay.waitMs(1_500)).toBe(0);
  expect(delay.waitMs(0)).toBe(0);
});

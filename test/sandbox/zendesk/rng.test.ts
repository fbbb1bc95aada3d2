import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '#sandbox/zendesk/rng.ts';

const draw = (...seeds: number[]): number[] => {
  const rng = createRng(...seeds);
  return Array.from({ length: 8 }, () => rng.next());
};

test('createRng returns the same sequence for the same seeds, and another one for others', () => {
  fc.assert(
    fc.property(fc.integer(), fc.maxSafeNat(), fc.maxSafeNat(), (seed, one, other) => {
      fc.pre(one !== other);
      expect(draw(seed, one)).toEqual(draw(seed, one));
      expect(draw(seed, one)).not.toEqual(draw(seed, other));
    }),
  );
});

test('int returns numbers within its bounds and reaches both', () => {
  const rng = createRng(1);
  const drawn = new Set(Array.from({ length: 500 }, () => rng.int(3, 7)));
  expect(drawn).toEqual(new Set([3, 4, 5, 6, 7]));
});

test('lognormal returns half of the values below the median, and some far above', () => {
  const rng = createRng(2);
  const values = Array.from({ length: 4000 }, () => rng.lognormal(500, 1.2)).sort((one, other) => one - other);
  expect(values[2000]).toBeGreaterThan(450);
  expect(values[2000]).toBeLessThan(550);
  expect(values.at(-1)).toBeGreaterThan(10_000);
});

test('poisson returns the expected mean', () => {
  const rng = createRng(3);
  const events = Array.from({ length: 4000 }, () => rng.poisson(0.7));
  const mean = events.reduce((sum, each) => sum + each) / events.length;
  expect(mean).toBeGreaterThan(0.65);
  expect(mean).toBeLessThan(0.75);
});

test('pick throws for an empty list', () => {
  expect(() => createRng(4).pick([])).toThrow('nothing to pick from');
});

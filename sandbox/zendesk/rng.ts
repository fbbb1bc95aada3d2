/** A seeded random number generator. The same seeds give the same sequence on every machine. */
export type Rng = {
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** Returns a whole number from `min` to `max`, both inclusive. */
  int(min: number, max: number): number;
  /** Returns true with this probability. */
  chance(probability: number): boolean;
  /**
   * Returns one of the items, with equal probability.
   *
   * @throws RangeError if there are no items
   */
  pick<T>(items: readonly T[]): T;
  /** Returns a lognormal value: half of them are less than `median`. A larger `sigma` gives a longer tail. */
  lognormal(median: number, sigma: number): number;
  /** Returns a Poisson-distributed number of events with this mean. Only for small means. */
  poisson(mean: number): number;
};

/**
 * Creates a Mulberry32 generator (https://github.com/cprosche/mulberry32, public domain). Its 32-bit state is sufficient
 * for test data, and it is cheap to create, so that every ticket version can have its own.
 *
 * @param seeds - whole numbers; each list gives its own sequence
 */
export function createRng(...seeds: readonly number[]): Rng {
  let state = seeds.reduce(mix, 0x9e3779b9);

  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };

  return {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick: <T>(items: readonly T[]): T => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    // Box-Muller; 1 - next() is never 0, so the logarithm is finite.
    lognormal: (median, sigma) =>
      median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
    // Knuth's method.
    poisson: (mean) => {
      const floor = Math.exp(-mean);
      let events = 0;
      for (let product = next(); product > floor; product *= next()) events += 1;
      return events;
    },
  };
}

/** MurmurHash3's finalizer over both halves of the seed, so that neighboring ids get unrelated sequences. */
function mix(state: number, seed: number): number {
  let hash = state ^ Math.imul(seed | 0, 0x85ebca6b) ^ Math.imul(Math.floor(seed / 2 ** 32) | 0, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) + 0x9e3779b9;
}

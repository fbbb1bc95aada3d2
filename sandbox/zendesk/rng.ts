/** A seeded source of chance: the same seeds give the same sequence on every machine. */
export type Rng = {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the items, each as likely as the others; throws where there is none. */
  pick<T>(items: readonly T[]): T;
  /** Lognormal: half of the values lie below `median`; the greater `sigma`, the longer the tail. */
  lognormal(median: number, sigma: number): number;
  /** Poisson: how many events fall into an interval that expects `mean` of them (small means only). */
  poisson(mean: number): number;
};

/**
 * Mulberry32 (https://github.com/cprosche/mulberry32, public domain): 32 bits of state are plenty for test data,
 * and creating one costs nothing, so that every ticket version can have its own.
 *
 * @param seeds - whole numbers; each distinct list gives its own sequence
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
    int: (least, most) => least + Math.floor(next() * (most - least + 1)),
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

/** MurmurHash3's finaliser over both halves of the seed, so that neighbouring ids get unrelated sequences. */
function mix(state: number, seed: number): number {
  let hash = state ^ Math.imul(seed | 0, 0x85ebca6b) ^ Math.imul(Math.floor(seed / 2 ** 32) | 0, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) + 0x9e3779b9;
}

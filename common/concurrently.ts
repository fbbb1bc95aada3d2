/** Maps items with an asynchronous function, at most `concurrency` at a time, and keeps their order. */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
  return results;
}

/** How many items are handled at the same time. */
export type Limits<Item> = {
  readonly items: number;
  /** The total weight of the items. A single item may exceed it. */
  readonly weight: number;
  readonly weigh: (item: Item) => number;
};

/** Calls an asynchronous function for each item within the limits. Takes the next item only when there is room for it. */
export async function eachWithin<Item>(
  items: AsyncIterable<Item>,
  limits: Limits<Item>,
  handle: (item: Item) => Promise<void>,
): Promise<void> {
  const active = new Set<Promise<boolean>>();
  let weight = 0;
  for await (const item of items) {
    const own = limits.weigh(item);
    while (active.size > 0 && (active.size >= limits.items || weight + own > limits.weight)) await Promise.race(active);
    weight += own;
    const work: Promise<boolean> = handle(item).then(() => {
      weight -= own;
      return active.delete(work);
    });
    // The error is thrown below, or as soon as there is no room for the next item.
    work.catch(() => undefined);
    active.add(work);
  }
  await Promise.all(active);
}

/** Returns a function that runs work, at most `concurrency` at a time. All other work waits for its turn. */
export function limitConcurrency(concurrency: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let active = 0;
  return async (work) => {
    if (active >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    else active += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) active -= 1;
      else next();
    }
  };
}

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

/**
 * Calls an asynchronous function for each item, at most `concurrency` at a time. Takes the next item only when one is
 * done.
 */
export async function eachConcurrently<Item>(
  items: AsyncIterable<Item>,
  concurrency: number,
  handle: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  const work = async (): Promise<void> => {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) await handle(next.value);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

import { expect, it } from 'vitest';
import { eachConcurrently } from '#common/concurrently.ts';

async function* count(to: number): AsyncGenerator<number> {
  for (let n = 0; n < to; n += 1) yield n;
}

it('eachConcurrently handles every item once, and at most four at the same time', async () => {
  const handled: number[] = [];
  let [active, greatest] = [0, 0];
  await eachConcurrently(count(50), 4, async (item) => {
    active += 1;
    greatest = Math.max(greatest, active);
    await new Promise(setImmediate);
    handled.push(item);
    active -= 1;
  });
  expect(handled.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(greatest).toBe(4);
});

it('eachConcurrently fails with the error of an item', async () => {
  const failing = eachConcurrently(count(5), 2, async (item) => {
    if (item === 3) throw new Error('item 3');
  });
  await expect(failing).rejects.toThrow('item 3');
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachWithin, limitConcurrency } from '#common/concurrently.ts';

async function* each(weights: readonly number[]): AsyncGenerator<number> {
  yield* weights;
}

const weigh = (item: number): number => item;

/** Handles items. Returns those handled, and the most items and weight at the same time. */
async function handleAll(weights: readonly number[], limits: { readonly items: number; readonly weight: number }) {
  const handled: number[] = [];
  const active: number[] = [];
  let [mostItems, mostWeight] = [0, 0];
  await eachWithin(each(weights), { ...limits, weigh }, async (item) => {
    active.push(item);
    mostItems = Math.max(mostItems, active.length);
    if (active.length > 1) {
      mostWeight = Math.max(
        mostWeight,
        active.reduce((sum, each) => sum + each, 0),
      );
    }
    await new Promise(setImmediate);
    active.splice(active.indexOf(item), 1);
    handled.push(item);
  });
  return { handled, mostItems, mostWeight };
}

const ascending = (items: readonly number[]): number[] => items.toSorted((a, b) => a - b);

describe('eachWithin', () => {
  it('handles every item once, and never exceeds a limit with more than one item', async () => {
    const inputs = fc.record({
      weights: fc.array(fc.nat(50), { maxLength: 30 }),
      items: fc.integer({ min: 1, max: 5 }),
      weight: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(inputs, async ({ weights, ...limits }) => {
        const { handled, mostItems, mostWeight } = await handleAll(weights, limits);
        expect(ascending(handled)).toEqual(ascending(weights));
        expect(mostItems).toBeLessThanOrEqual(limits.items);
        expect(mostWeight).toBeLessThanOrEqual(limits.weight);
      }),
      { numRuns: 50 },
    );
  });

  it('handles items at the same time', async () => {
    expect(
      await handleAll(
        Array.from({ length: 50 }, () => 1),
        { items: 4, weight: 100 },
      ),
    ).toMatchObject({ mostItems: 4 });
  });

  it('handles an item alone that is heavier than the limit', async () => {
    expect(await handleAll([1, 99, 1], { items: 4, weight: 10 })).toMatchObject({ handled: [1, 99, 1], mostItems: 1 });
  });

  it('fails with the error of an item', async () => {
    const failing = eachWithin(each([1, 2, 3, 4]), { items: 2, weight: 100, weigh }, async (item) => {
      if (item === 3) throw new Error('item 3');
    });
    await expect(failing).rejects.toThrow('item 3');
  });
});

describe('limitConcurrency', () => {
  it('runs all work in turn, also after a failure, and never too much at the same time', async () => {
    const limit = limitConcurrency(2);
    const done: number[] = [];
    let [active, most] = [0, 0];
    const work = (item: number) =>
      limit(async () => {
        active += 1;
        most = Math.max(most, active);
        await new Promise(setImmediate);
        active -= 1;
        if (item === 1) throw new Error('item 1');
        done.push(item);
      });
    const results = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(work));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(done).toEqual([0, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });
});

import { expect } from 'vitest';
import type { ObjectInfo } from '#sandbox/aws/s3/object-store.ts';
import { verifyChain } from '#catalog/chain.ts';
import type { Item, Harness } from './harness.ts';

/** Records the states of cursor item and lake. */
export type Monitor = {
  look(): Promise<void>;
  /** Asserts that the lake was complete up to the item's position in every state, and that `end_time` never decreased. */
  expectSound(): void;
};

export function startMonitor(harness: Harness): Monitor {
  const states: { readonly item: Item; readonly chain: unknown }[] = [];
  return {
    async look() {
      // The item is read first: everything before its position must already have landed.
      const item = await harness.item();
      states.push({ item, chain: verifyChain(await harness.objects(), item) });
    },
    expectSound() {
      expect(states.map(({ chain }) => chain)).toEqual(states.map(() => ({ complete: true, gaps: [] })));
      const ends = states.map(({ item }) => Number(item['end_time'] ?? 0));
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(ends.at(-1)).toBeGreaterThan(0);
    },
  };
}

/** All objects of the lake by key, with their bytes and metadata. */
export type Lake = ReadonlyMap<string, { readonly body: string | undefined; readonly info: ObjectInfo | undefined }>;

export async function lakeOf({ aws }: Harness): Promise<Lake> {
  const { objects } = aws.s3;
  const entries = (await objects.keys('')).map(async (key) => {
    const body = (await objects.read(key))?.toString('base64');
    return [key, { body, info: await objects.info(key) }] as const;
  });
  return new Map(await Promise.all(entries));
}

/** Asserts that none of these objects has been replaced, touched or removed. */
export async function expectUntouched(harness: Harness, before: Lake): Promise<void> {
  const now = await lakeOf(harness);
  expect([...before.keys()].map((key) => [key, now.get(key)])).toEqual([...before]);
}

import { describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from '#test/support/test-world.ts';

/** Runs the export every five minutes. */
async function poll(world: TestWorld, times: number, event: object = {}): Promise<void> {
  for (let i = 0; i < times; i += 1) await world.invoke(event, { afterMs: 300_000 });
}

const landedRecords = ({ lake }: TestWorld): unknown[] =>
  [...lake.objects.values()].map(({ metadata }) => metadata['records']);

describe('polls of an idle account', () => {
  it('land nothing while the lookback window passes over many seconds', async () => {
    const world = createTestWorld();
    const now = Math.floor(world.clock.now() / 1000);
    for (let i = 0; i < 60; i += 1) world.account.create({ second: now - 60 * i });
    const kept: unknown[] = [];
    for (let third = 0; third < 3; third += 1) {
      await poll(world, 4, { settleSeconds: 3600 });
      kept.push(world.item().lastPage?.records);
    }
    expect(landedRecords(world)).toEqual(['60']);
    expect(kept).toEqual([40, 20, 1]);
  });

  it('land a record that appears late among them', async () => {
    const world = createTestWorld();
    const now = Math.floor(world.clock.now() / 1000);
    world.account.create({ second: now + 50 });
    world.account.create({ second: now + 40, visibleFrom: (now + 400) * 1000 });
    await poll(world, 6, { settleSeconds: 900 });
    expect(world.missing()).toEqual([]);
    expect(landedRecords(world)).toEqual(['1', '2']);
  });
});

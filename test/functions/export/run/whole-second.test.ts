import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld } from '#test/support/test-world.ts';

const LIMIT = { total: 1000, windowSeconds: 60 };

describe('a whole second with more tickets than a page', () => {
  it.each(['page', 'ndjson'] as const)('lands in one page without a walk (%s)', async (layout) => {
    const world = createTestWorld({ rateLimit: LIMIT });
    for (let i = 0; i < 10; i += 1) world.account.create({ second: BEGAN + i });
    for (let i = 0; i < 230; i += 1) world.account.create({ second: BEGAN + 10 });
    for (let i = 0; i < 10; i += 1) world.account.create({ second: BEGAN + 11 + i });
    expect(await world.invoke({ pageSize: 10, layout })).toMatchObject({ outcome: 'caught_up', endTime: BEGAN + 20 });
    expect(world.missing()).toEqual([]);
    expect(world.pages().every(({ path }) => path === '/api/v2/incremental/tickets')).toBe(true);
    expect(world.keys()).toContainEqual(expect.stringContaining(`/${BEGAN + 10}-${BEGAN + 11}-`));
  });

  it('lets the next run begin one second later once it has settled', async () => {
    const world = createTestWorld({ rateLimit: LIMIT, latencyMs: 2000 });
    for (let i = 0; i < 30; i += 1) world.account.create({ second: BEGAN });
    for (let i = 0; i < 30; i += 1) world.account.create({ second: BEGAN + 100 });
    await world.invoke({ pageSize: 10 }, { remainingMs: 6000 });
    expect(world.item()).toMatchObject({ endTime: BEGAN + 1 });
    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', startTime: BEGAN + 1 });
    expect(world.missing()).toEqual([]);
  });

  it('remains within the lookback window until it has settled, so that late records land', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    const young = Math.floor(world.clock.now() / 1000) + 100;
    for (let i = 0; i < 30; i += 1) world.account.create({ second: young });
    for (let i = 0; i < 3; i += 1) world.account.create({ second: young + 1 });
    world.account.create({ second: young, visibleFrom: (young + 280) * 1000 });
    await world.invoke({ pageSize: 10, startTime: BEGAN });
    await world.invoke({ pageSize: 10 });
    await world.invoke({ pageSize: 10 });
    expect(world.missing()).toEqual([]);
  });
});

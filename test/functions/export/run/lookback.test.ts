import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld } from '#test/support/test-world.ts';

describe('the lookback window', () => {
  it('lands new records immediately, but persists the request time minus settleSeconds', async () => {
    const world = createTestWorld({ latencyMs: 0 });
    world.account.create({ second: BEGAN });
    world.account.create();

    const result = await world.invoke({ startTime: BEGAN, settleSeconds: 600 });

    const sent = Math.floor((world.pages()[0]?.at ?? 0) / 1000);
    expect(world.missing()).toEqual([]);
    expect(result.endTime).toBe(sent - 300);
    expect(world.item().endTime).toBe(sent - 600);
  });

  it('catches a record that appears late, behind records already read (estuary#5205)', async () => {
    const world = createTestWorld();
    world.account.create({ second: BEGAN });
    await world.invoke();
    const second = Math.floor(world.clock.now() / 1000);
    world.account.create({ second: second + 50 });
    world.account.create({ second: second + 10, visibleFrom: (second + 305) * 1000 });

    await world.invoke();
    expect(world.missing()).toEqual([]);
    await world.invoke();
    expect(world.missing()).toEqual([]);
    expect(world.account.expectedRecords(world.clock.now())).toHaveLength(3);
  });

  it('misses a record that appears later than settleSeconds', async () => {
    const world = createTestWorld();
    const second = Math.floor(world.clock.now() / 1000);
    world.account.create({ second: second + 50 });
    world.account.create({ second: second + 10, visibleFrom: (second + 500) * 1000 });

    await world.invoke({ settleSeconds: 60 });
    await world.invoke({ settleSeconds: 60 });
    expect(world.missing()).toHaveLength(1);
  });

  it('keeps the persisted position of the first unsettled page until the run ends', async () => {
    const world = createTestWorld({ latencyMs: 10_000 });
    const sent = Math.floor(world.clock.now() / 1000) + 300;
    for (let i = 0; i < 40; i += 1) world.account.create({ second: sent - 320 + 4 * i });

    await world.invoke({ startTime: sent - 320, pageSize: 10 });

    // The first page ends 284 s before its request. Later requests would move the position forward.
    expect(world.pages()).toHaveLength(5);
    expect(world.item().endTime).toBe(sent - 300);
  });

  it.each([-120_000, 120_000])(
    "uses the slower clock if Zendesk's is %i ms ahead of the function's",
    async (skewMs) => {
      const world = createTestWorld({ skewMs, latencyMs: 0 });
      world.account.create({ second: BEGAN });
      // 250 s old at the request, by the slower clock.
      world.account.create({ second: Math.floor(world.clock.now() / 1000) + 50 + Math.min(0, skewMs / 1000) });

      await world.invoke({ startTime: BEGAN });

      const sent = Math.floor((world.pages()[0]?.at ?? 0) / 1000);
      expect(world.missing()).toEqual([]);
      expect(world.item().endTime).toBe(sent - 300 + Math.min(0, skewMs / 1000));
    },
  );

  it('depends on the position after a page, not on an end_time ahead of its records', async () => {
    const world = createTestWorld();
    for (let i = 0; i < 3; i += 1) world.account.create({ second: BEGAN + i });
    const ahead = Math.floor(world.clock.now() / 1000) + 200;
    world.happens = () => ({ kind: 'rewrite', page: (body) => body.replace(/"end_time":\d+/, `"end_time":${ahead}`) });

    await world.invoke({ startTime: BEGAN });
    expect(world.item().endTime).toBe(BEGAN + 2);
  });

  it("never persists a position before the stored one or before the export's start", async () => {
    const world = createTestWorld();
    const second = Math.floor(world.clock.now() / 1000);
    for (let i = 0; i < 3; i += 1) world.account.create({ second: second + i });

    await world.invoke({ startTime: second, settleSeconds: 3600 });
    expect(world.item()).toMatchObject({ startTime: second, endTime: second });
    world.setItem({ ...world.item(), endTime: second + 1 });
    await world.invoke({ settleSeconds: 3600 });
    expect(world.item().endTime).toBe(second + 1);
  });
});

import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const SECOND = BEGAN + 10;

/** Creates `count` tickets in one second, with a few before and after. A second of more than 60 kB is heavy. */
function crowded(count: number): TestWorld {
  const world = createTestWorld({ heavySecondBytes: 60_000, rateLimit: { total: 1000, windowSeconds: 60 } });
  for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
  for (let i = 0; i < count; i += 1) world.account.create({ second: SECOND });
  for (let i = 0; i < 5; i += 1) world.account.create({ second: SECOND + 1 + i });
  return world;
}

const walkRequests = (world: TestWorld) => world.pages().filter(({ path }) => path.endsWith('/cursor'));
const timePagesWithin = (world: TestWorld) =>
  [...world.lake.objects.values()].filter(
    ({ metadata, body }) =>
      metadata['pagination'] === 'time' && metadata['start-time'] === String(SECOND) && body.length > 60_000,
  );

describe('a heavy second', () => {
  it.each(['page', 'ndjson'] as const)('lands as the pages of a walk instead of one page (%s)', async (layout) => {
    const world = crowded(100);
    expect(await world.invoke({ pageSize: 10, layout })).toMatchObject({ outcome: 'caught_up', endTime: SECOND + 5 });
    expect(world.missing()).toEqual([]);
    expect(walkRequests(world).length).toBeGreaterThan(8);
    expect(timePagesWithin(world)).toEqual([]);
  });

  it('makes the next run begin with the walk if the time ends before it', async () => {
    const world = crowded(100);
    world.setItem({ endTime: SECOND, startTime: BEGAN });
    world.happens = ({ path }) => (path.endsWith('/cursor') ? { kind: 'hang' } : undefined);
    await world.invoke({ pageSize: 10 }, { remainingMs: 30_000 });
    expect(world.item()).toMatchObject({ endTime: SECOND, pinnedSecond: SECOND });
    world.happens = () => undefined;
    const before = world.pages().length;
    await world.invoke({ pageSize: 10 });
    expect(world.pages()[before]?.path).toBe('/api/v2/incremental/tickets/cursor');
  });

  it('lands in one page up to the limit', async () => {
    const world = crowded(12);
    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up' });
    expect(walkRequests(world)).toEqual([]);
    expect(world.missing()).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const SECOND = BEGAN + 10;

/** Creates `count` tickets in one second, with a few before and after. */
function pinned(
  count: number,
  options: Parameters<typeof createTestWorld>[0] = { rules: { secondMode: 'capped' } },
): TestWorld {
  const world = createTestWorld(options);
  for (let i = 0; i < 10; i += 1) world.account.create({ second: BEGAN + i });
  for (let i = 0; i < count; i += 1) world.account.create({ second: SECOND });
  for (let i = 0; i < 10; i += 1) world.account.create({ second: SECOND + 1 + i });
  return world;
}

const walkRequests = (world: TestWorld) => world.pages().filter(({ path }) => path.endsWith('/cursor'));

/** The metadata of the walk's objects, in the order of their cursors. */
const walkObjects = (world: TestWorld) =>
  [...world.lake.objects.values()].map(({ metadata }) => metadata).filter(({ pagination }) => pagination === 'cursor');

describe('a pinned second', () => {
  it.each([
    ['capped', 100],
    ['capped', 10],
    ['overshoot', 100],
    ['overshoot', 10],
  ] as const)(
    'lands 230 tickets with a walk, then returns to time-based pagination (%s, page size %i)',
    async (secondMode, pageSize) => {
      const world = pinned(230, { rules: { secondMode }, rateLimit: { total: 1000, windowSeconds: 60 } });

      const result = await world.invoke({ pageSize, include: ['users'], supportTypeScope: 'all' });

      expect(result).toMatchObject({ outcome: 'caught_up', endTime: SECOND + 10 });
      expect(world.missing()).toEqual([]);
      expect(world.item()).toMatchObject({ endTime: SECOND + 10 });
      expect(world.item()).not.toHaveProperty('afterCursor');
      expect(world.item()).not.toHaveProperty('pinnedSecond');
      expect(world.pages().length).toBeLessThanOrEqual(250 / pageSize + 5);
      expect(walkRequests(world).length).toBeGreaterThan(1);
      for (const { query } of walkRequests(world)) {
        expect(query).toMatchObject({ include: 'users', support_type_scope: 'all', per_page: String(pageSize) });
        expect('cursor' in query).not.toBe('start_time' in query);
      }
    },
  );

  it('leaves an unbroken chain of cursors in the metadata', async () => {
    const world = pinned(35);
    await world.invoke({ pageSize: 10 });

    const chain = walkObjects(world);
    expect(chain[0]).not.toHaveProperty('cursor');
    expect(chain.slice(1).map(({ cursor }) => cursor)).toEqual(chain.slice(0, -1).map((each) => each['after-cursor']));
    expect(Number(chain.at(-1)?.['end-time'])).toBeGreaterThan(SECOND);
    expect(chain.map((each) => each['start-time'])).toEqual(chain.map(() => String(SECOND)));
  });

  it('resumes its walk in the next run if the budget ended within it', async () => {
    const world = pinned(60, { rules: { secondMode: 'capped' }, latencyMs: 2000 });
    // Time for two time-based pages, one that reveals the pin, and three of the walk.
    expect(await world.invoke({ pageSize: 10 }, { remainingMs: 15_500 })).toMatchObject({
      outcome: 'budget_spent',
      endTime: SECOND,
    });
    expect(world.item()).toMatchObject({ endTime: SECOND, pinnedSecond: SECOND, afterCursor: expect.any(String) });
    const cursor = world.item().afterCursor;
    const before = world.pages().length;

    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', startTime: SECOND });
    expect(world.pages()[before]?.query).toMatchObject({ cursor });
    expect(world.missing()).toEqual([]);
  });

  it('makes the next run begin with the walk if the run had time for one page only', async () => {
    const world = pinned(30, { rules: { secondMode: 'capped' }, latencyMs: 2000 });
    world.setItem({ endTime: SECOND, startTime: BEGAN });
    expect(await world.invoke({ pageSize: 10 }, { remainingMs: 6000 })).toMatchObject({
      outcome: 'budget_spent',
      pages: 1,
    });
    expect(world.item()).toMatchObject({ endTime: SECOND, pinnedSecond: SECOND });
    expect(world.item()).not.toHaveProperty('afterCursor');

    await world.invoke({ pageSize: 10 }, { remainingMs: 6000 });
    expect(world.pages()[1]).toMatchObject({
      path: '/api/v2/incremental/tickets/cursor',
      query: { start_time: String(SECOND) },
    });
  });

  it("lands the walk's first page although it repeats the page that revealed the pin", async () => {
    const world = pinned(30);
    world.setItem({ endTime: SECOND, startTime: BEGAN });
    await world.invoke({ pageSize: 10 });
    expect(walkObjects(world)[0]).toMatchObject({ 'start-time': String(SECOND), 'end-time': String(SECOND) });
  });

  it('restarts its walk if Zendesk refuses the cursor', async () => {
    const world = pinned(60);
    world.setItem({ endTime: SECOND, startTime: BEGAN, afterCursor: 'c3RhbGU=', pinnedSecond: SECOND });

    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up' });
    expect(
      world
        .pages()
        .slice(0, 2)
        .map(({ query }) => query),
    ).toMatchObject([{ cursor: 'c3RhbGU=' }, { start_time: String(SECOND) }]);
    expect(world.missing().filter((version) => Number(version.split('@')[1]) >= SECOND)).toEqual([]);
  });

  it('drops a refused cursor with the next checkpoint, even if the restarted walk has not settled', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' } });
    const young = Math.floor(world.clock.now() / 1000) + 100;
    for (let i = 0; i < 60; i += 1) world.account.create({ second: young });
    world.setItem({ endTime: young, startTime: BEGAN, afterCursor: 'c3RhbGU=', pinnedSecond: young });
    world.happens = ({ query }) => ('cursor' in query && query['cursor'] !== 'c3RhbGU=' ? { kind: 'hang' } : undefined);

    await world.invoke({ pageSize: 10 }, { remainingMs: 30_000 });
    expect(world.item()).toMatchObject({ endTime: young, pinnedSecond: young });
    expect(world.item()).not.toHaveProperty('afterCursor');
  });

  it('drops a refused cursor even if the time is up before another page', async () => {
    const world = pinned(60, { rules: { secondMode: 'capped' }, latencyMs: 6000 });
    world.setItem({ endTime: SECOND, startTime: BEGAN, afterCursor: 'c3RhbGU=' });
    await world.invoke({ pageSize: 10 }, { remainingMs: 12_000 });
    expect(world.item()).toMatchObject({ endTime: SECOND, pinnedSecond: SECOND });
    expect(world.item()).not.toHaveProperty('afterCursor');

    for (let run = 0; run < 30; run += 1) await world.invoke({ pageSize: 10 }, { remainingMs: 12_000 });
    expect(world.missing().filter((version) => Number(version.split('@')[1]) >= SECOND)).toEqual([]);
  });

  it('ignores the cursor of a later second after an operator lowered end_time manually', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, latencyMs: 2000 });
    const early = BEGAN + 10;
    const late = BEGAN + 20;
    for (let i = 0; i < 60; i += 1) world.account.create({ second: late });
    world.setItem({ endTime: late, startTime: BEGAN });
    await world.invoke({ pageSize: 10 }, { remainingMs: 12_000 });
    expect(world.item()).toMatchObject({ endTime: late, pinnedSecond: late, afterCursor: expect.any(String) });

    for (let i = 0; i < 30; i += 1) world.account.create({ second: early });
    world.setItem({ ...world.item(), endTime: early });
    // Time for the one page that reveals the pin.
    await world.invoke({ pageSize: 10 }, { remainingMs: 6000 });
    expect(world.item()).toMatchObject({ endTime: early, pinnedSecond: early });
    expect(world.item()).not.toHaveProperty('afterCursor');
    await world.invoke({ pageSize: 10 });
    expect(world.missing()).toEqual([]);
  });

  it('keeps its pin on the item if the response to the checkpoint is lost before the release', async () => {
    const world = pinned(30);
    world.setItem({ endTime: SECOND, startTime: BEGAN });
    const checkpoint = world.cursors.checkpoint.bind(world.cursors);
    world.cursors.checkpoint = async (...call) => {
      await checkpoint(...call);
      throw Object.assign(new Error('the response is lost'), { name: 'StorageError' });
    };
    await expect(world.invoke({ pageSize: 10 })).rejects.toMatchObject({ name: 'StorageError' });
    expect(world.item()).toMatchObject({ endTime: SECOND, pinnedSecond: SECOND });
  });

  it('throws a ZendeskRefusedError if Zendesk refuses a second cursor in the same run', async () => {
    const world = pinned(60);
    world.happens = ({ query }) =>
      'cursor' in query ? { kind: 'respond', status: 422, body: '{"error":"InvalidCursor"}' } : undefined;

    await expect(world.invoke({ pageSize: 10 })).rejects.toMatchObject({
      name: 'ZendeskRefusedError',
      message: expect.stringContaining('InvalidCursor'),
    });
    expect(world.pages().filter(({ query }) => 'cursor' in query)).toHaveLength(2);
    expect(world.item()).not.toHaveProperty('leaseOwner');
  });

  it.each([401, 403, 408, 409, 425, 429])('does not restart its walk on a %i', async (status) => {
    const world = pinned(40);
    let refused = false;
    world.happens = ({ query }) => {
      if (refused || !('cursor' in query)) return undefined;
      refused = true;
      return { kind: 'respond', status, body: '' };
    };

    await world.invoke({ pageSize: 10 }).catch(() => undefined);
    expect(walkRequests(world).filter(({ query }) => 'start_time' in query)).toHaveLength(1);
  });

  it('ends as caught_up if the stream ends within it, and resumes from the stored cursor', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' } });
    for (let i = 0; i < 25; i += 1) world.account.create({ second: SECOND });

    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', endTime: SECOND });
    const { afterCursor } = world.item();
    expect(afterCursor).toEqual(expect.any(String));
    expect(world.missing()).toEqual([]);

    // An empty page of the walk changes nothing.
    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', pages: 0 });
    expect(world.item()).toMatchObject({ endTime: SECOND, afterCursor });

    world.account.create();
    await world.invoke({ pageSize: 10 }, { afterMs: 900_000 });
    expect(world.missing()).toEqual([]);
    expect(world.item()).not.toHaveProperty('afterCursor');
  });

  it('ends as caught_up at a cursor that leads to itself', async () => {
    const world = pinned(40);
    world.happens = ({ query }) =>
      'cursor' in query
        ? { kind: 'rewrite', page: (body) => JSON.stringify({ ...JSON.parse(body), after_cursor: query['cursor'] }) }
        : undefined;

    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', endTime: SECOND });
    expect(walkRequests(world)).toHaveLength(2);
  });

  it('persists no cursor while its second has not settled', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, latencyMs: 2000 });
    const young = Math.floor(world.clock.now() / 1000) + 100;
    for (let i = 0; i < 60; i += 1) world.account.create({ second: young });
    world.setItem({ endTime: young, startTime: BEGAN });

    await world.invoke({ pageSize: 10 }, { remainingMs: 12_000 });
    expect(walkRequests(world).length).toBeGreaterThan(1);
    expect(world.item()).toMatchObject({ endTime: young, pinnedSecond: young });
    expect(world.item()).not.toHaveProperty('afterCursor');
  });

  it('starts a new walk while its second has not settled, so that a late record lands', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' } });
    const young = Math.floor(world.clock.now() / 1000) + 100;
    for (let i = 0; i < 30; i += 1) world.account.create({ second: young });
    const lateId = world.account.create({ second: young, visibleFrom: (young + 280) * 1000 });

    await world.invoke({ pageSize: 10, startTime: BEGAN });
    await world.invoke({ pageSize: 10 });
    expect(world.account.current(lateId).facts.generatedTimestamp).toBe(young);
    expect(world.missing()).toEqual([]);
  });
});

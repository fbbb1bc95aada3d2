import { describe, expect, it } from 'vitest';
import { createTable } from '#test/support/functions/record-tables.ts';
import { BEGAN, createTestWorld, type SeenRequest, type TestWorld } from '#test/support/test-world.ts';

const NAME = 'ticket_metric_events';
const SECOND = BEGAN + 10;
const EVENT = { resources: [NAME], pageSize: 10, requestsPerMinute: 1000, pollSeconds: 0 };

/** A world with this many metric events in one second, with a few before and after. */
function createPinnedWorld(count: number, { second = SECOND, latencyMs = 500 } = {}): TestWorld {
  const table = createTable(NAME);
  const world = createTestWorld({
    tables: [table],
    otherRateLimits: { metricEvents: { total: 1000 } },
    latencyMs,
  });
  for (let id = 1; id <= 10; id += 1) table.put({ id, second: BEGAN + id });
  for (let id = 11; id <= 10 + count; id += 1) table.put({ id, second });
  for (let id = 1000; id < 1010; id += 1) table.put({ id, second: second + id - 999 });
  return world;
}

/** Sets the cursor item as an earlier run left it, in the middle of the walk. */
const setStaleCursor = (world: TestWorld): void =>
  world.setItem({ startTime: BEGAN, endTime: SECOND, pinnedSecond: SECOND, afterCursor: 'c3RhbGU=' }, NAME);
const isWalk = ({ query }: SeenRequest): boolean => 'page[size]' in query;
const walkRequests = (world: TestWorld): SeenRequest[] => world.pages().filter(isWalk);
const walkObjects = (world: TestWorld) =>
  [...world.lake.objects.values()].filter(({ metadata }) => metadata['pagination'] === 'cursor');

describe('a walk by keyset', () => {
  it.each(['page', 'ndjson'])('lands every record of a pinned second, then continues by time (%s)', async (layout) => {
    const world = createPinnedWorld(45);
    expect(await world.invoke({ ...EVENT, layout })).toMatchObject({ outcome: 'caught_up', endTime: SECOND + 10 });
    expect(world.differing(NAME)).toEqual([]);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
    expect(world.item(NAME)).toMatchObject({ endTime: SECOND + 10 });
    expect(world.item(NAME)).not.toHaveProperty('afterCursor');
    const requests = walkRequests(world);
    expect(requests).toHaveLength(5);
    expect(requests[0]?.query).not.toHaveProperty('page[after]');
    for (const { path, query } of requests) {
      const { 'page[after]': after, ...others } = query;
      expect({ path, others }).toEqual({
        path: '/api/v2/incremental/ticket_metric_events',
        others: { start_time: String(SECOND), 'page[size]': '10' },
      });
    }
  });

  it('lands objects whose keys and metadata are those of a cursor walk', async () => {
    const world = createPinnedWorld(45);
    await world.invoke(EVENT);
    const objects = walkObjects(world);
    expect(objects).toHaveLength(5);
    for (const { key } of objects) expect(key).toMatch(/\.cursor\.json\.gz$/);
    const chain = objects.map(({ metadata }) => metadata);
    expect(chain[0]).not.toHaveProperty('cursor');
    expect(chain.slice(1).map(({ cursor }) => cursor)).toEqual(chain.slice(0, -1).map((each) => each['after-cursor']));
    expect(chain.map((each) => each['end-of-stream'])).toEqual(chain.map(() => 'false'));
  });

  it('resumes in the next run at the cursor of the last page', async () => {
    const world = createPinnedWorld(60, { latencyMs: 2000 });
    expect(await world.invoke(EVENT, { remainingMs: 15_500 })).toMatchObject({ outcome: 'budget_spent' });
    const { afterCursor } = world.item(NAME);
    expect(world.item(NAME)).toMatchObject({ endTime: SECOND, pinnedSecond: SECOND, afterCursor: expect.any(String) });
    const before = world.pages().length;
    expect(await world.invoke(EVENT)).toMatchObject({ outcome: 'caught_up', startTime: SECOND });
    expect(world.pages()[before]?.query).toMatchObject({ start_time: String(SECOND), 'page[after]': afterCursor });
    expect(world.missing(NAME)).toEqual([]);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
  });

  it('persists no cursor in the lookback window of 1,800 seconds', async () => {
    const world = createPinnedWorld(45, { second: Math.floor(createTestWorld().clock.now() / 1000) - 1400 });
    expect(await world.invoke(EVENT)).toMatchObject({ outcome: 'caught_up' });
    expect(walkObjects(world)).toHaveLength(5);
    expect(world.item(NAME)).not.toHaveProperty('afterCursor');
    expect(world.item(NAME).endTime).toBeLessThanOrEqual(Math.floor(world.clock.now() / 1000) - 1800);
  });

  it('begins again at its second, once per run, if Zendesk refuses the cursor', async () => {
    const world = createPinnedWorld(45);
    setStaleCursor(world);
    expect(await world.invoke(EVENT)).toMatchObject({ outcome: 'caught_up' });
    const [first, second] = walkRequests(world);
    expect(first?.query).toMatchObject({ 'page[after]': 'c3RhbGU=' });
    expect(second?.query).not.toHaveProperty('page[after]');
    expect(world.missing(NAME).filter((version) => Number(version.split('@')[1]) >= SECOND)).toEqual([]);

    setStaleCursor(world);
    const body = '{"error":"InvalidPaginationParameter","description":"page[after] is not valid"}';
    world.happens = ({ query }) => ('page[after]' in query ? { kind: 'respond', status: 400, body } : undefined);
    await expect(world.invoke(EVENT)).rejects.toMatchObject({ name: 'ZendeskRefusedError' });
  });

  it('halves page[size] after a 504', async () => {
    const world = createPinnedWorld(45);
    world.happens = (request) =>
      isWalk(request) && request.query['page[size]'] === '10' ? { kind: 'respond', status: 504 } : undefined;
    expect(await world.invoke(EVENT)).toMatchObject({ outcome: 'caught_up' });
    expect(new Set(walkRequests(world).map(({ query }) => query['page[size]']))).toEqual(new Set(['10', '5']));
    expect(world.missing(NAME)).toEqual([]);
  });

  it.each([
    ['stalled', { has_more: true }],
    ['stalled', { has_more: true, after_cursor: null }],
    ['caught_up', { has_more: true, after_cursor: 'c3RhbGU=' }],
    ['caught_up', { has_more: false }],
  ])('ends as %s after an empty page with the meta %j, and lands nothing', async (outcome, meta) => {
    const world = createPinnedWorld(45);
    setStaleCursor(world);
    const body = JSON.stringify({ ticket_metric_events: [], meta, links: {} });
    world.happens = () => ({ kind: 'respond', status: 200, body });
    expect(await world.invoke(EVENT)).toMatchObject({ outcome, pages: 0 });
    expect(world.keys()).toEqual([]);
    expect(world.item(NAME)).toMatchObject({ endTime: SECOND, afterCursor: 'c3RhbGU=' });
  });
});

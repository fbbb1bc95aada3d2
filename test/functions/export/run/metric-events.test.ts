import { describe, expect, it } from 'vitest';
import { fillHistory, liveActivity, metricEventsExport } from '#sandbox/zendesk/index.ts';
import { createTable } from '#test/support/functions/record-tables.ts';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';

const NAME = 'ticket_metric_events';
const EVENTS = { resources: [NAME] };
const PAGE_SIZE = 20;
const SMALL = { resources: [{ name: NAME, pageSize: PAGE_SIZE }] };
const UNLIMITED: TestWorldOptions = { rateLimit: { total: 1000, windowSeconds: 60 } };
/** The default lookback window, which is also the default poll interval. */
const LOOKBACK_MS = 1_800_000;
const SECOND = BEGAN + 10;

/** A world with this many metric events in one second, and 10 events before and after it. */
function createPinnedWorld(count: number, options: TestWorldOptions = {}): TestWorld {
  const table = createTable(NAME);
  const world = createTestWorld({ ...UNLIMITED, ...options, tables: [table] });
  for (let i = 0; i < 10; i += 1) table.put({ id: i + 1, second: BEGAN + i });
  for (let i = 0; i < count; i += 1) table.put({ id: 1000 + i, second: SECOND });
  for (let i = 1; i <= 10; i += 1) table.put({ id: 5000 + i, second: SECOND + i });
  return world;
}

const walkRequests = (world: TestWorld) => world.pages().filter(({ query }) => 'page[size]' in query);

const walkObjects = (world: TestWorld) =>
  [...world.lake.objects.values()].filter(({ metadata }) => metadata['pagination'] === 'cursor');

describe('a pinned second of the metric events', () => {
  it.each(['page', 'ndjson'] as const)('lands with a keyset walk on the same path (%s)', async (layout) => {
    const world = createPinnedWorld(90);

    const result = await world.invoke({ ...SMALL, layout });

    expect(result).toMatchObject({ outcome: 'caught_up', endTime: SECOND + 10 });
    expect(world.differing(NAME)).toEqual([]);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
    const walk = walkRequests(world);
    expect(walk).toHaveLength(5);
    for (const { path, query } of walk) {
      expect(path).toBe('/api/v2/incremental/ticket_metric_events');
      expect(query).toMatchObject({ start_time: String(SECOND), 'page[size]': String(PAGE_SIZE) });
      expect(query).not.toHaveProperty('per_page');
    }
    expect(walk.map(({ query }) => 'page[after]' in query)).toEqual([false, true, true, true, true]);
  });

  it('leaves an unbroken chain of cursors in the metadata of objects named .cursor', async () => {
    const world = createPinnedWorld(90);
    await world.invoke(SMALL);

    const objects = walkObjects(world);
    expect(objects.map(({ key }) => /\.cursor\.json\.gz$/.test(key))).toEqual(objects.map(() => true));
    const chain = objects.map(({ metadata }) => metadata);
    expect(chain[0]).not.toHaveProperty('cursor');
    expect(chain.slice(1).map(({ cursor }) => cursor)).toEqual(chain.slice(0, -1).map((each) => each['after-cursor']));
    expect(Number(chain.at(-1)?.['end-time'])).toBeGreaterThan(SECOND);
  });

  it('resumes its walk in the next run if the time was up', async () => {
    const world = createPinnedWorld(120, { latencyMs: 2000 });
    expect(await world.invoke(SMALL, { remainingMs: 13_500 })).toMatchObject({
      outcome: 'budget_spent',
      endTime: SECOND,
    });
    const { afterCursor } = world.item(NAME);
    expect(world.item(NAME)).toMatchObject({ endTime: SECOND, pinnedSecond: SECOND, afterCursor: expect.any(String) });
    const before = world.pages().length;

    expect(await world.invoke(SMALL)).toMatchObject({ outcome: 'caught_up', startTime: SECOND });

    expect(world.pages()[before]?.query).toMatchObject({ start_time: String(SECOND), 'page[after]': afterCursor });
    expect(world.differing(NAME)).toEqual([]);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
    expect(world.item(NAME)).not.toHaveProperty('afterCursor');
  });

  it('restarts its walk once if Zendesk refuses the cursor', async () => {
    const world = createPinnedWorld(90);
    world.setItem({ endTime: SECOND, startTime: BEGAN, afterCursor: 'c3RhbGU=', pinnedSecond: SECOND }, NAME);

    expect(await world.invoke(SMALL)).toMatchObject({ outcome: 'caught_up' });

    const queries = world.pages().map(({ query }) => query['page[after]']);
    expect(queries.slice(0, 2)).toEqual(['c3RhbGU=', undefined]);
    expect(world.missing(NAME).filter((version) => Number(version.split('@')[1]) >= SECOND)).toEqual([]);
  });

  it('throws a ZendeskRefusedError if Zendesk refuses a second cursor in the same run', async () => {
    const world = createPinnedWorld(90);
    world.happens = ({ query }) =>
      'page[after]' in query ? { kind: 'respond', status: 400, body: '{"error":"InvalidCursor"}' } : undefined;

    await expect(world.invoke(SMALL)).rejects.toMatchObject({ name: 'ZendeskRefusedError' });

    expect(walkRequests(world).filter(({ query }) => 'page[after]' in query)).toHaveLength(2);
    expect(world.item(NAME)).toMatchObject({ endTime: SECOND });
    expect(world.item(NAME)).not.toHaveProperty('leaseOwner');
  });

  it('reduces the page[size] of its walk after a 504', async () => {
    const world = createPinnedWorld(90);
    let timeouts = 0;
    world.happens = ({ query }) =>
      query['page[size]'] === '20' && (timeouts += 1) === 1
        ? { kind: 'respond', status: 504, body: 'upstream request timeout' }
        : undefined;
    expect(await world.invoke(SMALL)).toMatchObject({ outcome: 'caught_up' });
    expect(walkRequests(world).map(({ query }) => query['page[size]'])).toEqual(['20', '10', ...Array(5).fill('20')]);
    expect(world.differing(NAME)).toEqual([]);
  });
});

describe('the lookback window of the metric events', () => {
  it('catches an event that appears 29 minutes after its time', async () => {
    const table = createTable(NAME);
    const world = createTestWorld({ ...UNLIMITED, tables: [table] });
    const second = Math.floor(world.clock.now() / 1000);
    table.put({ id: 1, second: second - 3600 });
    table.put({ id: 2, second: second + 200 });
    table.put({ id: 3, second: second + 100, visibleFrom: (second + 100 + 29 * 60) * 1000 });

    await world.invoke(EVENTS);
    expect(world.missing(NAME)).toEqual([]);
    await world.invoke(EVENTS, { afterMs: LOOKBACK_MS });

    expect(world.differing(NAME)).toEqual([]);
    expect(world.landed(NAME).some((text) => text.includes('"id":3'))).toBe(true);
  });

  it('is read again every 30 minutes, not in between', async () => {
    const world = createPinnedWorld(5);
    const outcomes: string[] = [];
    for (let minute = 0; minute <= 60; minute += 10) {
      outcomes.push((await world.invoke(EVENTS, { afterMs: 600_000 })).outcome);
    }
    const skipped = ['not_due', 'not_due'];
    expect(outcomes).toEqual(['caught_up', ...skipped, 'caught_up', ...skipped, 'caught_up']);
  });

  it('catches all events of a busy account', async () => {
    const world = createTestWorld({ ...UNLIMITED, exports: [metricEventsExport] });
    fillHistory(world.account, { tickets: 100, nowMs: world.clock.now(), endsBefore: 3 * 86_400 });
    const live = liveActivity({ perMinute: 3 });
    for (let run = 0; run < 8; run += 1) {
      const from = world.clock.now();
      world.clock.advance(LOOKBACK_MS);
      live(world.account, from, world.clock.now());
      await world.invoke(EVENTS, { afterMs: 0 });
    }
    await world.invoke(EVENTS, { afterMs: LOOKBACK_MS });
    await world.invoke(EVENTS, { afterMs: LOOKBACK_MS });

    const expected = world.zendesk.expectedRecords(NAME);
    const landed = new Set(world.landed(NAME).map((text): unknown => JSON.parse(text).id));
    expect(expected.filter(({ id }) => !landed.has(id))).toEqual([]);
    // Zendesk marks some breaches as deleted after the window.
    const differing = new Set(world.differing(NAME));
    const texts = expected.filter(({ id }) => differing.has(id)).map(({ text }) => text);
    expect(texts.filter((text) => !text.includes('"deleted":true'))).toEqual([]);
    expect(texts).toHaveLength(differing.size);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
  });

  it('shows an event that is marked as deleted later only after a rewind', async () => {
    const table = createTable(NAME);
    const world = createTestWorld({ ...UNLIMITED, tables: [table] });
    for (let id = 1; id <= 40; id += 1) table.put({ id, second: BEGAN + id, fields: { deleted: false } });
    await world.invoke(SMALL);
    table.put({ id: 7, second: BEGAN + 7, fields: { deleted: true } });

    await world.invoke(SMALL, { afterMs: LOOKBACK_MS });
    expect(world.differing(NAME)).toEqual([7]);

    world.rewind(NAME, BEGAN + 5);
    await world.invoke(SMALL, { afterMs: LOOKBACK_MS });
    expect(world.differing(NAME)).toEqual([]);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
  });
});

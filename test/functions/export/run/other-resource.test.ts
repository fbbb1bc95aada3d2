import { describe, expect, it } from 'vitest';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { ACCESS, createRecordTable } from '#sandbox/zendesk/index.ts';
import { BEGAN, createTestWorld, landedTexts } from '#test/support/test-world.ts';

/** A resource that differs from tickets in every way: ISO timestamps, no cursor endpoint, no end flag, no options. */
const CALLS: Resource = {
  name: 'calls',
  itemKey: 'calls',
  version: { id: 'id', timestamp: 'updated_at', timestampFormat: 'iso' },
  pagination: {
    timePath: '/api/v2/channels/voice/stats/incremental/calls',
    walk: null,
    servesWholeSeconds: false,
    endOfStream: 'short_page',
    maxPageSize: 10,
    takesPageSize: false,
  },
  product: 'Talk',
  rateLimit: RATE_LIMIT_BUCKETS.incremental,
  settleSeconds: 600,
  pollSeconds: 0,
  options: { include: null, supportTypeScope: false },
};

function setup(rules: Parameters<typeof createTestWorld>[0] = {}) {
  const table = createRecordTable({
    path: 'channels/voice/stats/incremental/calls',
    access: { ...ACCESS.calls, bucket: 'incremental' },
    itemKey: 'calls',
    members: ['items', 'count', 'next_page', 'end_time'],
    hasCursorEndpoint: false,
    timestamp: { field: 'updated_at', format: 'iso' },
  });
  const world = createTestWorld({
    tables: [table],
    resources: { ...RESOURCES, calls: CALLS },
    rateLimit: { total: 1000, windowSeconds: 60 },
    ...rules,
    rules: { largestPage: 10, ...rules.rules },
  });
  const missing = (): number[] => {
    const landed = landedTexts(world.lake.objects.values(), CALLS);
    return table.expectedRecords(world.zendesk.now()).flatMap(({ id, text }) => (landed.has(text) ? [] : [id]));
  };
  return { world, table, missing, calls: { resources: ['calls'] } };
}

describe('a resource without a cursor endpoint', () => {
  it.each(['page', 'ndjson'] as const)('lands completely with ISO timestamps and no page size (%s)', async (layout) => {
    const { world, table, missing, calls } = setup();
    for (let id = 1; id <= 57; id += 1)
      table.put({ id, second: BEGAN + Math.floor(id / 3), fields: { status: 'done' } });
    expect(await world.invoke({ ...calls, layout })).toMatchObject({
      resource: 'calls',
      outcome: 'caught_up',
      endTime: BEGAN + 19,
    });
    expect(missing()).toEqual([]);
    expect(world.keys()[0]).toMatch(/^zendesk\/calls\/subdomain=acme\/dt=/);
    for (const { query } of world.pages()) expect(Object.keys(query)).toEqual(['start_time']);
  });

  it('uses its own lookback window', async () => {
    const { world, table, missing, calls } = setup();
    const young = Math.floor(world.clock.now() / 1000);
    for (let id = 1; id <= 25; id += 1) table.put({ id, second: young - 3000 + id * 100 });
    await world.invoke(calls);
    table.put({ id: 99, second: young - 200, visibleFrom: (young + 360) * 1000 });
    await world.invoke(calls);
    expect(missing()).toEqual([]);
  });

  it('throws a PinnedSecondError at a second that fills a page, and keeps its position', async () => {
    const { world, table, calls } = setup({ rules: { secondMode: 'capped' } });
    for (let id = 1; id <= 3; id += 1) table.put({ id, second: BEGAN + id });
    for (let id = 10; id <= 40; id += 1) table.put({ id, second: BEGAN + 9 });
    await expect(world.invoke(calls)).rejects.toMatchObject({
      name: 'PinnedSecondError',
      message: expect.stringContaining(`acme/calls: more records share second ${BEGAN + 9}`),
    });
    expect(world.cursors.items.get('acme/calls')).toMatchObject({ endTime: BEGAN + 9 });
    expect(world.cursors.items.get('acme/calls')).not.toHaveProperty('pinnedSecond');
  });

  it('does not start a walk after a page that takes longer than a run', async () => {
    const { world, table, calls } = setup();
    table.put({ id: 1, second: BEGAN });
    world.happens = () => ({ kind: 'hang' });
    await world.invoke(calls, { remainingMs: 20_000 });
    world.happens = () => undefined;
    expect(await world.invoke(calls)).toMatchObject({ outcome: 'caught_up', pages: 1 });
  });

  it('throws a MalformedPageError for an invalid timestamp', async () => {
    const { world, calls } = setup();
    world.happens = () => ({
      kind: 'respond',
      status: 200,
      body: '{"calls":[{"id":1,"updated_at":"soon"}],"end_time":1}',
    });
    await expect(world.invoke(calls)).rejects.toMatchObject({
      name: 'MalformedPageError',
      message: expect.stringContaining('a record has no updated_at in ISO 8601'),
    });
  });
});

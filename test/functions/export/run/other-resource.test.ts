import { describe, expect, it } from 'vitest';
import type { Resource } from '#functions/export/core/resource.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { ACCESS, createRecordTable } from '#sandbox/zendesk/index.ts';
import { withPagination } from '#test/support/functions/pages.ts';
import { BEGAN, createTestWorld, landedTexts } from '#test/support/test-world.ts';

/** Differs from tickets in every way: ISO timestamps, no cursor endpoint, no end flag, no options. */
const CALLS: Resource = { ...withPagination(RESOURCES.calls, { maxPageSize: 10 }), settleSeconds: 600 };
const ARTICLES = withPagination(RESOURCES.articles, { maxPageSize: 10 });

function setup(options: Parameters<typeof createTestWorld>[0] = {}) {
  const calls = createRecordTable({
    path: 'channels/voice/stats/incremental/calls',
    access: ACCESS.calls,
    itemKey: 'calls',
    members: ['items', 'total', 'count', 'next_page', 'end_time'],
    hasCursorEndpoint: false,
    timestamp: { field: 'updated_at', format: 'iso' },
    rules: { secondMode: 'capped', nextPageNull: 'never', readsPageSize: false },
  });
  const world = createTestWorld({
    tables: [calls],
    resources: { ...RESOURCES, calls: CALLS, articles: ARTICLES },
    otherRateLimits: { talk: { total: 1000 } },
    ...options,
    rules: { largestPage: 10, ...options.rules },
  });
  const missing = (): number[] => {
    const landed = landedTexts(world.lake.objects.values(), CALLS);
    return calls.expectedRecords(world.zendesk.now()).flatMap(({ id, text }) => (landed.has(text) ? [] : [id]));
  };
  return { world, calls, missing, event: { resources: ['calls'], requestsPerMinute: 1000 } };
}

describe('a resource without a cursor endpoint', () => {
  it.each(['page', 'ndjson'] as const)('lands completely with ISO timestamps and no page size (%s)', async (layout) => {
    const { world, calls, missing, event } = setup();
    for (let id = 1; id <= 57; id += 1)
      calls.put({ id, second: BEGAN + Math.floor(id / 3), fields: { status: 'done' } });
    expect(await world.invoke({ ...event, layout })).toMatchObject({
      resource: 'calls',
      outcome: 'caught_up',
      endTime: BEGAN + 19,
    });
    expect(missing()).toEqual([]);
    expect(world.keys()[0]).toMatch(/^zendesk\/calls\/subdomain=acme\/dt=/);
    for (const { query } of world.pages()) expect(Object.keys(query)).toEqual(['start_time']);
  });

  it('uses its own lookback window', async () => {
    const { world, calls, missing, event } = setup();
    const young = Math.floor(world.clock.now() / 1000);
    for (let id = 1; id <= 25; id += 1) calls.put({ id, second: young - 3000 + id * 100 });
    await world.invoke(event);
    calls.put({ id: 99, second: young - 200, visibleFrom: (young + 360) * 1000 });
    await world.invoke(event);
    expect(missing()).toEqual([]);
  });

  it('throws a PinnedSecondError at a second that fills a page, and keeps its position', async () => {
    const { world, calls, event } = setup();
    for (let id = 1; id <= 3; id += 1) calls.put({ id, second: BEGAN + id });
    for (let id = 10; id <= 40; id += 1) calls.put({ id, second: BEGAN + 9 });
    await expect(world.invoke(event)).rejects.toMatchObject({
      name: 'PinnedSecondError',
      message: expect.stringContaining(`acme/calls: more records share second ${BEGAN + 9}`),
    });
    expect(world.cursors.items.get('acme/calls')).toMatchObject({ endTime: BEGAN + 9 });
    expect(world.cursors.items.get('acme/calls')).not.toHaveProperty('pinnedSecond');
  });

  it('does not start a walk after a page that takes longer than a run', async () => {
    const { world, calls, event } = setup();
    calls.put({ id: 1, second: BEGAN });
    world.happens = () => ({ kind: 'hang' });
    await world.invoke(event, { remainingMs: 20_000 });
    world.happens = () => undefined;
    expect(await world.invoke(event)).toMatchObject({ outcome: 'caught_up', pages: 1 });
  });

  it('throws a MalformedPageError for an invalid timestamp', async () => {
    const { world, event } = setup();
    const body = '{"calls":[{"id":1,"updated_at":"soon"}],"end_time":1}';
    world.happens = () => ({ kind: 'respond', status: 200, body });
    await expect(world.invoke(event)).rejects.toMatchObject({
      name: 'MalformedPageError',
      message: expect.stringContaining('a record has no updated_at in ISO 8601'),
    });
  });
});

/** The result of a run whose only answer is this page of articles, and the number of its requests. */
async function runWithArticles(seconds: readonly number[], fields: object) {
  const { world } = setup();
  const articles = seconds.map((second, id) => ({ id, updated_at: new Date(second * 1000).toISOString() }));
  const next_page = 'https://acme.zendesk.com/api/v2/help_center/incremental/articles?start_time=1';
  const body = JSON.stringify({
    articles,
    count: seconds.length,
    end_time: seconds.at(-1) ?? null,
    next_page,
    ...fields,
  });
  world.happens = () => ({ kind: 'respond', status: 200, body });
  const { outcome, endTime } = await world.invoke({ resources: ['articles'], startTime: BEGAN });
  return { outcome, endTime, requests: world.pages().length, objects: world.keys().length };
}

describe('an export of articles', () => {
  it('catches up at a next_page of null (airbyte#33680)', async () => {
    const end = { outcome: 'caught_up', endTime: BEGAN + 5, requests: 1, objects: 1 };
    expect(await runWithArticles([BEGAN + 2, BEGAN + 5], { next_page: null })).toEqual(end);
  });

  it('catches up at a short page whose end_time is the requested start_time', async () => {
    const end = { outcome: 'caught_up', endTime: BEGAN, requests: 1, objects: 1 };
    expect(await runWithArticles([BEGAN, BEGAN], {})).toEqual(end);
    expect(await runWithArticles([], { end_time: BEGAN })).toEqual({ ...end, objects: 0 });
  });

  it('ends as stalled after an empty page with a next_page, and lands nothing', async () => {
    const stalled = { outcome: 'stalled', endTime: BEGAN, requests: 1, objects: 0 };
    for (const endTime of [null, BEGAN + 1, BEGAN + 500]) {
      expect(await runWithArticles([], { end_time: endTime })).toEqual(stalled);
    }
  });

  it('ends as stalled after a page that may hide articles, and lands it', async () => {
    const stalled = { outcome: 'stalled', endTime: BEGAN, requests: 1, objects: 1 };
    expect(await runWithArticles([BEGAN, BEGAN], { end_time: BEGAN + 500 })).toEqual(stalled);
  });

  it('throws a PinnedSecondError after a full page of one second', async () => {
    const full = Array.from({ length: 10 }, () => BEGAN);
    await expect(runWithArticles(full, {})).rejects.toMatchObject({
      name: 'PinnedSecondError',
      message: expect.stringContaining(`second ${BEGAN}`),
    });
  });
});

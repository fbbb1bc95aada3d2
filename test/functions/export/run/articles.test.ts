import { describe, expect, it } from 'vitest';
import { articlesExport, fillHistory, withRules } from '#sandbox/zendesk/index.ts';
import { createTable } from '#test/support/functions/record-tables.ts';
import { smallPages } from '#test/support/functions/small-pages.ts';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const PAGE_SIZE = 10;
const ARTICLES = { resources: ['articles'] };

/** A world with this many articles in consecutive seconds. */
function createArticlesWorld(count: number, nextPageNull: 'end' | 'empty' | 'never'): TestWorld {
  const table = createTable('articles', { nextPageNull });
  const world = createTestWorld({ ...smallPages(PAGE_SIZE), tables: [table] });
  for (let id = 1; id <= count; id += 1) table.put({ id, second: BEGAN + id });
  return world;
}

describe('articles', () => {
  it.each(['end', 'empty', 'never'] as const)(
    'land completely in the order of their changes (next_page null: %s)',
    async (nextPageNull) => {
      const world = createTestWorld({
        ...smallPages(PAGE_SIZE),
        exports: [withRules(articlesExport, { nextPageNull })],
      });
      fillHistory(world.account, { tickets: 400, nowMs: world.clock.now() });

      expect(await world.invoke(ARTICLES)).toMatchObject({ outcome: 'caught_up' });

      expect(world.differing('articles')).toEqual([]);
      expect(world.chain('articles')).toEqual({ complete: true, gaps: [] });
      expect(world.pages().length).toBeGreaterThan(3);
      for (const { query } of world.pages()) {
        expect(query).toEqual({ start_time: expect.any(String), sort_by: 'updated_at', sort_order: 'asc' });
      }
    },
  );

  it.each([
    // Each page repeats the last article of the one before it.
    ['a short last page whose next_page is null', 'end', 15, 2],
    ['a full last page whose next_page is null', 'end', 19, 2],
    ['another request for the same second if next_page is null only on an empty page', 'empty', 15, 3],
    ['another request after a full last page', 'empty', 19, 3],
    ['another request if next_page is never null', 'never', 15, 3],
    ['another request after a full last page if next_page is never null', 'never', 19, 3],
    ['an empty page whose next_page is null', 'empty', 0, 1],
    ['an empty page whose next_page is not null', 'never', 0, 1],
  ] as const)('end with %s', async (_, nextPageNull, count, requests) => {
    const world = createArticlesWorld(count, nextPageNull);
    expect(await world.invoke({ ...ARTICLES, startTime: BEGAN })).toMatchObject({
      outcome: 'caught_up',
      pages: Math.ceil(count / PAGE_SIZE),
      endTime: BEGAN + count,
    });
    expect(world.pages()).toHaveLength(requests);
    expect(world.differing('articles')).toEqual([]);
  });

  it.each([
    ['an empty page with a next_page', [], BEGAN + 500, 0],
    ['an empty page with a next_page and without an end_time', [], null, 0],
    ['a page that may hide articles', [BEGAN, BEGAN], BEGAN + 500, 1],
  ] as const)('end as stalled after %s', async (_, seconds, end_time, objects) => {
    const world = createTestWorld(smallPages(PAGE_SIZE));
    const articles = seconds.map((second, id) => ({ id, updated_at: new Date(second * 1000).toISOString() }));
    const next_page = 'https://acme.zendesk.com/api/v2/help_center/incremental/articles?start_time=1';
    const body = JSON.stringify({ articles, count: seconds.length, end_time, next_page });
    world.happens = () => ({ kind: 'respond', status: 200, body });
    expect(await world.invoke({ ...ARTICLES, startTime: BEGAN })).toMatchObject({ outcome: 'stalled', endTime: BEGAN });
    expect(world.pages()).toHaveLength(1);
    expect(world.keys()).toHaveLength(objects);
  });

  it('land again when they change, and not when they do not', async () => {
    const world = createTestWorld({ ...smallPages(PAGE_SIZE), exports: [articlesExport] });
    fillHistory(world.account, { tickets: 400, nowMs: world.clock.now(), endsBefore: 86_400 });
    await world.invoke(ARTICLES);
    expect(await world.invoke(ARTICLES)).toMatchObject({ outcome: 'caught_up', pages: 0 });
    const versions = world.landed('articles').length;

    const now = Math.floor(world.clock.now() / 1000);
    for (let id = 1; id <= 200; id += 1) world.account.create({ second: now + id });
    for (let id = 401; id <= 600; id += 1) world.account.update(id, { second: now + id - 200 });
    await world.invoke(ARTICLES, { afterMs: 600_000 });

    expect(world.landed('articles').length).toBeGreaterThan(versions + 5);
    expect(world.differing('articles')).toEqual([]);
  });
});

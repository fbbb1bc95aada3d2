import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACCESS, createRecordTable } from '#sandbox/zendesk/index.ts';
import { drainByKeyset, parseKeysetPage } from '#test/support/sandbox/zendesk/export-client.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { simulate, T, UNLIMITED } from '#test/support/sandbox/zendesk/simulation.ts';

/** Creates an export with keyset pages and one record per second. */
function setup(seconds: readonly number[], rules: Parameters<typeof simulate>[0] = {}) {
  const table = createRecordTable({
    path: 'incremental/things',
    access: ACCESS.tickets,
    itemKey: 'things',
    members: ['items', 'count', 'end_of_stream', 'next_page', 'end_time'],
    hasCursorEndpoint: false,
    hasKeyset: true,
    timestamp: { field: 'time', format: 'iso' },
  });
  // Time-based pages list the records of a second in this order, which is not that of their ids.
  for (const [index, second] of [...seconds.entries()].reverse()) table.put({ id: index + 1, second });
  const world = simulate({ ...UNLIMITED, tables: [table], ...rules });
  const page = (query: string) => parseKeysetPage(world.send(`things?${query}`).body);
  const ids = (query: string): number[] => page(query).records.map(({ id }) => id);
  return { ...world, table, page, ids };
}

test('returns the records, meta and links, and no member of time-based pages', () => {
  const { send, page } = setup([T, T + 1]);
  const { body } = send('things?start_time=0&page[size]=1');
  expect(Object.keys(parseObject(body))).toEqual(['things', 'meta', 'links']);
  expect(page('start_time=0&page[size]=1')).toMatchObject({ meta: { has_more: true }, records: [{ id: 1 }] });
});

test('the same path without page parameters returns time-based pages', () => {
  const { send } = setup([T]);
  expect(Object.keys(parseObject(send('things?start_time=0&per_page=1').body))).toContain('end_of_stream');
});

test('an export without keyset pages ignores the page parameters', () => {
  const { send } = simulate();
  expect(send('tickets?start_time=0&page[size]=1').page()).toMatchObject({ end_of_stream: true });
});

test('sorts records by second, then id, and continues after the cursor within a second', () => {
  const { page, ids } = setup([T, T, T, T + 1]);
  expect(ids('start_time=0&page[size]=2')).toEqual([1, 2]);
  const after = String(page('start_time=0&page[size]=2').meta.after_cursor);
  expect(ids(`start_time=0&page[size]=2&page[after]=${encodeURIComponent(after)}`)).toEqual([3, 4]);
});

test('links.next leads to the next page with all parameters, also from the last page', () => {
  const { page } = setup([T, T + 1]);
  const first = page('start_time=0&page[size]=1');
  const next = new URL(String(first.links.next));
  expect([...next.searchParams]).toEqual([
    ['page[after]', first.meta.after_cursor],
    ['page[size]', '1'],
    ['start_time', '0'],
  ]);
  const last = page(next.search.slice(1));
  expect(last).toMatchObject({ records: [{ id: 2 }], meta: { has_more: false } });
  expect(last.links.next).not.toBeNull();
  expect(page(new URL(String(last.links.next)).search.slice(1))).toEqual({
    things: [],
    records: [],
    meta: { has_more: false, after_cursor: null, before_cursor: null },
    links: { prev: null, next: null },
  });
});

test('needs start_time with every request', () => {
  const { send, page } = setup([T]);
  const after = encodeURIComponent(String(page('start_time=0&page[size]=1').meta.after_cursor));
  expect(send(`things?page[size]=1`).status).toBe(400);
  expect(send(`things?page[size]=1&page[after]=${after}`).status).toBe(400);
  expect(send(`things?page[size]=1&page[after]=${after}&start_time=${NOW}`).status).toBe(400);
});

test('accepts up to 1,000 records per page, and returns 100 by default', () => {
  const { page, ids } = setup(Array.from({ length: 1001 }, (_, index) => T + index));
  expect(ids('start_time=0&page[size]=1000')).toHaveLength(1000);
  const after = encodeURIComponent(String(page('start_time=0&page[size]=1').meta.after_cursor));
  expect(ids(`start_time=0&page[after]=${after}`)).toHaveLength(100);
});

test.each(['1001', '0', '-1', 'x', ''])('returns 400 for the page[size] "%s"', (size) => {
  const { status, body } = setup([T]).send(`things?start_time=0&page[size]=${size}`);
  expect(status).toBe(400);
  expect(body).toBe('{"error":"InvalidPaginationParameter","description":"page[size] is not valid"}');
});

test.each(['', 'x', 'MTU3NjYxMzUzOS4wfHw0Njd8'])('returns 400 for the page[after] "%s"', (cursor) => {
  const { status, body } = setup([T]).send(`things?start_time=0&page[size]=1&page[after]=${cursor}`);
  expect(status).toBe(400);
  expect(body).toBe('{"error":"InvalidPaginationParameter","description":"page[after] is not valid"}');
});

test('visits every record once by following page[after], with crowded seconds and pages of any size', () => {
  const seconds = fc.array(fc.integer({ min: T, max: T + 6 }), { maxLength: 60 });
  fc.assert(
    fc.property(seconds, fc.integer({ min: 1, max: 12 }), (created, size) => {
      const { send, table } = setup(created);
      const expected = table.expectedRecords(NOW * 1000).map(({ id }) => id);
      expect(drainByKeyset({ send }, 'things?start_time=0', size).map(({ id }) => id)).toEqual(expected);
    }),
  );
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor } from '#sandbox/zendesk/index.ts';
import { BY_CURSOR, parseCursorPage, rowsOf, simulateHistory, SPECS } from '#test/support/sandbox/zendesk/lists.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';

const simulation = simulateHistory({ tickets: 120 });
const { get } = simulation;
const IN_SUPPORT = BY_CURSOR.filter((name) => name !== 'survey_responses');

/** The order in the cursors of recorded pages, or in Zendesk's reference. */
const ORDERS: readonly (readonly [name: (typeof BY_CURSOR)[number], order: string])[] = [
  ['groups', 'name,id'],
  ['brands', 'name,id'],
  ['ticket_fields', 'id'],
  ['ticket_forms', 'position,id'],
  ['triggers', 'position,id'],
  ['automations', 'position,id'],
  ['views', 'created_at,id'],
  ['tags', '-count,name'],
];

describe('a cursor page', () => {
  test.each(IN_SUPPORT)('contains the rows, meta and links in this order: %s', (name) => {
    const page = parseObject(get(`${SPECS[name].path}?page[size]=2`).body);
    expect(Object.keys(page)).toEqual([name, 'meta', 'links']);
    expect(Object.keys(page['meta'] ?? {})).toEqual(['has_more', 'after_cursor', 'before_cursor']);
    expect(Object.keys(page['links'] ?? {})).toEqual(['prev', 'next']);
  });

  test.each(IN_SUPPORT)('contains a next link on the last page too: %s (useairfoil/typescript-sdk)', (name) => {
    let page = parseCursorPage(get(`${SPECS[name].path}?page[size]=100`).body);
    while (page.meta.has_more) {
      const cursor = encodeURIComponent(String(page.meta.after_cursor));
      page = parseCursorPage(get(`${SPECS[name].path}?page[size]=100&page[after]=${cursor}`).body);
    }
    expect(new URL(page.links?.next ?? '').searchParams.get('page[after]')).toBe(page.meta.after_cursor);
  });

  test('contains links of the recorded form: a path that ends in .json, and sorted parameters', () => {
    const { meta, links } = parseCursorPage(get('brands?page[size]=1').body);
    const after = encodeURIComponent(String(meta.after_cursor));
    expect(links?.next).toBe(`http://zendesk.test/api/v2/brands.json?page%5Bafter%5D=${after}&page%5Bsize%5D=1`);
    expect(links?.prev).toContain('page%5Bbefore%5D=');
  });

  test.each(ORDERS)('contains cursors with the order of its rows: %s by %s (estuary/connectors)', (name, order) => {
    const { meta } = parseCursorPage(get(`${SPECS[name].path}?page[size]=1`).body);
    const decoded = parseObject(Buffer.from(String(meta.after_cursor), 'base64').toString());
    expect(decoded['o']).toBe(order);
    expect(decodeCursor(String(meta.after_cursor))).toBeUndefined();
  });

  test('contains 100 rows by default if the client only sends a cursor', () => {
    const { meta } = parseCursorPage(get('macros?page[size]=5').body);
    const { body } = get(`macros?page[after]=${encodeURIComponent(String(meta.after_cursor))}`);
    expect(rowsOf(body, 'macros')).toHaveLength(100);
  });

  test('contains no cursors and no links if it has no rows (estuary/connectors)', () => {
    const page = parseObject(get('satisfaction_ratings?page[size]=100&start_time=1999999999').body);
    expect(page).toEqual({ satisfaction_ratings: [], meta: { has_more: false }, links: { prev: null, next: null } });
  });
});

describe('a cursor request', () => {
  test.each(BY_CURSOR)('gets 400 for a page size above the maximum: %s (estuary/connectors)', (name) => {
    const { path, largestPage = 100 } = SPECS[name];
    expect(get(`${path}?page[size]=${largestPage}`).status).toBe(200);
    expect(get(`${path}?page[size]=${largestPage + 1}`)).toMatchObject({
      status: 400,
      body: `{"error":"InvalidPaginationParameter","description":"page[size] cannot be greater than ${largestPage}"}`,
    });
  });

  test('gets 400 for a page size that is not a positive number (assumption)', () => {
    for (const size of ['0', '-1', 'many', '']) expect(get(`groups?page[size]=${size}`).status).toBe(400);
  });

  test.each(BY_CURSOR)('gets 400 for a cursor that Zendesk did not issue: %s (estuary/connectors)', (name) => {
    for (const cursor of ['not-a-cursor', 'MTc5MTQ5NDA2MC4wfHwxfA==', '']) {
      expect(get(`${SPECS[name].path}?page[size]=10&page[after]=${encodeURIComponent(cursor)}`)).toMatchObject({
        status: 400,
        body: '{"error":"InvalidPaginationParameter","description":"page[after] is not valid"}',
      });
    }
  });

  test('gets 400 for a cursor of another order', () => {
    const { meta } = parseCursorPage(get('ticket_forms?page[size]=1').body);
    const cursor = encodeURIComponent(String(meta.after_cursor));
    expect(get(`ticket_fields?page[size]=1&page[after]=${cursor}`).status).toBe(400);
    expect(get(`triggers?page[size]=1&page[after]=${cursor}`).status).toBe(200);
  });

  test('never fails with another status than 400, whatever the cursor is', () => {
    const cursor = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.string().map((values) => Buffer.from(`{"o":"name,id","v":"${btoa(encodeURI(values))}"}`).toString('base64')),
    );
    fc.assert(
      fc.property(cursor, (text) => {
        const { status } = get(`groups?page[size]=3&page[after]=${encodeURIComponent(text)}`);
        expect([200, 400]).toContain(status);
      }),
    );
  });
});

describe('a row that appears or disappears between two pages', () => {
  test('does not shift the rows after the cursor', () => {
    const { account, get: read } = simulateHistory({ tickets: 0 });
    const first = read('triggers?page[size]=5').body;
    const [one] = rowsOf(first, 'triggers');
    account.lists.triggers.remove(Number(one?.['id']));
    const after = encodeURIComponent(String(parseCursorPage(first).meta.after_cursor));
    const [, ...others] = rowsOf(first, 'triggers');
    const next = rowsOf(read(`triggers?page[size]=100&page[after]=${after}`).body, 'triggers');
    expect([...others, ...next]).toEqual(rowsOf(read('triggers?page[size]=100').body, 'triggers'));
  });
});

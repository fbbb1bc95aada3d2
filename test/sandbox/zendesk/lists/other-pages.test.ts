import { describe, expect, test } from 'vitest';
import {
  BY_CURSOR,
  drainList,
  expectedList,
  keysOf,
  parseOffsetPage,
  rowsOf,
  simulateHistory,
  simulateLists,
  SPECS,
} from '#test/support/sandbox/zendesk/lists.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';

const simulation = simulateHistory({ tickets: 120 });
const { get } = simulation;

describe('an offset page', () => {
  test.each(['sla_policies', 'custom_roles'] as const)('ignores the parameters of cursor pages: %s', (name) => {
    const page = parseObject(get(`${SPECS[name].path}?page[size]=1&page[after]=nonsense`).body);
    expect(Object.keys(page)).toEqual([name, 'next_page', 'previous_page', 'count']);
    expect(page['next_page']).toBeNull();
  });

  test('responds to requests without parameters in lists with both forms', () => {
    const both = BY_CURSOR.filter((name) => !['ticket_fields', 'survey_responses'].includes(name));
    for (const name of both) {
      const page = parseOffsetPage(get(SPECS[name].path).body);
      expect(page).toMatchObject({ previous_page: null, count: expect.any(Number) as unknown });
      expect(page.next_page === null).toBe(page.count <= 100);
    }
  });

  test('contains at most 100 rows, and URLs with the number of the page', () => {
    const page = parseOffsetPage(get('macros?per_page=1000').body);
    expect(rowsOf(get('macros?per_page=1000').body, 'macros')).toHaveLength(100);
    expect(page.next_page).toBe('http://zendesk.test/api/v2/macros.json?page=2&per_page=1000');
    expect(parseOffsetPage(get('macros?per_page=10&page=3').body)).toMatchObject({
      next_page: 'http://zendesk.test/api/v2/macros.json?page=4&per_page=10',
      previous_page: 'http://zendesk.test/api/v2/macros.json?page=2&per_page=10',
    });
  });

  test('contains null URLs on the last and on the first page', () => {
    const count = expectedList(simulation, 'custom_roles').length;
    expect(parseOffsetPage(get(`custom_roles?per_page=1&page=${count}`).body).next_page).toBeNull();
    expect(parseOffsetPage(get('custom_roles?per_page=1&page=1').body).previous_page).toBeNull();
    expect(rowsOf(get(`custom_roles?per_page=1&page=${count + 1}`).body, 'custom_roles')).toEqual([]);
  });

  test('follows a full page in a long list', () => {
    const long = simulateLists();
    for (let i = 0; i < 230; i += 1) long.account.lists.sla_policies.create();
    expect(drainList(long, 'sla_policies', 100)).toEqual(expectedList(long, 'sla_policies'));
    expect(parseOffsetPage(long.get('slas/policies?per_page=100&page=3').body)).toMatchObject({
      count: 232,
      next_page: null,
    });
  });

  test('gets 400 beyond row 10,000 (CloudSecurityAlliance/csa-zendesk)', () => {
    expect(get('organization_memberships?per_page=100&page=100').status).toBe(200);
    const { status, body } = get('organization_memberships?per_page=100&page=101');
    expect(status).toBe(400);
    expect(parseObject(body)['errors']).toEqual([expect.objectContaining({ code: 'InvalidPaginationDepth' })]);
    expect(get('organization_memberships?per_page=10&page=1001').status).toBe(400);
    expect(get('organization_memberships?page[size]=100&page=101').status).toBe(200);
  });

  test('moves to the page before if a row before it disappears, so that a client can miss it', () => {
    const { account, get: read } = simulateLists();
    const [first, second] = [1, 2].map((page) => rowsOf(read(`triggers?per_page=5&page=${page}`).body, 'triggers'));
    account.lists.triggers.remove(Number(first?.[1]?.['id']));
    expect(rowsOf(read('triggers?per_page=5&page=1').body, 'triggers').at(-1)).toEqual(second?.[0]);
    expect(rowsOf(read('triggers?per_page=5&page=2').body, 'triggers')[0]).toEqual(second?.[1]);
  });
});

describe('a list without pages', () => {
  test('shows all custom statuses in the recorded form (useairfoil/typescript-sdk)', () => {
    const page = parseObject(get('custom_statuses?per_page=1&page[size]=1').body);
    expect(Object.keys(page)).toEqual(['custom_statuses', 'next_page', 'previous_page', 'count']);
    expect(page).toMatchObject({ next_page: null, previous_page: null });
    expect(page['custom_statuses']).toEqual(expectedList(simulation, 'custom_statuses'));
  });

  test('shows all schedules with the URL of the request', () => {
    const page = parseObject(get('business_hours/schedules.json').body);
    expect(Object.keys(page)).toEqual(['schedules', 'url']);
    expect(page['url']).toBe('http://zendesk.test/api/v2/business_hours/schedules');
  });

  test('shows all ticket fields by position if the client asks for no pages', () => {
    const { body } = get('ticket_fields');
    const positions = rowsOf(body, 'ticket_fields').map(({ position }) => Number(position));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(new Set(keysOf('ticket_fields', rowsOf(body, 'ticket_fields')))).toEqual(
      new Set(keysOf('ticket_fields', expectedList(simulation, 'ticket_fields'))),
    );
    expect(parseOffsetPage(body).next_page).toBeNull();
  });
});

describe('the list of holidays', () => {
  test('shows those of one schedule, and does not name it', () => {
    const { account, zendesk, get: read } = simulateLists();
    for (const { key } of account.lists.schedules.at(0)) {
      const page = parseObject(read(`business_hours/schedules/${key}/holidays`).body);
      expect(Object.keys(page)).toEqual(['holidays', 'url']);
      const rows = zendesk.expectedRows('holidays').filter(({ parent }) => parent === key);
      expect(page['holidays']).toEqual(rows.map(({ text }) => parseObject(text)));
      expect(JSON.stringify(page['holidays'])).not.toContain(String(key));
    }
  });

  test('shows the same name in two schedules, and none in another one', () => {
    const { zendesk, account } = simulateLists();
    const names = zendesk.expectedRows('holidays').map(({ text }) => parseObject(text)['name']);
    expect(new Set(names).size).toBeLessThan(names.length);
    const parents = new Set(zendesk.expectedRows('holidays').map(({ parent }) => parent));
    expect(parents.size).toBeLessThan(account.lists.schedules.at(0).length);
  });

  test('gets 404 for a deleted or unknown schedule (CloudSecurityAlliance/csa-zendesk)', () => {
    const { account, get: read } = simulateLists();
    const id = Number(account.lists.schedules.at(0)[1]?.key);
    expect(read(`business_hours/schedules/${id}/holidays`).status).toBe(200);
    account.lists.schedules.remove(id);
    for (const schedule of [id, 1]) {
      expect(read(`business_hours/schedules/${schedule}/holidays`)).toMatchObject({
        status: 404,
        body: '{"error":"RecordNotFound","description":"Not found"}',
      });
    }
    expect(read('business_hours/schedules/x/holidays').body).toContain('InvalidEndpoint');
  });
});

import { describe, expect, test } from 'vitest';
import { faults } from '#sandbox/zendesk/index.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { listSeconds, simulate, T, simulateTickets } from '#test/support/sandbox/zendesk/simulation.ts';

/*
 * Zendesk's responses according to public sources, unless tested elsewhere: single pages in export/, their sequence in
 * paging.test.ts, tickets in tickets/, authentication in auth.test.ts, the rate limit in rate-limit.test.ts, errors in
 * faults.test.ts, headers in server.test.ts.
 */

const keys = (body: string): string[] => Object.keys(parseObject(body));

describe('page format', () => {
  test('puts the tickets before all paging members, so that a truncated page has no position', () => {
    const { send } = simulateTickets(listSeconds(3));
    for (const path of ['tickets?start_time=0', 'tickets/cursor?start_time=0']) {
      const { body } = send(path);
      expect(body).toMatch(/^\{"tickets":\[\{"url":/);
      const cut = body.slice(0, body.lastIndexOf('}],"'));
      expect(cut).not.toMatch(/"(end_time|next_page|end_of_stream|after_cursor)":/);
    }
  });

  test('puts metric_sets after count (treasure-data/embulk-input-zendesk, ticket_metrics.json)', () => {
    const { send } = simulateTickets(listSeconds(2));
    expect(keys(send('tickets?start_time=0&include=metric_sets').body)).toEqual(
      'tickets count metric_sets end_of_stream next_page end_time'.split(' '),
    );
  });

  test('contains next_page and after_url with plain ampersands and sorted parameters, as recorded (facetoe/zenpy)', () => {
    const { send } = simulateTickets(listSeconds(2));
    const incremental = 'http://zendesk.test/api/v2/incremental';
    expect(send('tickets?start_time=0&x=1&per_page=1').body).toContain(
      `"next_page":"${incremental}/tickets?per_page=1&start_time=${T + 1}&x=1"`,
    );
    const after = Buffer.from(`${T}.0||1|`).toString('base64');
    expect(after).toMatch(/=$/);
    expect(send('tickets/cursor?start_time=0&per_page=1').body).toContain(
      `"after_url":"${incremental}/tickets/cursor?cursor=${after.replaceAll('=', '%3D')}&per_page=1"`,
    );
  });

  test('contains times in whole UTC seconds, and ids as numbers', () => {
    const { body } = simulateTickets(listSeconds(50)).send(
      'tickets?start_time=0&include=users,organizations,metric_sets',
    );
    const times = [...body.matchAll(/"\w+_at":("[^"]*"|\w+)/g)].map(([, time]) => time);
    expect(times.length).toBeGreaterThan(200);
    expect(times.filter((time) => !/^("\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"|null)$/.test(String(time)))).toEqual([]);
    const texts = new Set([...body.matchAll(/"(\w*id)":"/g)].map(([, key]) => key));
    expect(texts).toEqual(new Set(['external_id', 'encoded_id']));
  });
});

describe('a ticket', () => {
  const tickets = simulateTickets(listSeconds(400)).send('tickets?start_time=0').page().tickets;
  const valuesOf = (key: string): unknown[] => tickets.map((ticket) => ticket[key]);

  test.each('type priority recipient assignee_id group_id organization_id due_at external_id problem_id'.split(' '))(
    'contains null or a value for %s (airbytehq/airbyte, source-zendesk-support, expected_records.jsonl)',
    (key) => {
      const values = valuesOf(key);
      expect(values).toContain(null);
      expect(values.some((value) => value !== null && value !== undefined)).toBe(true);
    },
  );

  test('contains a satisfaction rating of null or with a score', () => {
    const ratings = new Set(valuesOf('satisfaction_rating').map((rating) => JSON.stringify(rating)));
    expect(ratings).toEqual(new Set(['null', '{"score":"unoffered"}', '{"score":"offered"}']));
  });

  test('can have any state, including archived, which list endpoints omit (estuary/connectors)', () => {
    const { send, account } = simulateTickets(listSeconds(60));
    account.create({ second: T - 200 * 86_400, closed: true });
    account.delete(1, { second: T + 100 });
    const states = send('tickets?start_time=0')
      .page()
      .tickets.map(({ status }) => status);
    expect(new Set(states)).toEqual(new Set(['new', 'open', 'pending', 'hold', 'solved', 'closed', 'deleted']));
  });

  test('can have an updated_at before start_time after a system update (airbytehq/airbyte#81640)', () => {
    const { send, account } = simulateTickets([T]);
    account.systemUpdate(1, { second: T + 1000 });
    const [ticket] = send(`tickets?start_time=${T + 500}`).page().tickets;
    expect(Date.parse(String(ticket?.updated_at)) / 1000).toBeLessThanOrEqual(T);
    expect(ticket).toMatchObject({ id: 1, generated_timestamp: T + 1000 });
  });
});

describe('scopes and sideloads', () => {
  test('hide tickets of AI agents by default, also by cursor (Zendesk reference)', () => {
    const { send, account } = simulateTickets([T]);
    account.create({ second: T, supportType: 'ai_agent' });
    const scopes = ['', '&support_type_scope=agent', '&support_type_scope=ai_agent', '&support_type_scope=all'];
    expect(scopes.map((scope) => send(`tickets/cursor?start_time=0${scope}`).ids())).toEqual([[1], [1], [2], [1, 2]]);
  });

  test("return the records that the page's tickets refer to, and none on an empty page", () => {
    const { send } = simulateTickets(listSeconds(3));
    const include = 'include=users,groups,organizations,metric_sets';
    const { tickets, users = [] } = send(`tickets?start_time=${T + 2}&${include}`).page();
    expect(users.map(({ id }) => id)).toContain(tickets[0]?.requester_id);
    expect(send(`tickets?start_time=${T + 9}&${include}`).page()).toMatchObject({
      users: [],
      groups: [],
      organizations: [],
      metric_sets: [],
    });
  });
});

describe('access token', () => {
  test("expires during a run by Zendesk's clock, and a new one continues (Zendesk help 9182123625370)", () => {
    const { send, clock, requestToken } = simulateTickets(listSeconds(4), { clockSkewMs: -90_000 });
    const first = requestToken();
    expect(first).toMatchObject({ status: 200, token_type: 'bearer', scope: 'read', expires_in: 1800 });
    const bearer = `Bearer ${String(first['access_token'])}`;
    const page = send('tickets?start_time=0&per_page=2', [], bearer).page();
    clock.advance(1_800_000);
    const next = `tickets?start_time=${Number(page.end_time)}`;
    expect(send(next, [], bearer)).toMatchObject({
      status: 401,
      body: '{"error":"invalid_token","error_description":"The access token provided is expired, revoked, malformed or invalid for other reasons."}',
    });
    expect(send(next, [], `Bearer ${String(requestToken()['access_token'])}`).ids()).toEqual([2, 3, 4]);
  });

  test('can be rejected for a single request', () => {
    const { send } = simulateTickets(listSeconds(1));
    expect([send('tickets?start_time=0', [faults.invalidToken()]).status, send('tickets?start_time=0').status]).toEqual(
      [401, 200],
    );
  });

  test('contains expires_in only if it expires (reference of the grant)', () => {
    const client = { clientId: 'lake', clientSecret: 'hush' };
    expect(simulate({ credentials: { clients: [client] } }).requestToken()).not.toHaveProperty('expires_in');
    expect(simulate().requestToken({ expires_in: 600 })).toMatchObject({ expires_in: 600 });
  });
});

import { describe, expect, test } from 'vitest';
import { faults } from '#sandbox/zendesk/index.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { oneEach, simulated, T, withTickets } from '#test/support/sandbox/zendesk/simulated.ts';

/*
 * What public sources say of Zendesk's answers, and is not tested next to what it concerns: single pages in export/,
 * their sequence in paging.test.ts, tickets in tickets/, logins in auth.test.ts, the bucket in rate-limit.test.ts,
 * errors in faults.test.ts, headers in server.test.ts.
 */

const keys = (body: string): string[] => Object.keys(parseObject(body));

describe('the shape of a page', () => {
  test('has the array of tickets first and all that paging needs after it, so that a cut page has no position', () => {
    const { ask } = withTickets(oneEach(3));
    for (const path of ['tickets?start_time=0', 'tickets/cursor?start_time=0']) {
      const { body } = ask(path);
      expect(body).toMatch(/^\{"tickets":\[\{"url":/);
      const cut = body.slice(0, body.lastIndexOf('}],"'));
      expect(cut).not.toMatch(/"(end_time|next_page|end_of_stream|after_cursor)":/);
    }
  });

  test('has metric_sets between count and what follows (treasure-data/embulk-input-zendesk, ticket_metrics.json)', () => {
    const { ask } = withTickets(oneEach(2));
    expect(keys(ask('tickets?start_time=0&include=metric_sets').body)).toEqual(
      'tickets count metric_sets end_of_stream next_page end_time'.split(' '),
    );
  });

  test('prints next_page and after_url with raw ampersands and sorted parameters, as recorded (facetoe/zenpy)', () => {
    const { ask } = withTickets(oneEach(2));
    const incremental = 'http://zendesk.test/api/v2/incremental';
    expect(ask('tickets?start_time=0&x=1&per_page=1').body).toContain(
      `"next_page":"${incremental}/tickets?per_page=1&start_time=${T + 1}&x=1"`,
    );
    const after = Buffer.from(`${T}.0||1|`).toString('base64');
    expect(after).toMatch(/=$/);
    expect(ask('tickets/cursor?start_time=0&per_page=1').body).toContain(
      `"after_url":"${incremental}/tickets/cursor?cursor=${after.replaceAll('=', '%3D')}&per_page=1"`,
    );
  });

  test('prints moments in whole seconds of UTC, and ids as numbers', () => {
    const { body } = withTickets(oneEach(50)).ask('tickets?start_time=0&include=users,organizations,metric_sets');
    const moments = [...body.matchAll(/"\w+_at":("[^"]*"|\w+)/g)].map(([, moment]) => moment);
    expect(moments.length).toBeGreaterThan(200);
    expect(moments.filter((moment) => !/^("\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"|null)$/.test(String(moment)))).toEqual([]);
    const texts = new Set([...body.matchAll(/"(\w*id)":"/g)].map(([, key]) => key));
    expect(texts).toEqual(new Set(['external_id', 'encoded_id']));
  });
});

describe('a ticket', () => {
  const tickets = withTickets(oneEach(400)).ask('tickets?start_time=0').page().tickets;
  const valuesOf = (key: string): unknown[] => tickets.map((ticket) => ticket[key]);

  test.each('type priority recipient assignee_id group_id organization_id due_at external_id problem_id'.split(' '))(
    'has null or a value for %s (airbytehq/airbyte, source-zendesk-support, expected_records.jsonl)',
    (key) => {
      const values = valuesOf(key);
      expect(values).toContain(null);
      expect(values.some((value) => value !== null && value !== undefined)).toBe(true);
    },
  );

  test('has a satisfaction rating of null or with a score', () => {
    const ratings = new Set(valuesOf('satisfaction_rating').map((rating) => JSON.stringify(rating)));
    expect(ratings).toEqual(new Set(['null', '{"score":"unoffered"}', '{"score":"offered"}']));
  });

  test('is in any state, archived ones too, which the lists leave out (estuary/connectors)', () => {
    const { ask, account } = withTickets(oneEach(60));
    account.create({ second: T - 200 * 86_400, closed: true });
    account.delete(1, { second: T + 100 });
    const states = ask('tickets?start_time=0')
      .page()
      .tickets.map(({ status }) => status);
    expect(new Set(states)).toEqual(new Set(['new', 'open', 'pending', 'hold', 'solved', 'closed', 'deleted']));
  });

  test('may have been updated before the start_time asked for: by the system (airbytehq/airbyte#81640)', () => {
    const { ask, account } = withTickets([T]);
    account.systemUpdate(1, { second: T + 1000 });
    const [ticket] = ask(`tickets?start_time=${T + 500}`).page().tickets;
    expect(Date.parse(String(ticket?.updated_at)) / 1000).toBeLessThanOrEqual(T);
    expect(ticket).toMatchObject({ id: 1, generated_timestamp: T + 1000 });
  });
});

describe('scopes and sideloads', () => {
  test('hide AI agents’ tickets unless asked for, by cursor too (the reference)', () => {
    const { ask, account } = withTickets([T]);
    account.create({ second: T, supportType: 'ai_agent' });
    const scopes = ['', '&support_type_scope=agent', '&support_type_scope=ai_agent', '&support_type_scope=all'];
    expect(scopes.map((scope) => ask(`tickets/cursor?start_time=0${scope}`).ids())).toEqual([[1], [1], [2], [1, 2]]);
  });

  test('have the records that the page’s tickets name, and none on an empty page', () => {
    const { ask } = withTickets(oneEach(3));
    const include = 'include=users,groups,organizations,metric_sets';
    const { tickets, users = [] } = ask(`tickets?start_time=${T + 2}&${include}`).page();
    expect(users.map(({ id }) => id)).toContain(tickets[0]?.requester_id);
    expect(ask(`tickets?start_time=${T + 9}&${include}`).page()).toMatchObject({
      users: [],
      groups: [],
      organizations: [],
      metric_sets: [],
    });
  });
});

describe('a token', () => {
  test('ends in the middle of a run, by Zendesk’s clock, and another goes on (Zendesk help 9182123625370)', () => {
    const { ask, clock, token } = withTickets(oneEach(4), { clockSkewMs: -90_000 });
    const first = token();
    expect(first).toMatchObject({ status: 200, token_type: 'bearer', scope: 'read', expires_in: 1800 });
    const bearer = `Bearer ${String(first['access_token'])}`;
    const page = ask('tickets?start_time=0&per_page=2', [], bearer).page();
    clock.advance(1_800_000);
    const next = `tickets?start_time=${Number(page.end_time)}`;
    expect(ask(next, [], bearer)).toMatchObject({
      status: 401,
      body: '{"error":"invalid_token","error_description":"The access token provided is expired, revoked, malformed or invalid for other reasons."}',
    });
    expect(ask(next, [], `Bearer ${String(token()['access_token'])}`).ids()).toEqual([2, 3, 4]);
  });

  test('may end without notice at any request, for this one only', () => {
    const { ask } = withTickets(oneEach(1));
    expect([ask('tickets?start_time=0', [faults.invalidToken()]).status, ask('tickets?start_time=0').status]).toEqual([
      401, 200,
    ]);
  });

  test('is told its lifetime only where it has one (the grant’s reference)', () => {
    const client = { clientId: 'lake', clientSecret: 'hush' };
    expect(simulated({ credentials: { clients: [client] } }).token()).not.toHaveProperty('expires_in');
    expect(simulated().token({ expires_in: 600 })).toMatchObject({ expires_in: 600 });
  });
});

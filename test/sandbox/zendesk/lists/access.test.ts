import { describe, expect, test } from 'vitest';
import { type ListName, SMALL_PLAN_GAPS } from '#sandbox/zendesk/index.ts';
import {
  drainList,
  expectedList,
  keysOf,
  LIST_NAMES,
  parseCursorPage,
  rowsOf,
  simulateHistory,
  simulateLists,
  SPECS,
} from '#test/support/sandbox/zendesk/lists.ts';

const AGENT = 'Bearer agent';
const SCOPED = 'Bearer scoped';
const SCHEDULE = '38101955000021';

/** The first request of a list. The holidays are those of one schedule. */
const pathOf = (name: ListName): string => SPECS[name].path.replace('{id}', SCHEDULE);

/** The lists of which the reference says "Allowed for: Admins". */
const FOR_ADMINS: ReadonlySet<ListName> = new Set([
  'sla_policies',
  'schedules',
  'holidays',
  'satisfaction_ratings',
  'survey_responses',
  'audit_logs',
]);

/** Creates a simulated Zendesk with an admin, an agent, and an admin's token with these scopes. */
const simulateTokens = (scope = 'read') =>
  simulateLists({
    credentials: {
      accessTokens: [
        { accessToken: 'test-access-token' },
        { accessToken: 'agent', role: 'agent' },
        { accessToken: 'scoped', scope },
      ],
    },
  });

describe('an agent', () => {
  test.each(LIST_NAMES)('reads the lists that the reference allows: %s', (name) => {
    const { get } = simulateTokens();
    const { status, body } = get(pathOf(name), AGENT);
    expect(status).toBe(FOR_ADMINS.has(name) ? 403 : 200);
    expect(body.includes('You do not have access to this page')).toBe(FOR_ADMINS.has(name));
  });

  test.each(['brands', 'macros', 'views'] as const)('gets fewer rows without an error: %s', (name) => {
    const { get, zendesk } = simulateTokens();
    const shown = rowsOf(get(`${pathOf(name)}?per_page=100`, AGENT).body, name);
    const all = zendesk.expectedRows(name).map(({ key }) => key);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThan(all.length);
    expect(keysOf(name, shown).every((key) => all.some((each) => each === key))).toBe(true);
  });
});

describe('a request', () => {
  test('gets 401 from every list if it has no credentials', () => {
    const { get } = simulateTokens();
    for (const name of LIST_NAMES) expect(get(pathOf(name), '').status).toBe(401);
  });

  test('reads the recorded lists with a token of the recorded scopes (useairfoil/typescript-sdk)', () => {
    const { get } = simulateTokens(
      'tickets:read users:read organizations:read groups:read brands:read account_settings:read',
    );
    for (const name of ['groups', 'brands', 'ticket_fields', 'ticket_forms', 'custom_statuses', 'survey_responses']) {
      const list = LIST_NAMES.find((each) => each === name) ?? 'tags';
      expect(get(pathOf(list), SCOPED).status).toBe(200);
    }
    for (const name of ['macros', 'schedules', 'tags', 'audit_logs'] as const) {
      expect(get(pathOf(name), SCOPED)).toMatchObject({
        status: 403,
        body: expect.stringContaining('required scopes') as unknown,
      });
    }
  });

  test('reads every list with the scope read', () => {
    const { get } = simulateTokens('read');
    for (const name of LIST_NAMES) expect(get(pathOf(name), SCOPED).status).toBe(200);
  });
});

describe('the smallest plan', () => {
  const FORBIDDEN = '"error":{"title":"Forbidden"';
  const OPTIONAL: ReadonlyMap<ListName, string> = new Map<ListName, string>([
    ['ticket_forms', FORBIDDEN],
    ['sla_policies', FORBIDDEN],
    ['schedules', FORBIDDEN],
    ['custom_roles', FORBIDDEN],
    ['holidays', FORBIDDEN],
    ['satisfaction_ratings', FORBIDDEN],
    ['survey_responses', '"errors":[{"code":"Forbidden"'],
    ['audit_logs', FORBIDDEN],
  ]);

  test.each(LIST_NAMES)('lacks the optional lists and has all others: %s', (name) => {
    const { get } = simulateLists({ gaps: SMALL_PLAN_GAPS });
    const { status, body } = get(pathOf(name));
    expect(status).toBe(OPTIONAL.has(name) ? 403 : 200);
    expect(body).toContain(OPTIONAL.get(name) ?? `{"${name}":[`);
  });

  test('gets all lists if the plan changes', () => {
    const { get, zendesk } = simulateLists({ gaps: SMALL_PLAN_GAPS });
    zendesk.setGaps({ user_fields: 'restricted' });
    expect(get(pathOf('audit_logs')).status).toBe(200);
    expect(get(pathOf('user_fields')).body).toBe('Access to this resource is restricted');
  });
});

describe('the rate limits', () => {
  test('count ticket fields in a bucket of 20 a minute with its own header (useairfoil/typescript-sdk)', () => {
    const { get, zendesk, clock } = simulateLists({ otherRateLimits: {} });
    expect(get('ticket_fields?page[size]=1').headers).toMatchObject({
      'zendesk-ratelimit-ticket-fields-index': 'total=20; remaining=19; resets=40',
      'ratelimit-remaining': '699',
    });
    for (let i = 1; i < 20; i += 1) expect(get('ticket_fields?page[size]=1').status).toBe(200);
    expect(get('ticket_fields?page[size]=1')).toMatchObject({ status: 429, headers: { 'retry-after': '40' } });
    expect(zendesk.rateLimits.ticketFields.statistics).toEqual({ requests: 21, rejections: 1 });
    expect(get('groups').status).toBe(200);
    clock.advance(40_000);
    expect(get('ticket_fields?page[size]=1').status).toBe(200);
  });

  test('count all other lists of Support only in the account-wide limit', () => {
    const { get, zendesk } = simulateLists({ otherRateLimits: { account: { total: 30 } } });
    const names = LIST_NAMES.filter((name) => !['ticket_fields', 'survey_responses'].includes(name));
    for (const [index, name] of names.entries()) {
      const { headers } = get(pathOf(name));
      expect(headers).toMatchObject({ 'x-rate-limit': '30', 'ratelimit-remaining': String(29 - index) });
      expect(Object.keys(headers).filter((each) => each.startsWith('zendesk-ratelimit'))).toEqual([]);
    }
    expect(zendesk.rateLimit.requests).toBe(0);
  });

  test('count survey responses in the limit of the help center, which does not say when it resets', () => {
    const { get } = simulateLists({ otherRateLimits: { helpCenter: { total: 2 } } });
    const { headers } = get('guide/survey_responses?page[size]=1');
    expect(headers).toMatchObject({
      'x-rate-limit': '2',
      'x-rate-limit-remaining': '1',
      'zendesk-service': 'guide-rest',
    });
    expect(headers).not.toHaveProperty('ratelimit-reset');
    get('guide/survey_responses?page[size]=1');
    expect(get('guide/survey_responses?page[size]=1').status).toBe(429);
    expect(get('groups').status).toBe(200);
  });
});

test('deleted groups are hidden unless a client asks for them (estuary/connectors#2012)', () => {
  const simulation = simulateHistory({ tickets: 0 });
  const all = expectedList(simulation, 'groups');
  const kept = all.filter(({ deleted }) => deleted === false);
  expect(kept.length).toBeLessThan(all.length);
  for (const query of ['', 'exclude_deleted=true', 'exclude_deleted=nonsense']) {
    expect(rowsOf(simulation.get(`groups?page[size]=100&${query}`).body, 'groups')).toEqual(kept);
    expect(rowsOf(simulation.get(`groups?${query}`).body, 'groups')).toEqual(kept);
  }
  expect(drainList(simulation, 'groups', 3)).toEqual(all);
});

test('the URLs of pages can have another origin, to detect clients that follow them', () => {
  const { get } = simulateLists({ nextPageOrigin: 'https://elsewhere.example' });
  expect(parseCursorPage(get('brands?page[size]=1').body).links?.next).toMatch(/^https:\/\/elsewhere\.example\/api/);
});

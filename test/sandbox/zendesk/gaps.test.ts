import { describe, expect, test } from 'vitest';
import type { Gap } from '#sandbox/zendesk/index.ts';
import { PATHS, simulateAll } from '#test/support/sandbox/zendesk/all-resources.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=UTF-8';

/** Each recorded or reported form: the status, the content type, and the body or a part of it. */
const FORMS: readonly (readonly [gap: Gap, status: number, type: string, body: string])[] = [
  ['no_access', 403, JSON_TYPE, '{"error":{"title":"Forbidden","message":"You do not have access to this page.'],
  ['restricted', 403, 'text/plain', 'Access to this resource is restricted'],
  [
    'missing_scope',
    403,
    JSON_TYPE,
    '{"error":"Forbidden","description":"You are missing the following required scopes: read"}',
  ],
  ['error_list', 403, JSON_TYPE, '{"errors":[{"code":"Forbidden","status":"403"'],
  ['empty', 403, HTML_TYPE, ''],
  ['no_product', 404, JSON_TYPE, '{"error":"InvalidEndpoint","description":"Not found"}'],
  ['no_help_center', 404, HTML_TYPE, "The page you were looking for doesn't exist"],
];

describe('a resource that the account lacks', () => {
  test.each(FORMS)('gets the response of its form: %s', (gap, status, type, body) => {
    const { get } = simulateAll({ gaps: { calls: gap } });
    const answer = get(PATHS.calls);
    expect(answer).toMatchObject({ status, headers: { 'content-type': type } });
    expect(answer.body).toContain(body);
    expect(answer.body === '').toBe(body === '');
  });

  test('gets the scopes of the resource in the form missing_scope', () => {
    const { get } = simulateAll({ gaps: { organizations: 'missing_scope' } });
    expect(get(PATHS.organizations).body).toContain('required scopes: organizations:read, read"');
  });

  test('leaves all other resources as they are', () => {
    const { get } = simulateAll({ gaps: { calls: 'no_product', articles: 'no_help_center' } });
    const statuses = Object.entries(PATHS).map(([name, path]) => [name, get(path).status]);
    expect(statuses.filter(([, status]) => status !== 200)).toEqual([
      ['calls', 404],
      ['articles', 404],
    ]);
  });

  test('gets the refusal from both of its endpoints', () => {
    const { get } = simulateAll({ gaps: { users: 'no_access' } });
    expect([get(PATHS.users).status, get(PATHS['users by cursor']).status]).toEqual([403, 403]);
  });

  test('can appear and disappear while running, e.g. with a plan or a product', () => {
    const { get, zendesk } = simulateAll();
    expect(get(PATHS.legs).status).toBe(200);
    zendesk.setGaps({ legs: 'restricted' });
    expect(get(PATHS.legs).status).toBe(403);
    zendesk.setGaps({ tickets: 'no_access' });
    expect([get(PATHS.legs).status, get(PATHS.tickets).status]).toEqual([200, 403]);
    zendesk.setGaps({});
    expect(get(PATHS.tickets).status).toBe(200);
  });

  test('counts in the account-wide limit only, and has no header of a bucket', () => {
    const { get, zendesk } = simulateAll({ gaps: { tickets: 'no_access' } });
    expect(Object.keys(get(PATHS.tickets).headers).filter((name) => name.startsWith('zendesk-ratelimit'))).toEqual([]);
    expect(zendesk.rateLimit.requests).toBe(0);
    expect(zendesk.rateLimits.account.statistics.requests).toBe(1);
  });

  test('gets 401 for invalid credentials', () => {
    const { get } = simulateAll({ gaps: { calls: 'no_product' } });
    expect(get(PATHS.calls, { authorization: 'Bearer wrong' }).status).toBe(401);
  });

  test('throws a RangeError if its name is unknown', () => {
    expect(() => simulateAll({ gaps: { talk: 'no_product', calls: 'no_product' } })).toThrow(
      new RangeError('unknown resource in gaps: talk'),
    );
    const { get, zendesk } = simulateAll({ gaps: { calls: 'no_product' } });
    expect(() => zendesk.setGaps({ call: 'empty' })).toThrow(RangeError);
    expect(get(PATHS.calls).status).toBe(404);
  });
});

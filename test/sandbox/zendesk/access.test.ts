import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PATHS, simulateAll } from '#test/support/sandbox/zendesk/all-resources.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';

const SETTINGS = '/api/v2/account/settings';
const CURRENT_USER = '/api/v2/users/me';

/** By path: the resource of the OAuth scope that suffices instead of `read`, if there is one. */
const SCOPES: ReadonlyMap<string, string | undefined> = new Map([
  [PATHS.tickets, 'tickets'],
  [PATHS['tickets by cursor'], 'tickets'],
  [PATHS.users, 'users'],
  [PATHS['users by cursor'], 'users'],
  [PATHS.organizations, 'organizations'],
  [PATHS.ticket_events, 'tickets'],
  [PATHS.ticket_metric_events, 'tickets'],
  [PATHS.calls, undefined],
  [PATHS.legs, undefined],
  [PATHS.articles, 'hc'],
  [CURRENT_USER, 'users'],
  [SETTINGS, 'account_settings'],
]);

const CLIENT = { clientId: 'lake', clientSecret: 'hush' };

/** Returns the response to a request with a token that an OAuth client has requested with this scope. */
function requestWithScope(scope: string, path: string): { status: number; body: string } {
  const { get, requestToken } = simulateAll({ credentials: { clients: [CLIENT] } });
  const { clientId: client_id, clientSecret: client_secret } = CLIENT;
  const token = parseObject(requestToken({ grant_type: 'client_credentials', client_id, client_secret, scope }).body);
  expect(token).toMatchObject({ token_type: 'bearer', scope });
  return get(path, { authorization: `Bearer ${String(token['access_token'])}` });
}

describe('an OAuth token', () => {
  test('gives access to a path if it has the scope read or that of the resource', () => {
    const names = ['tickets', 'users', 'organizations', 'hc', 'account_settings', 'groups', 'ticket', 'Tickets'];
    const scope = fc.oneof(
      fc.constantFrom('read', 'write', 'impersonate', 'reed', ''),
      fc
        .tuple(fc.constantFrom(...names), fc.constantFrom('', ':read', ':write', ':reed'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 4 }), fc.constantFrom(...SCOPES), (scopes, [path, resource]) => {
        const isAllowed = scopes.some(
          (each) => each === 'read' || (resource !== undefined && [resource, `${resource}:read`].includes(each)),
        );
        expect(requestWithScope(scopes.join(' '), path).status).toBe(isAllowed ? 200 : 403);
      }),
    );
  });

  test('gives access to tickets, ticket events, users and organizations with the recorded scopes (useairfoil/typescript-sdk)', () => {
    const scope = 'tickets:read users:read organizations:read groups:read brands:read account_settings:read';
    for (const name of ['tickets by cursor', 'ticket_events', 'users by cursor', 'organizations'] as const) {
      expect(requestWithScope(scope, PATHS[name]).status).toBe(200);
    }
    expect(requestWithScope(scope, PATHS.articles).status).toBe(403);
  });

  test.each(['raed', 'ticket:read', 'tickets:reads', 'tickets:read,users:read'])(
    'exists for a misspelled scope, but gets 403 for every path: %s (CloudSecurityAlliance/csa-zendesk)',
    (scope) => {
      for (const path of SCOPES.keys()) {
        expect(requestWithScope(scope, path)).toMatchObject({
          status: 403,
          body: '{"error":"Forbidden","description":"You are missing the following required scopes: read"}',
        });
      }
    },
  );
});

describe('an agent', () => {
  test('gets 403 from all exports except articles, with any valid credential', () => {
    const credentials = {
      accessTokens: [{ accessToken: 'agent', role: 'agent' as const }],
      passwords: [{ username: 'a@b.example', password: 'p', role: 'agent' as const }],
    };
    const { get } = simulateAll({ credentials });
    const basic = `Basic ${Buffer.from('a@b.example:p').toString('base64')}`;
    for (const authorization of ['Bearer agent', basic]) {
      for (const path of Object.values(PATHS)) {
        expect(get(path, { authorization }).status).toBe(path === PATHS.articles ? 200 : 403);
      }
      expect(get(PATHS.tickets, { authorization }).body).toContain('"title":"Forbidden"');
    }
  });

  test('reads its own user and the account settings', () => {
    const { get } = simulateAll();
    expect(get(SETTINGS, { authorization: 'Bearer agent' }).status).toBe(200);
    expect(JSON.parse(get(CURRENT_USER, { authorization: 'Bearer agent' }).body)).toMatchObject({
      user: { role: 'agent' },
    });
  });
});

describe('GET /api/v2/users/me', () => {
  test('returns the user of the credentials, by default an admin', () => {
    const { status, headers, body } = simulateAll().get(CURRENT_USER);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual({
      user: {
        id: expect.any(Number) as unknown,
        url: expect.stringMatching(/^http:\/\/zendesk\.test\/api\/v2\/users\/\d+\.json$/) as unknown,
        name: 'Export user',
        email: 'export@example.com',
        role: 'admin',
        active: true,
      },
    });
  });

  test('returns an anonymous user without credentials or with a wrong password (CloudSecurityAlliance/csa-zendesk)', () => {
    const { get } = simulateAll();
    const basic = `Basic ${Buffer.from('a@b.example:wrong').toString('base64')}`;
    for (const authorization of ['', basic]) {
      const { status, body } = get(CURRENT_USER, { authorization });
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ user: { id: null, name: 'Anonymous user', role: 'end-user' } });
    }
  });

  test('returns 401 for a wrong token', () => {
    const { get } = simulateAll();
    const basic = `Basic ${Buffer.from('a@b.example/token:wrong').toString('base64')}`;
    expect(get(CURRENT_USER, { authorization: basic })).toMatchObject({
      status: 401,
      body: `{"error":"Couldn't authenticate you"}`,
    });
    expect(get(CURRENT_USER, { authorization: 'Bearer wrong' })).toMatchObject({
      status: 401,
      body: expect.stringContaining('"error":"invalid_token"') as unknown,
    });
  });
});

describe('GET /api/v2/account/settings', () => {
  test('returns the settings to authenticated users', () => {
    const { get } = simulateAll();
    expect(JSON.parse(get(SETTINGS).body)).toMatchObject({ settings: { localization: { time_zone: 'UTC' } } });
    expect(get(`${SETTINGS}.json`).status).toBe(200);
    expect(get(SETTINGS, { authorization: '' }).status).toBe(401);
  });
});

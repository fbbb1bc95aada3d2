import { expect, test } from 'vitest';
import type { AcceptedCredentials } from '#sandbox/zendesk/index.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { startServer } from '#test/support/sandbox/zendesk/start-server.ts';

const PATH = '/api/v2/incremental/tickets?start_time=0';
const CLIENT = { clientId: 'lake', clientSecret: 'hush' };
const basic = (userPass: string): string => `Basic ${Buffer.from(userPass).toString('base64')}`;

type AuthTestServer = {
  readonly status: (authorization?: string) => Promise<number>;
  readonly body: (authorization?: string) => Promise<unknown>;
  readonly requestToken: (body: Record<string, unknown>) => Promise<{ status: number; body: Record<string, unknown> }>;
} & Awaited<ReturnType<typeof startServer>>;

async function startAuth(credentials: AcceptedCredentials): Promise<AuthTestServer> {
  const server = await startServer({ credentials, rateLimit: { total: 100 } });
  const requestPage = (authorization?: string): Promise<Response> =>
    fetch(server.zendesk.url + PATH, authorization === undefined ? {} : { headers: { authorization } });
  return {
    ...server,
    status: async (authorization) => (await requestPage(authorization)).status,
    body: async (authorization) => (await requestPage(authorization)).json(),
    requestToken: async (body) => {
      const headers = { 'content-type': 'application/json' };
      const url = `${server.zendesk.url}/oauth/tokens`;
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, body: parseObject(await response.text()) };
    },
  };
}

const createGrant = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  grant_type: 'client_credentials',
  client_id: CLIENT.clientId,
  client_secret: CLIENT.clientSecret,
  scope: 'read',
  ...more,
});

test('accepts an API token as Basic email/token', async () => {
  const { status } = await startAuth({ apiTokens: [{ email: 'a@b.example', apiToken: 's3:cret' }] });
  expect(await status(basic('a@b.example/token:s3:cret'))).toBe(200);
  expect(await status(basic('a@b.example:s3:cret'))).toBe(401);
});

test('accepts a username and password as Basic', async () => {
  const { status } = await startAuth({ passwords: [{ username: 'a@b.example', password: 'pässwörd' }] });
  expect(await status(basic('a@b.example:pässwörd'))).toBe(200);
  expect(await status(basic('a@b.example:other'))).toBe(401);
});

test('returns 401 for missing or wrong Basic credentials', async () => {
  const { status, body } = await startAuth({});
  expect(await status()).toBe(401);
  expect(await body()).toEqual({ error: "Couldn't authenticate you" });
  expect(await body(basic('x:y'))).toEqual({ error: "Couldn't authenticate you" });
});

test('returns an OAuth 401 for an unknown bearer token', async () => {
  const { status, body } = await startAuth({});
  expect(await status('Bearer nope')).toBe(401);
  expect(await body('Bearer nope')).toEqual({
    error: 'invalid_token',
    error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
  });
});

test('returns 403 for users who are not admins, with any credentials', async () => {
  const { status, body } = await startAuth({
    apiTokens: [{ email: 'a@b.example', apiToken: 't', role: 'agent' }],
    accessTokens: [{ accessToken: 'agents', role: 'agent' }],
  });
  expect(await status(basic('a@b.example/token:t'))).toBe(403);
  expect(await body('Bearer agents')).toEqual({
    error: {
      title: 'Forbidden',
      message:
        'You do not have access to this page. Please contact the account owner of this help desk for further help.',
    },
  });
});

test('returns 403 with the missing scope for a token without it', async () => {
  const { status, body } = await startAuth({ accessTokens: [{ accessToken: 'writer', scope: 'write' }] });
  expect(await status('Bearer writer')).toBe(403);
  expect(await body('Bearer writer')).toEqual({
    error: 'Forbidden',
    description: 'You are missing the following required scopes: read',
  });
});

test('issues a valid token to an OAuth client', async () => {
  const { requestToken, status } = await startAuth({ clients: [CLIENT] });
  const answer = await requestToken(createGrant());
  expect(answer).toEqual({
    status: 200,
    body: { access_token: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, token_type: 'bearer', scope: 'read' },
  });
  expect(await status(`Bearer ${String(answer.body['access_token'])}`)).toBe(200);
});

test('expires a token after expires_in', async () => {
  const { requestToken, status, clock } = await startAuth({ clients: [{ ...CLIENT, expiresIn: 1800 }] });
  const { body } = await requestToken(createGrant());
  expect(body['expires_in']).toBe(1800);
  clock.advance(1_799_999);
  expect(await status(`Bearer ${String(body['access_token'])}`)).toBe(200);
  clock.advance(1);
  expect(await status(`Bearer ${String(body['access_token'])}`)).toBe(401);
});

test('accepts a requested expires_in from 300 to 172,800 seconds', async () => {
  const { requestToken } = await startAuth({ clients: [{ ...CLIENT, expiresIn: 1800 }] });
  const request = (expires_in: unknown) => requestToken(createGrant({ expires_in }));
  for (const seconds of [300, 301, 172_799, 172_800]) {
    expect(await request(seconds)).toMatchObject({ status: 200, body: { expires_in: seconds } });
  }
  for (const value of [299, 172_801, 0, -1800, '1800', null]) {
    expect(await request(value)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  }
});

test('expires a token after the requested expires_in', async () => {
  const { requestToken, status, clock } = await startAuth({ clients: [CLIENT] });
  const token = String((await requestToken(createGrant({ expires_in: 300 }))).body['access_token']);
  clock.advance(299_999);
  expect(await status(`Bearer ${token}`)).toBe(200);
  clock.advance(1);
  expect(await status(`Bearer ${token}`)).toBe(401);
});

test('rejects token requests with a wrong secret, another grant type or invalid JSON', async () => {
  const { requestToken, zendesk } = await startAuth({ clients: [CLIENT] });
  expect(await requestToken(createGrant({ client_secret: 'wrong' }))).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  });
  expect(await requestToken(createGrant({ grant_type: 'password' }))).toMatchObject({
    status: 400,
    body: { error: 'unsupported_grant_type' },
  });
  expect((await fetch(`${zendesk.url}/oauth/tokens`, { method: 'POST', body: 'grant_type=x' })).status).toBe(400);
});

test('revokes a token and issues another', async () => {
  const { requestToken, status, zendesk } = await startAuth({ clients: [CLIENT] });
  const first = String((await requestToken(createGrant())).body['access_token']);
  zendesk.revokeIssuedTokens();
  expect(await status(`Bearer ${first}`)).toBe(401);
  const second = String((await requestToken(createGrant())).body['access_token']);
  expect(second).not.toBe(first);
  expect(await status(`Bearer ${second}`)).toBe(200);
});

test('replaces credentials while running', async () => {
  const { requestToken, status, zendesk } = await startAuth({
    clients: [CLIENT],
    accessTokens: [{ accessToken: 'old' }],
  });
  const issued = String((await requestToken(createGrant())).body['access_token']);
  zendesk.setCredentials({ accessTokens: [{ accessToken: 'new' }] });
  expect(await status('Bearer old')).toBe(401);
  expect(await status(`Bearer ${issued}`)).toBe(401);
  expect(await status('Bearer new')).toBe(200);
});

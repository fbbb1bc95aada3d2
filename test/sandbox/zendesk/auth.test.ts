import { expect, test } from 'vitest';
import type { AcceptedCredentials } from '#sandbox/zendesk/index.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { started } from '#test/support/sandbox/zendesk/started.ts';

const PATH = '/api/v2/incremental/tickets?start_time=0';
const CLIENT = { clientId: 'lake', clientSecret: 'hush' };
const basic = (userPass: string): string => `Basic ${Buffer.from(userPass).toString('base64')}`;

type Door = {
  readonly status: (authorization?: string) => Promise<number>;
  readonly body: (authorization?: string) => Promise<unknown>;
  readonly token: (body: Record<string, unknown>) => Promise<{ status: number; body: Record<string, unknown> }>;
} & Awaited<ReturnType<typeof started>>;

async function door(credentials: AcceptedCredentials): Promise<Door> {
  const server = await started({ credentials, rateLimit: { total: 100 } });
  const ask = (authorization?: string): Promise<Response> =>
    fetch(server.zendesk.url + PATH, authorization === undefined ? {} : { headers: { authorization } });
  return {
    ...server,
    status: async (authorization) => (await ask(authorization)).status,
    body: async (authorization) => (await ask(authorization)).json(),
    token: async (body) => {
      const headers = { 'content-type': 'application/json' };
      const url = `${server.zendesk.url}/oauth/tokens`;
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, body: parseObject(await response.text()) };
    },
  };
}

const grant = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  grant_type: 'client_credentials',
  client_id: CLIENT.clientId,
  client_secret: CLIENT.clientSecret,
  scope: 'read',
  ...more,
});

test('an API token is sent as Basic email/token', async () => {
  const { status } = await door({ apiTokens: [{ email: 'a@b.example', apiToken: 's3:cret' }] });
  expect(await status(basic('a@b.example/token:s3:cret'))).toBe(200);
  expect(await status(basic('a@b.example:s3:cret'))).toBe(401);
});

test('a user name and a password are sent as Basic, as they are', async () => {
  const { status } = await door({ passwords: [{ username: 'a@b.example', password: 'pässwörd' }] });
  expect(await status(basic('a@b.example:pässwörd'))).toBe(200);
  expect(await status(basic('a@b.example:other'))).toBe(401);
});

test('an absent or wrong Basic credential gets 401', async () => {
  const { status, body } = await door({});
  expect(await status()).toBe(401);
  expect(await body()).toEqual({ error: "Couldn't authenticate you" });
  expect(await body(basic('x:y'))).toEqual({ error: "Couldn't authenticate you" });
});

test('an unknown bearer token gets 401 in the form of OAuth', async () => {
  const { status, body } = await door({});
  expect(await status('Bearer nope')).toBe(401);
  expect(await body('Bearer nope')).toEqual({
    error: 'invalid_token',
    error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
  });
});

test('whoever is no admin gets 403, by any credential', async () => {
  const { status, body } = await door({
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

test('a token without the scope gets 403 that names it', async () => {
  const { status, body } = await door({ accessTokens: [{ accessToken: 'writer', scope: 'write' }] });
  expect(await status('Bearer writer')).toBe(403);
  expect(await body('Bearer writer')).toEqual({
    error: 'Forbidden',
    description: 'You are missing the following required scopes: read',
  });
});

test('an OAuth client gets a token that works', async () => {
  const { token, status } = await door({ clients: [CLIENT] });
  const answer = await token(grant());
  expect(answer).toEqual({
    status: 200,
    body: { access_token: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, token_type: 'bearer', scope: 'read' },
  });
  expect(await status(`Bearer ${String(answer.body['access_token'])}`)).toBe(200);
});

test('a token of a client with an expiry ends when it says', async () => {
  const { token, status, clock } = await door({ clients: [{ ...CLIENT, expiresIn: 1800 }] });
  const { body } = await token(grant());
  expect(body['expires_in']).toBe(1800);
  clock.advance(1_799_999);
  expect(await status(`Bearer ${String(body['access_token'])}`)).toBe(200);
  clock.advance(1);
  expect(await status(`Bearer ${String(body['access_token'])}`)).toBe(401);
});

test('an expiry can be asked for within its bounds', async () => {
  const { token } = await door({ clients: [CLIENT] });
  expect((await token(grant({ expires_in: 301 }))).body['expires_in']).toBe(301);
  expect((await token(grant({ expires_in: 300 }))).status).toBe(400);
  expect((await token(grant({ expires_in: 172_800 }))).status).toBe(400);
});

test('a wrong secret, another grant and no JSON get no token', async () => {
  const { token, zendesk } = await door({ clients: [CLIENT] });
  expect(await token(grant({ client_secret: 'wrong' }))).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  });
  expect(await token(grant({ grant_type: 'password' }))).toMatchObject({
    status: 400,
    body: { error: 'unsupported_grant_type' },
  });
  expect((await fetch(`${zendesk.url}/oauth/tokens`, { method: 'POST', body: 'grant_type=x' })).status).toBe(400);
});

test('a revoked token ends, and the client gets another', async () => {
  const { token, status, zendesk } = await door({ clients: [CLIENT] });
  const first = String((await token(grant())).body['access_token']);
  zendesk.revokeIssuedTokens();
  expect(await status(`Bearer ${first}`)).toBe(401);
  const second = String((await token(grant())).body['access_token']);
  expect(second).not.toBe(first);
  expect(await status(`Bearer ${second}`)).toBe(200);
});

test('credentials can be rotated while it runs', async () => {
  const { token, status, zendesk } = await door({ clients: [CLIENT], accessTokens: [{ accessToken: 'old' }] });
  const issued = String((await token(grant())).body['access_token']);
  zendesk.setCredentials({ accessTokens: [{ accessToken: 'new' }] });
  expect(await status('Bearer old')).toBe(401);
  expect(await status(`Bearer ${issued}`)).toBe(401);
  expect(await status('Bearer new')).toBe(200);
});

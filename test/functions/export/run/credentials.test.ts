import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const CLIENT = { clientId: 'lake', clientSecret: 'planted-client-secret' };

function worldWith(secret: unknown): TestWorld {
  const world = createTestWorld({ secret });
  for (let i = 0; i < 25; i += 1) world.account.create({ second: BEGAN + i });
  world.zendesk.setCredentials({
    clients: [{ ...CLIENT, expiresIn: 1800 }],
    accessTokens: [{ accessToken: 'planted-access-token' }],
    apiTokens: [{ email: 'ana@example.com', apiToken: 'planted-api-token' }],
    passwords: [{ username: 'ana', password: 'planted-password' }],
  });
  return world;
}

const failure = async (run: Promise<unknown>): Promise<Error> => {
  try {
    await run;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected the run to fail');
};

const tokenRequests = (world: TestWorld) => world.requests.filter(({ method }) => method === 'POST');

describe('authentication', () => {
  it.each([
    ['OAuth client credentials', CLIENT, 'Bearer '],
    ['an access token', { accessToken: 'planted-access-token' }, 'Bearer planted-access-token'],
    [
      'an API token',
      { email: 'ana@example.com', apiToken: 'planted-api-token' },
      `Basic ${Buffer.from('ana@example.com/token:planted-api-token').toString('base64')}`,
    ],
    [
      'a password',
      { username: 'ana', password: 'planted-password' },
      `Basic ${Buffer.from('ana:planted-password').toString('base64')}`,
    ],
  ])('accepts %s', async (_, secret, header) => {
    const world = worldWith(secret);
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1 });
    expect(world.pages()[0]?.headers['authorization']?.startsWith(header)).toBe(true);
  });

  it('prefers the OAuth client if the secret has several forms', async () => {
    const world = worldWith({ accessToken: 'planted-access-token', ...CLIENT });
    await world.invoke();
    expect(tokenRequests(world)).toHaveLength(1);
    expect(JSON.parse(tokenRequests(world)[0]?.body ?? '')).toEqual({
      grant_type: 'client_credentials',
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
      scope: 'read',
    });
  });

  it('keeps secret and token between warm runs, and renews a token before it expires', async () => {
    const world = worldWith(CLIENT);
    await world.invoke();
    await world.invoke();
    expect({ secrets: world.secretReads, tokens: tokenRequests(world).length }).toEqual({ secrets: 1, tokens: 1 });
    await world.invoke({}, { afterMs: 1_750_000 - 300_000 });
    expect({ secrets: world.secretReads, tokens: tokenRequests(world).length }).toEqual({ secrets: 1, tokens: 2 });
    expect(world.pages().every(({ headers }) => headers['authorization'])).toBe(true);
  });

  it('reads the secret again on a 401, so that a rotated secret needs no deployment (tap-zendesk#182)', async () => {
    const world = worldWith(CLIENT);
    await world.invoke();
    const rotated = { clientId: 'lake', clientSecret: 'planted-rotated' };
    world.zendesk.setCredentials({ clients: [{ ...rotated, expiresIn: 1800 }] });
    world.zendesk.revokeIssuedTokens();
    world.secret = rotated;

    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up' });
    expect({ secrets: world.secretReads, tokens: tokenRequests(world).length }).toEqual({ secrets: 2, tokens: 2 });
  });

  it('reads the secret again if an expired token cannot be renewed with the old one', async () => {
    const world = worldWith(CLIENT);
    await world.invoke();
    const rotated = { clientId: 'lake', clientSecret: 'planted-rotated' };
    world.zendesk.setCredentials({ clients: [{ ...rotated, expiresIn: 1800 }] });
    world.secret = rotated;

    expect(await world.invoke({}, { afterMs: 3_600_000 })).toMatchObject({ outcome: 'caught_up' });
    expect(world.secretReads).toBe(2);
  });

  it.each([
    ['a wrong client secret', { ...CLIENT, clientSecret: 'planted-wrong' }],
    ['a wrong access token', { accessToken: 'planted-wrong' }],
    ['a wrong API token', { email: 'ana@example.com', apiToken: 'planted-wrong' }],
    ['a wrong password', { username: 'ana', password: 'planted-wrong' }],
  ])('throws a CredentialsError after one repetition for %s', async (_, secret) => {
    const world = worldWith(secret);
    const error = await failure(world.invoke());
    expect(error.name).toBe('CredentialsError');
    expect(error.message).toContain('acme/tickets');
    expect(error.message).toContain('zendesk-lake/acme');
    expect(world.requests).toHaveLength(2);
    expect(world.secretReads).toBe(2);
    expect(JSON.stringify([error.message, error.stack, world.logs])).not.toContain('planted-wrong');
    expect(world.item()).not.toHaveProperty('leaseOwner');
  });

  it('throws a CredentialsError without a retry if the user is not an admin (airbyte#79684)', async () => {
    const world = worldWith({ accessToken: 'planted-agent' });
    world.zendesk.setCredentials({ accessTokens: [{ accessToken: 'planted-agent', role: 'agent' }] });
    const error = await failure(world.invoke());
    expect(error.name).toBe('CredentialsError');
    expect(error.message).toContain('admin');
    expect(world.requests).toHaveLength(1);
  });

  it('reads the secret again in the run after a 403 or a refused token, since its replacement is the fix', async () => {
    const world = worldWith({ accessToken: 'planted-agent' });
    world.zendesk.setCredentials({
      accessTokens: [{ accessToken: 'planted-agent', role: 'agent' }, { accessToken: 'planted-admin' }],
    });
    await failure(world.invoke());
    world.secret = { accessToken: 'planted-admin' };
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up' });

    const other = worldWith(CLIENT);
    other.happens = ({ method }) =>
      method === 'POST' ? { kind: 'respond', status: 400, body: '{"error":"invalid_client"}' } : undefined;
    expect(await failure(other.invoke())).toMatchObject({ name: 'CredentialsError' });
    other.secret = { accessToken: 'planted-access-token' };
    expect(await other.invoke()).toMatchObject({ outcome: 'caught_up' });
  });

  it('sends no credentials to the target of a redirect', async () => {
    const world = worldWith(CLIENT);
    world.happens = ({ method }) =>
      method === 'GET'
        ? { kind: 'respond', status: 302, headers: { location: 'https://elsewhere.example/login' }, body: '' }
        : undefined;
    const error = await failure(world.invoke());
    expect(error.name).toBe('ZendeskRefusedError');
    expect(error.message).toContain('elsewhere.example');
    expect(world.requests.map(({ url }) => new URL(url).host)).toEqual(['acme.zendesk.com', 'acme.zendesk.com']);
  });

  it('rejects the secret of another account before any request', async () => {
    const world = worldWith({ subdomain: 'other', ...CLIENT });
    expect(await failure(world.invoke())).toMatchObject({
      name: 'CredentialsError',
      message: expect.stringContaining('acme'),
    });
    expect(world.requests).toEqual([]);
  });

  it.each([[{}], [''], [{ clientId: 'x' }], [{ email: 'a', password: 'planted' }], [null], [['planted']]])(
    'rejects a secret of no accepted form, naming the forms: %j',
    async (secret) => {
      const world = worldWith(secret);
      const error = await failure(world.invoke());
      expect(error.name).toBe('CredentialsError');
      for (const form of ['clientId', 'accessToken', 'apiToken', 'password']) expect(error.message).toContain(form);
      expect(error.message).not.toContain('planted');
    },
  );

  it('applies retries and the deadline to token requests as to pages', async () => {
    const world = worldWith(CLIENT);
    let tokens = 0;
    world.happens = ({ method }) =>
      method === 'POST' && (tokens += 1) < 3 ? { kind: 'respond', status: 502, body: '<html>' } : undefined;
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up' });
    expect(tokens).toBe(3);

    const late = worldWith(CLIENT);
    late.happens = ({ method }) =>
      method === 'POST' ? { kind: 'respond', status: 429, headers: { 'retry-after': '900' }, body: '' } : undefined;
    expect(await late.invoke()).toMatchObject({ outcome: 'rate_limited' });
    expect(late.item()).toEqual({});

    const hanging = worldWith(CLIENT);
    hanging.happens = () => ({ kind: 'hang' });
    const result = await hanging.invoke();
    expect(result).toMatchObject({ outcome: 'budget_spent' });
    expect(hanging.item()).toEqual({});
    expect(result.remainingMs).toBeGreaterThanOrEqual(1000);
  });
});

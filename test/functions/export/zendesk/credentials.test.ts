import { describe, expect, it } from 'vitest';
import { CredentialsError } from '#functions/export/core/errors.ts';
import type { Secrets } from '#functions/export/core/ports/ports.ts';
import { openCredentials, type CredentialCache } from '#functions/export/zendesk/credentials.ts';
import { answer, scriptedHttp, type Turn } from '#test/support/functions/answers.ts';
import { ORIGIN, runOf } from '#test/support/functions/run.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

const CLIENT = { clientId: 'lake', clientSecret: 'PLANTED-SECRET' };

const granted = (token: string, seconds = 1800) =>
  answer(200, JSON.stringify({ access_token: token, expires_in: seconds }));

/** Opens the credentials of a run, from a secret that the test can change. */
function open(
  secret: unknown,
  turns: readonly Turn[] = [],
  shared: { cache?: CredentialCache; subdomain?: string; origin?: string } = {},
) {
  // Longer than a token's lifetime.
  const run = runOf(7_200_000);
  const { http, requests } = scriptedHttp(run.clock, ...turns);
  const state = { secret, reads: [] as string[] };
  const secrets: Secrets = async (id) => {
    state.reads.push(id);
    return JSON.stringify(state.secret);
  };
  const { cache = new Map(), subdomain = 'acme', origin = ORIGIN } = shared;
  const deps = { ...run.withHttp(http), origin, cache, secretId: 'zendesk/acme', subdomain };
  const credentials = openCredentials({ ...deps, secrets });
  const authorize = (exportId = 'acme/tickets') => credentials.authorize({ ...run.context, exportId });
  const forget = () => credentials.forget();
  const confidential = () => credentials.confidential();
  return { run, requests, state, cache, deps, credentials, authorize, forget, confidential };
}

const buggySecrets: Secrets = () => Promise.reject(new TypeError('a bug'));

describe('authorize', () => {
  it.each([
    [{ accessToken: 'abc' }, 'Bearer abc'],
    [{ email: 'ana@example.com', apiToken: 'abc' }, 'Basic YW5hQGV4YW1wbGUuY29tL3Rva2VuOmFiYw=='],
    [{ username: 'ana', password: 'abc' }, 'Basic YW5hOmFiYw=='],
  ])('returns the header for %j without a request', async (secret, header) => {
    const { authorize, requests } = open(secret);
    expect(await authorize()).toEqual({ kind: 'authorized', header });
    expect(requests).toEqual([]);
  });

  it('uses the token of an OAuth client until it is due for renewal', async () => {
    const { authorize, requests, run } = open(CLIENT, [granted('one'), granted('two')]);
    expect(await authorize()).toEqual({ kind: 'authorized', header: 'Bearer one' });
    run.clock.advance(1_739_999);
    expect(await authorize()).toMatchObject({ header: 'Bearer one' });
    run.clock.advance(1);
    expect(await authorize()).toMatchObject({ header: 'Bearer two' });
    expect(requests).toHaveLength(2);
  });

  it('returns refused if Zendesk rejects the OAuth client', async () => {
    const { authorize, confidential } = open(CLIENT, [answer(401)]);
    expect(await authorize()).toMatchObject({ kind: 'refused', detail: expect.stringContaining('401') });
    expect(confidential()).toEqual(['PLANTED-SECRET']);
  });

  it('stops as rate limited instead of waiting beyond the time budget', async () => {
    const { authorize } = open(CLIENT, [answer(429, '', { 'retry-after': '9000' })]);
    expect(await authorize()).toMatchObject({ kind: 'stopped', outcome: 'rate_limited' });
  });
});

describe('the credential cache', () => {
  it('keeps secret and token between warm runs', async () => {
    const first = open(CLIENT, [granted('one')]);
    await first.authorize();
    const second = open(CLIENT, [], { cache: first.cache });
    expect(await second.authorize()).toMatchObject({ header: 'Bearer one' });
    expect(second.state.reads).toEqual([]);
  });

  it('drops secret and token on forget, so that a rotated secret needs no deployment', async () => {
    const { authorize, forget, state } = open(CLIENT, [granted('one'), granted('two')]);
    await authorize();
    state.secret = { accessToken: 'rotated' };
    expect(await authorize()).toMatchObject({ header: 'Bearer one' });
    forget();
    expect(await authorize()).toMatchObject({ header: 'Bearer rotated' });
    expect(state.reads).toEqual(['zendesk/acme', 'zendesk/acme']);
  });

  it('keeps a newer token when an older one is refused, so that exports do not drop the token of each other', async () => {
    const { authorize, credentials } = open(CLIENT, [granted('one'), granted('two')]);
    await authorize();
    credentials.forget('Bearer one');
    await authorize();
    credentials.forget('Bearer one');
    expect(await authorize()).toMatchObject({ header: 'Bearer two' });
  });

  it('requests secret and token once for exports that need them together', async () => {
    const { authorize, state, requests } = open(CLIENT, [granted('one')]);
    const headers = await Promise.all([authorize('acme/a'), authorize('acme/b'), authorize('acme/c')]);
    expect(headers).toEqual(headers.map(() => ({ kind: 'authorized', header: 'Bearer one' })));
    expect([state.reads.length, requests.length]).toEqual([1, 1]);
  });

  it('requests a token again for the next export after a failure', async () => {
    const { authorize } = open(CLIENT, [answer(403), granted('two')]);
    const results = await Promise.allSettled([authorize('acme/a'), authorize('acme/b')]);
    expect(results).toMatchObject([
      { status: 'rejected', reason: { name: 'CredentialsError', message: expect.stringContaining('acme/a') } },
      { status: 'fulfilled', value: { header: 'Bearer two' } },
    ]);
  });

  it("never uses one account's credentials for another account that shares the secret", async () => {
    const cache: CredentialCache = new Map();
    await open({ accessToken: 'abc' }, [], { cache }).authorize();
    const other = open({ accessToken: 'abc', subdomain: 'acme' }, [], { cache, subdomain: 'other' });
    await expect(other.authorize('other/tickets')).rejects.toThrow('is bound to a subdomain other than other');
  });

  it("never sends one origin's token to another origin", async () => {
    const first = open(CLIENT, [granted('one')]);
    await first.authorize();
    const second = open(CLIENT, [granted('two')], { cache: first.cache, origin: 'https://elsewhere.example' });
    expect(await second.authorize()).toMatchObject({ header: 'Bearer two' });
    expect(second.requests[0]?.url).toBe('https://elsewhere.example/oauth/tokens');
  });

  it('lists every secret and token that it has used as confidential, because a late response may echo them', async () => {
    const { authorize, confidential, forget } = open(CLIENT, [granted('PLANTED-TOKEN')]);
    expect(confidential()).toEqual([]);
    await authorize();
    expect(confidential()).toEqual(['PLANTED-SECRET', 'PLANTED-TOKEN']);
    forget();
    expect(confidential()).toEqual(['PLANTED-SECRET', 'PLANTED-TOKEN']);
  });
});

describe('authorize with an unusable secret', () => {
  it('throws an error that names the export and the accepted forms, and reads the secret again next time', async () => {
    const { authorize, state } = open({ password: 'PLANTED' });
    const error = await thrownBy(() => authorize());
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toMatch(
      /^acme\/tickets: The secret zendesk\/acme has none of the accepted forms\. Replace it with JSON in one of/,
    );
    expect(everythingIn(error)).not.toContain('PLANTED');
    state.secret = { accessToken: 'abc' };
    expect(await authorize()).toMatchObject({ header: 'Bearer abc' });
  });

  it('adds the export to an error of the secret store and keeps its cause', async () => {
    const cause = new Error('AccessDenied');
    const { deps, run } = open({});
    const secrets: Secrets = () => Promise.reject(new CredentialsError('The secret cannot be read.', { cause }));
    const error = await thrownBy(() => openCredentials({ ...deps, secrets }).authorize(run.context));
    expect(error).toMatchObject({ message: 'acme/tickets: The secret cannot be read.', cause });
  });

  it('throws programming errors unchanged', async () => {
    const { deps, run } = open({});
    await expect(openCredentials({ ...deps, secrets: buggySecrets }).authorize(run.context)).rejects.toThrow(TypeError);
  });

  it('stops as budget_spent, without a page in flight, if the secret cannot be read in time', async () => {
    const { deps, run } = open({});
    const secrets: Secrets = () => {
      run.clock.elapse(24 * 3_600_000, run.work);
      return Promise.reject(new CredentialsError('aborted'));
    };
    expect(await openCredentials({ ...deps, secrets }).authorize(run.context)).toEqual({
      kind: 'stopped',
      outcome: 'budget_spent',
      inFlight: false,
    });
  });
});

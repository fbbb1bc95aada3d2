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

/** Credentials of a run, from a secret that may change. */
function opened(
  secret: unknown,
  turns: readonly Turn[] = [],
  shared: { cache?: CredentialCache; subdomain?: string; origin?: string } = {},
) {
  // Longer than a token lives.
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
  return { run, requests, state, cache, deps, authorize, forget, confidential };
}

const broken: Secrets = () => Promise.reject(new TypeError('a bug'));

describe('the Authorization header', () => {
  it.each([
    [{ accessToken: 'abc' }, 'Bearer abc'],
    [{ email: 'ana@example.com', apiToken: 'abc' }, 'Basic YW5hQGV4YW1wbGUuY29tL3Rva2VuOmFiYw=='],
    [{ username: 'ana', password: 'abc' }, 'Basic YW5hOmFiYw=='],
  ])('of %j needs no request', async (secret, header) => {
    const { authorize, requests } = opened(secret);
    expect(await authorize()).toEqual({ kind: 'authorized', header });
    expect(requests).toEqual([]);
  });

  it('of an OAuth client has a token, which serves until it is to be renewed', async () => {
    const { authorize, requests, run } = opened(CLIENT, [granted('one'), granted('two')]);
    expect(await authorize()).toEqual({ kind: 'authorized', header: 'Bearer one' });
    run.clock.advance(1_739_999);
    expect(await authorize()).toMatchObject({ header: 'Bearer one' });
    run.clock.advance(1);
    expect(await authorize()).toMatchObject({ header: 'Bearer two' });
    expect(requests).toHaveLength(2);
  });

  it('is refused where Zendesk gives no token for the secret', async () => {
    const { authorize, confidential } = opened(CLIENT, [answer(401)]);
    expect(await authorize()).toEqual({ kind: 'refused' });
    expect(confidential()).toEqual(['PLANTED-SECRET']);
  });

  it('has to wait no longer than the run may', async () => {
    const { authorize } = opened(CLIENT, [answer(429, '', { 'retry-after': '9000' })]);
    expect(await authorize()).toMatchObject({ kind: 'stopped', outcome: 'rate_limited' });
  });
});

describe('secret and token', () => {
  it('are kept between warm runs', async () => {
    const first = opened(CLIENT, [granted('one')]);
    await first.authorize();
    const second = opened(CLIENT, [], { cache: first.cache });
    expect(await second.authorize()).toMatchObject({ header: 'Bearer one' });
    expect(second.state.reads).toEqual([]);
  });

  it('are forgotten on demand, so that a rotated secret needs no deploy', async () => {
    const { authorize, forget, state } = opened(CLIENT, [granted('one'), granted('two')]);
    await authorize();
    state.secret = { accessToken: 'rotated' };
    expect(await authorize()).toMatchObject({ header: 'Bearer one' });
    forget();
    expect(await authorize()).toMatchObject({ header: 'Bearer rotated' });
    expect(state.reads).toEqual(['zendesk/acme', 'zendesk/acme']);
  });

  it('of one account never serve another that shares the secret', async () => {
    const cache: CredentialCache = new Map();
    await opened({ accessToken: 'abc' }, [], { cache }).authorize();
    const other = opened({ accessToken: 'abc', subdomain: 'acme' }, [], { cache, subdomain: 'other' });
    await expect(other.authorize('other/tickets')).rejects.toThrow('belongs to another subdomain than other');
  });

  it('of one address never go to another', async () => {
    const first = opened(CLIENT, [granted('one')]);
    await first.authorize();
    const second = opened(CLIENT, [granted('two')], { cache: first.cache, origin: 'https://elsewhere.example' });
    expect(await second.authorize()).toMatchObject({ header: 'Bearer two' });
    expect(second.requests[0]?.url).toBe('https://elsewhere.example/oauth/tokens');
  });

  it('are known as confidential as long as they are known', async () => {
    const { authorize, confidential, forget } = opened(CLIENT, [granted('PLANTED-TOKEN')]);
    expect(confidential()).toEqual([]);
    await authorize();
    expect(confidential()).toEqual(['PLANTED-SECRET', 'PLANTED-TOKEN']);
    forget();
    expect(confidential()).toEqual([]);
  });
});

describe('a secret that cannot be used', () => {
  it('is an error that names the export and what to put in, and is read again by the next run', async () => {
    const { authorize, state } = opened({ password: 'PLANTED' });
    const error = await thrownBy(() => authorize());
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toMatch(/^acme\/tickets: The secret zendesk\/acme has none of the known forms\. Put one of/);
    expect(everythingIn(error)).not.toContain('PLANTED');
    state.secret = { accessToken: 'abc' };
    expect(await authorize()).toMatchObject({ header: 'Bearer abc' });
  });

  it('keeps the cause of why it cannot be read', async () => {
    const cause = new Error('AccessDenied');
    const { deps, run } = opened({});
    const secrets: Secrets = () => Promise.reject(new CredentialsError('The secret cannot be read.', { cause }));
    const error = await thrownBy(() => openCredentials({ ...deps, secrets }).authorize(run.context));
    expect(error).toMatchObject({ message: 'acme/tickets: The secret cannot be read.', cause });
  });

  it('by a fault of the code is thrown as it is', async () => {
    const { deps, run } = opened({});
    await expect(openCredentials({ ...deps, secrets: broken }).authorize(run.context)).rejects.toThrow(TypeError);
  });

  it('within the time that is left ends the run as spent, and no page is to blame for that', async () => {
    const { deps, run } = opened({});
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

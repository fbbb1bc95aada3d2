import { describe, expect, it } from 'vitest';
import { CredentialsError, ZendeskRefusedError, ZendeskUnavailableError } from '#functions/export/core/errors.ts';
import { NetworkError } from '#functions/export/core/ports/ports.ts';
import { requestToken } from '#functions/export/zendesk/token.ts';
import { answer, scriptedHttp, times, type Turn } from '#test/support/functions/answers.ts';
import { runOf } from '#test/support/functions/run.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

const SECRET = { kind: 'client_credentials', clientId: 'lake', clientSecret: 'PLANTED' } as const;

const granted = (fields: object = {}) =>
  answer(200, JSON.stringify({ access_token: 'token-1', token_type: 'bearer', scope: 'read', ...fields }));

function ask(...turns: readonly Turn[]) {
  const run = runOf();
  const { http, requests } = scriptedHttp(run.clock, ...turns);
  return { run, requests, result: requestToken(SECRET, run.context, run.withHttp(http)) };
}

describe('a token', () => {
  it('is asked for by client credentials, as JSON, at the same origin', async () => {
    const { result, requests } = ask(granted());
    await result;
    expect(requests).toEqual([
      {
        method: 'POST',
        url: 'https://acme.zendesk.com/oauth/tokens',
        headers: {
          accept: 'application/json',
          'accept-encoding': 'gzip',
          'user-agent': expect.stringMatching(/^zendesk-lake\/\d+\.\d+\.\d+$/),
          'content-type': 'application/json',
        },
        body: '{"grant_type":"client_credentials","client_id":"lake","client_secret":"PLANTED","scope":"read"}',
      },
    ]);
  });

  it.each([
    ['a minute before it expires', 1800, 1_740_000],
    ['halfway, where it lives shorter than two minutes', 60, 30_000],
    ['at once, where it has expired', 0, 0],
    ['never, where it does not say when it expires', undefined, Number.POSITIVE_INFINITY],
    ['never, where it says that it does not', null, Number.POSITIVE_INFINITY],
  ])('is to be renewed %s (tap-zendesk#182)', async (_, seconds, after) => {
    const { run, result } = ask(granted({ expires_in: seconds }));
    expect(await result).toEqual({ kind: 'done', value: { value: 'token-1', renewAt: run.clock.now() + after } });
  });

  it('is refused by a 401: a secret read anew may help', async () => {
    expect(await ask(answer(401, '{"error":"invalid_client"}')).result).toEqual({ kind: 'done', value: 'refused' });
  });

  it.each([
    ['a 503', answer(503, '', { 'retry-after': '7' }), 7_000],
    ['a 429', answer(429, '', { 'retry-after': '9' }), 9_000],
    ['a 504', answer(504), 1_500],
    ['a reset', new NetworkError('ECONNRESET'), 1_500],
    ['something that is no token', answer(200, '<html>'), 1_500],
  ])('is asked for again after %s', async (_, failure, waited) => {
    const { run, result } = ask(failure, granted());
    expect(await result).toMatchObject({ kind: 'done', value: { value: 'token-1' } });
    expect(run.clock.sleeps).toEqual([waited]);
  });

  it('that Zendesk cannot give for minutes is an outage, not a fault of the credentials', async () => {
    const error = await thrownBy(() => ask(...times(8, answer(502, '<html>PLANTED</html>'))).result);
    expect(error).toBeInstanceOf(ZendeskUnavailableError);
    expect(error.message).toMatch(/^acme\/tickets: .*POST \/oauth\/tokens answered 502/);
    expect(everythingIn(error)).not.toContain('PLANTED');
  });

  it.each(['<html>', '{}', '{"access_token":7}', '{"access_token":""}', '{"access_token":"a\\r\\nb"}'])(
    'is not %s, three times over',
    async (body) => {
      const { result, requests } = ask(...times(3, answer(200, body)));
      await expect(result).rejects.toThrow(CredentialsError);
      await expect(result).rejects.toThrow(/^acme\/tickets: .*200 without an access_token/);
      expect(requests).toHaveLength(3);
    },
  );

  it.each([400, 403, 422])('refused for good (%i) says what to check, and hides the secret', async (status) => {
    const { result, requests } = ask(answer(status, '{"error":"invalid_scope","error_description":"not PLANTED"}'));
    const error = await thrownBy(() => result);
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toMatch(
      new RegExp(String.raw`^acme/tickets: .*${status} \(invalid_scope: not \*\*\*\).*clientId`),
    );
    expect(requests).toHaveLength(1);
  });

  it('of an account that Zendesk does not know says to check the subdomain', async () => {
    const error = await thrownBy(() => ask(answer(404, '{"error":{"title":"No help desk at acme"}}')).result);
    expect(error).toBeInstanceOf(ZendeskRefusedError);
    expect(error.message).toMatch(/^acme\/tickets: .*404 \(No help desk at acme\).*Check the subdomain/);
  });

  it('is not asked for where a redirect leads', async () => {
    const { result, requests } = ask(answer(302, '', { location: 'https://elsewhere.example/' }));
    await expect(result).rejects.toThrow(ZendeskRefusedError);
    expect(requests).toHaveLength(1);
  });
});

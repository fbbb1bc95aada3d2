import { describe, expect, it } from 'vitest';
import { CredentialsError, ZendeskRefusedError, ZendeskUnavailableError } from '#functions/export/core/errors.ts';
import { NetworkError } from '#functions/export/core/ports/ports.ts';
import { requestToken } from '#functions/export/zendesk/token.ts';
import { answer, scriptedHttp, times, type Turn } from '#test/support/functions/answers.ts';
import { runOf } from '#test/support/functions/run.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

const SECRET = {
  kind: 'client_credentials',
  clientId: 'lake',
  clientSecret: 'PLANTED',
  scope: 'tickets:read',
} as const;

const granted = (fields: object = {}) =>
  answer(200, JSON.stringify({ access_token: 'token-1', token_type: 'bearer', scope: 'read', ...fields }));

function request(...turns: readonly Turn[]) {
  const run = runOf();
  const { http, requests } = scriptedHttp(run.clock, ...turns);
  return { run, requests, result: requestToken(SECRET, run.context, run.withHttp(http)) };
}

describe('requestToken', () => {
  it('posts the client credentials as JSON to the same origin', async () => {
    const { result, requests } = request(granted());
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
        body: '{"grant_type":"client_credentials","client_id":"lake","client_secret":"PLANTED","scope":"tickets:read"}',
      },
    ]);
  });

  it.each([
    ['a minute before it expires', 1800, 1_740_000],
    ['at half its lifetime of less than two minutes', 60, 30_000],
    ['immediately if it has expired', 0, 0],
    ['never if no expiry is named', undefined, Number.POSITIVE_INFINITY],
    ['a minute before an expiry that is text', '1800', 1_740_000],
    ['never if the expiry is not a number', 'soon', Number.POSITIVE_INFINITY],
    ['never if the expiry is null', null, Number.POSITIVE_INFINITY],
  ])('returns a token to renew %s (tap-zendesk#182)', async (_, seconds, after) => {
    const { run, result } = request(granted({ expires_in: seconds }));
    expect(await result).toEqual({ kind: 'done', value: { value: 'token-1', renewAt: run.clock.now() + after } });
  });

  it('returns the refusal of a 401, which a rotated secret may resolve', async () => {
    const refusal = 'POST /oauth/tokens returned 401 (invalid_client)';
    expect(await request(answer(401, '{"error":"invalid_client"}')).result).toEqual({
      kind: 'done',
      value: { refusal },
    });
  });

  it('names the payment that a 402 requires, and not the credentials', async () => {
    const error = await thrownBy(() => request(answer(402)).result);
    expect(error).toBeInstanceOf(ZendeskRefusedError);
    expect(error.message).toContain('trial or subscription has ended');
  });

  it.each([
    ['a 503', answer(503, '', { 'retry-after': '7' }), 7_000],
    ['a 429', answer(429, '', { 'retry-after': '9' }), 9_000],
    ['a 504', answer(504), 1_500],
    ['a reset', new NetworkError('ECONNRESET'), 1_500],
    ['a body without a token', answer(200, '<html>'), 1_500],
  ])('retries after %s', async (_, failure, waited) => {
    const { run, result } = request(failure, granted());
    expect(await result).toMatchObject({ kind: 'done', value: { value: 'token-1' } });
    expect(run.clock.sleeps).toEqual([waited]);
  });

  it('throws a ZendeskUnavailableError, not a CredentialsError, after 8 failures', async () => {
    const error = await thrownBy(() => request(...times(8, answer(502, '<html>PLANTED</html>'))).result);
    expect(error).toBeInstanceOf(ZendeskUnavailableError);
    expect(error.message).toMatch(/^acme\/tickets: .*POST \/oauth\/tokens returned 502/);
    expect(everythingIn(error)).not.toContain('PLANTED');
  });

  it.each(['<html>', '{}', '{"access_token":7}', '{"access_token":""}', '{"access_token":"a\\r\\nb"}'])(
    'throws a CredentialsError after three responses of %s',
    async (body) => {
      const { result, requests } = request(...times(3, answer(200, body)));
      await expect(result).rejects.toThrow(CredentialsError);
      await expect(result).rejects.toThrow(/^acme\/tickets: .*200 without an access_token/);
      expect(requests).toHaveLength(3);
    },
  );

  it.each([400, 403, 422])(
    'throws on a %i without a retry, naming the next step and masking the secret',
    async (status) => {
      const { result, requests } = request(
        answer(status, '{"error":"invalid_scope","error_description":"not PLANTED"}'),
      );
      const error = await thrownBy(() => result);
      expect(error).toBeInstanceOf(CredentialsError);
      expect(error.message).toMatch(
        new RegExp(String.raw`^acme/tickets: .*${status} \(invalid_scope: not \*\*\*\).*clientId`),
      );
      expect(requests).toHaveLength(1);
    },
  );

  it('suggests to check the subdomain if Zendesk has no such account', async () => {
    const error = await thrownBy(() => request(answer(404, '{"error":{"title":"No help desk at acme"}}')).result);
    expect(error).toBeInstanceOf(ZendeskRefusedError);
    expect(error.message).toMatch(/^acme\/tickets: .*404 \(No help desk at acme\).*Check the subdomain/);
  });

  it('throws on a redirect without following it', async () => {
    const { result, requests } = request(answer(302, '', { location: 'https://elsewhere.example/' }));
    await expect(result).rejects.toThrow(ZendeskRefusedError);
    expect(requests).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import {
  CredentialsError,
  MalformedPageError,
  ZendeskRefusedError,
  ZendeskUnavailableError,
} from '#functions/export/core/errors.ts';
import { NetworkError } from '#functions/export/core/ports/ports.ts';
import { answer, gzipped, times } from '#test/support/functions/answers.ts';
import { clientOf } from '#test/support/functions/client.ts';
import { ticket, timeText } from '#test/support/functions/pages.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

const PAGE = timeText([ticket(1, 100), ticket(2, 105)], 105);

const token = (value: string) => answer(200, JSON.stringify({ access_token: value }));

describe('fetchPage on a 401', () => {
  it('reads the secret again and repeats the request once, without waiting', async () => {
    const { run, requests, reads, fetchPage } = clientOf([answer(401), gzipped(200, PAGE)]);
    expect(await fetchPage()).toMatchObject({ kind: 'page' });
    expect(requests).toHaveLength(2);
    expect(reads).toHaveLength(2);
    expect(run.clock.sleeps).toEqual([]);
  });

  it('throws on a second 401 in a row, naming export, secret and response, but no token', async () => {
    const body = '{"error":"invalid_token","error_description":"PLANTED-TOKEN has expired"}';
    const { requests, fetchPage } = clientOf([answer(401, body), answer(401, body)]);
    const error = await thrownBy(() => fetchPage());
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toMatch(/^acme\/tickets: .*zendesk\/acme.*401 \(invalid_token: \*\*\* has expired\)/);
    expect(everythingIn(error)).not.toContain('PLANTED');
    expect(requests).toHaveLength(2);
  });

  it('restarts the count after any other response', async () => {
    const { reads, fetchPage } = clientOf([answer(401), answer(503), answer(401), gzipped(200, PAGE)]);
    expect(await fetchPage()).toMatchObject({ kind: 'page' });
    expect(reads).toHaveLength(3);
  });

  it('counts a 401 from /oauth/tokens like one from the export', async () => {
    const secret = { clientId: 'lake', clientSecret: 'PLANTED' };
    const refusal = answer(401, '{"error":"invalid_client"}');
    const { requests, fetchPage } = clientOf([refusal, refusal], { secret });
    const error = await thrownBy(() => fetchPage());
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toContain('POST /oauth/tokens returned 401 (invalid_client)');
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  it.each([
    ['password', { username: 'ana', password: ' PLANTED' }],
    ['clientSecret', { clientId: 'lake', clientSecret: 'PLANTED\n' }],
  ])('names a %s with white space around it, which may be the cause', async (member, secret) => {
    const error = await thrownBy(() => clientOf([answer(401), answer(401)], { secret }).fetchPage());
    expect(error.message).toContain(`(its ${member} begins or ends with white space, which is sent too)`);
    expect(everythingIn(error)).not.toContain('PLANTED');
  });

  it('requests a new token before it repeats the request', async () => {
    const secret = { clientId: 'lake', clientSecret: 'PLANTED' };
    const { requests, fetchPage } = clientOf([token('one'), answer(401), token('two'), gzipped(200, PAGE)], { secret });
    expect(await fetchPage()).toMatchObject({ kind: 'page' });
    expect(requests.map(({ headers }) => headers['authorization'])).toEqual([
      undefined,
      'Bearer one',
      undefined,
      'Bearer two',
    ]);
  });
});

describe('fetchPage on a permanent refusal', () => {
  it.each([
    [
      400,
      '{"error":"InvalidValue","description":"Too recent start_time"}',
      'Correct the options of this export, and deploy',
    ],
    [422, '{"error":"StartTimeTooRecent"}', 'Correct the options of this export, and deploy'],
    [402, 'Payment Required', 'trial or subscription has ended. Renew it'],
  ])('throws on a %i without a retry: %s', async (status, body, advice) => {
    const { requests, fetchPage } = clientOf([answer(status, body)]);
    const error = await thrownBy(() => fetchPage());
    expect(error).toBeInstanceOf(ZendeskRefusedError);
    expect(error.message).toMatch(/^acme\/tickets: GET \/api/);
    expect(error.message).toContain(advice);
    expect(requests).toHaveLength(1);
  });

  it('throws on a redirect without following it, naming only its host', async () => {
    const location = 'https://user:PLANTED@elsewhere.example/PLANTED?next=PLANTED';
    const { requests, fetchPage } = clientOf([answer(302, '', { location })]);
    const error = await thrownBy(() => fetchPage());
    expect(error).toBeInstanceOf(ZendeskRefusedError);
    expect(error.message).toContain('a redirect to elsewhere.example.');
    expect(everythingIn(error)).not.toContain('PLANTED');
    expect(requests).toHaveLength(1);
  });

  it.each([undefined, '/login'])('throws on a redirect without a host: %j', async (location) => {
    const error = await thrownBy(() => clientOf([answer(301, '', { location })]).fetchPage());
    expect(error.message).toContain('a redirect. It is not followed');
  });
});

describe('fetchPage with exhausted retries', () => {
  it('throws a ZendeskUnavailableError after 8 failures', async () => {
    const { requests, fetchPage } = clientOf(times(8, answer(502, 'PLANTED')));
    const error = await thrownBy(() => fetchPage());
    expect(error).toBeInstanceOf(ZendeskUnavailableError);
    expect(error.message).toMatch(/^acme\/tickets: .*returned 502/);
    expect(everythingIn(error)).not.toContain('PLANTED');
    expect(requests).toHaveLength(8);
  });

  it('throws a MalformedPageError after three invalid pages, quoting none of them (airbyte#37450)', async () => {
    const broken = timeText([ticket(1, 100, { subject: 'PLANTED' })], 100).replace(':100', ':PLANTED');
    const { requests, fetchPage } = clientOf(times(3, gzipped(200, broken)));
    const error = await thrownBy(() => fetchPage());
    expect(error).toBeInstanceOf(MalformedPageError);
    expect(error.message).toMatch(/^acme\/tickets: .*the JSON is truncated or malformed at byte \d+/);
    expect(everythingIn(error)).not.toMatch(/PLANTED|planted/);
    expect(requests).toHaveLength(3);
  });

  it.each([204, 206])('throws a MalformedPageError that names the status %i', async (status) => {
    const error = await thrownBy(() => clientOf(times(3, answer(status))).fetchPage());
    expect(error).toBeInstanceOf(MalformedPageError);
    expect(error.message).toMatch(new RegExp(`not a valid page.* returned ${status} \\(`));
    expect(error.message).not.toContain('200');
  });

  it.each([
    ['{"error":"DatabaseError","description":"try PLANTED-TOKEN later"}', '200 (DatabaseError: try *** later), but'],
    ['{"title":"PLANTED","tickets":7}', '200, but'],
  ])('quotes the error of a 200 without a page, and no other content: %s', async (body, quote) => {
    const error = await thrownBy(() => clientOf(times(3, answer(200, body))).fetchPage());
    expect(error).toBeInstanceOf(MalformedPageError);
    expect(error.message).toContain(`returned ${quote}`);
    expect(everythingIn(error)).not.toContain('PLANTED');
  });

  it('never gives up on 429s', async () => {
    const { fetchPage } = clientOf([...times(20, answer(429, '', { 'retry-after': '10' })), gzipped(200, PAGE)]);
    expect(await fetchPage()).toMatchObject({ kind: 'page' });
  });
});

describe('fetchPage at the end of the time budget', () => {
  it('aborts a page request that hangs, and reports that it was in flight', async () => {
    const { run, fetchPage } = clientOf([
      () => {
        run.clock.elapse(3_600_000, run.work);
        return new NetworkError('aborted');
      },
    ]);
    expect(await fetchPage()).toEqual({ kind: 'stopped', outcome: 'budget_spent', inFlight: true });
  });

  it('does not report a hanging token request as a page in flight', async () => {
    const secret = { clientId: 'lake', clientSecret: 'PLANTED' };
    const hang = () => {
      run.clock.elapse(3_600_000, run.work);
      return new NetworkError('aborted');
    };
    const { run, fetchPage } = clientOf([hang], { secret });
    expect(await fetchPage()).toEqual({ kind: 'stopped', outcome: 'budget_spent', inFlight: false });
  });

  it('stops before a wait that exceeds the time left', async () => {
    const { fetchPage } = clientOf([answer(429, '', { 'retry-after': '9000' })]);
    expect(await fetchPage()).toEqual({ kind: 'stopped', outcome: 'rate_limited', inFlight: false });
  });
});

it('fetchPage throws programming errors unchanged', async () => {
  await expect(clientOf([new TypeError('a bug')]).fetchPage()).rejects.toThrow(TypeError);
});

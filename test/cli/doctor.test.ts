import { describe, expect, it } from 'vitest';
import { deployed, type Deployed, REQUEST, SECRET_ID, TOKEN } from '../support/cli/deployed.ts';

type Checks = Record<string, { readonly state: string; readonly detail: string; readonly fix?: string }>;

async function examine({ json, printed }: Deployed): Promise<{ readonly code: number; readonly checks: Checks }> {
  const { code, data } = await json('doctor');
  const { exports } = data as { exports: { checks: ({ name: string } & Checks[string])[] }[] };
  expect(printed()).not.toMatch(/planted/);
  return { code, checks: Object.fromEntries((exports[0]?.checks ?? []).map((check) => [check.name, check])) };
}

const states = (checks: Checks): Record<string, string> =>
  Object.fromEntries(Object.entries(checks).map(([name, { state }]) => [name, state]));

it('finds all well, by one request of a page of one record to the export itself', async () => {
  const stack = await deployed();
  const { code, checks } = await examine(stack);
  expect(code).toBe(0);
  expect(states(checks)).toEqual({
    schedule: 'ok',
    secret: 'ok',
    credentials: 'ok',
    'admin role': 'ok',
    clock: 'ok',
    bucket: 'ok',
    table: 'ok',
  });
  expect(stack.zendesk.requests).toMatchObject([
    { method: 'GET', path: '/api/v2/incremental/tickets', query: { per_page: '1' } },
  ]);
  expect((await stack.type('doctor')).out).toMatch(/✔ credentials +accepted/);
});

describe('the secret', () => {
  it('that has no value yet is told, with how to put one', async () => {
    const stack = await deployed();
    stack.aws.secrets.put(SECRET_ID);
    const { code, checks } = await examine(stack);
    expect(code).toBe(1);
    expect(checks['secret']).toMatchObject({
      state: 'failed',
      fix: expect.stringMatching(/put-secret-value.*clientId/),
    });
    expect(checks['credentials']).toMatchObject({ state: 'unknown' });
    expect(stack.zendesk.requests).toEqual([]);
  });

  it.each(['planted text', '{"token":"planted"}', '{"accessToken":"planted","subdomain":"globex"}'])(
    'of no known form (%s) is told, with the forms there are',
    async (text) => {
      const stack = await deployed();
      stack.aws.secrets.put(SECRET_ID, text);
      const { code, checks } = await examine(stack);
      expect(code).toBe(1);
      expect(checks['secret']).toMatchObject({ state: 'failed', fix: expect.stringContaining('{"accessToken"}') });
    },
  );

  it('that the operator may not read is told apart from the function’s right', async () => {
    const stack = await deployed();
    stack.aws.secrets.intercept(() => ({ kind: 'respond', status: 400, code: 'AccessDeniedException' }));
    expect((await examine(stack)).checks['secret']).toMatchObject({
      state: 'failed',
      fix: expect.stringMatching(/GetSecretValue .*granted to you/),
    });
  });
});

it('says of an API token when it ends', async () => {
  const stack = await deployed();
  stack.aws.secrets.put(SECRET_ID, JSON.stringify({ email: 'ana@example.com', apiToken: 'planted' }));
  expect((await examine(stack)).checks['secret']).toMatchObject({
    state: 'ok',
    detail: expect.stringContaining('api token, which Zendesk ends on 2027-04-30'),
  });
});

describe('credentials', () => {
  it.each([
    ['a wrong token', { accessToken: 'planted-wrong' }],
    ['a wrong client', { clientId: 'lake', clientSecret: 'planted-wrong' }],
  ])('that are %s are told, with how to replace them', async (_, secret) => {
    const stack = await deployed();
    stack.aws.secrets.put(SECRET_ID, JSON.stringify(secret));
    const { code, checks } = await examine(stack);
    expect(code).toBe(1);
    expect(checks['secret']).toMatchObject({ state: 'ok' });
    expect(checks['credentials']).toMatchObject({ state: 'failed', fix: expect.stringContaining('put-secret-value') });
    expect(checks['admin role']).toMatchObject({ state: 'unknown' });
  });

  it('of somebody who is no admin are told so', async () => {
    const stack = await deployed();
    stack.aws.secrets.put(SECRET_ID, JSON.stringify({ accessToken: 'planted-agent' }));
    const { code, checks } = await examine(stack);
    expect(code).toBe(1);
    expect(checks['credentials']).toMatchObject({ state: 'ok' });
    expect(checks['admin role']).toMatchObject({ state: 'failed', fix: expect.stringContaining('admins') });
  });

  it('cannot be told while the rate limit is used up', async () => {
    const stack = await deployed();
    stack.zendesk.intercept(() => ({ kind: 'respond', status: 429, body: '' }));
    const { code, checks } = await examine(stack);
    expect(code).toBe(0);
    expect(checks['credentials']).toMatchObject({ state: 'unknown', detail: expect.stringContaining('rate limit') });
  });

  it('cannot be tried where Zendesk does not answer, at once', async () => {
    const stack = await deployed();
    stack.zendesk.intercept(() => ({ kind: 'reset' }));
    const { code, checks } = await examine(stack);
    expect(code).toBe(1);
    expect(checks['credentials']).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('could not be reached'),
    });
    expect(stack.zendesk.requests).toHaveLength(1);
  });

  it('are not said even by an answer that repeats them', async () => {
    const stack = await deployed();
    stack.zendesk.intercept(() => ({ kind: 'respond', status: 404, body: JSON.stringify({ error: `no ${TOKEN}` }) }));
    expect((await examine(stack)).checks['credentials']).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('404 (no ***)'),
      fix: expect.stringContaining('subdomain'),
    });
  });
});

it.each([
  [120_000, 'ahead'],
  [-120_000, 'behind'],
])('tells a clock that is off by %i ms', async (clockSkewMs, direction) => {
  const { code, checks } = await examine(await deployed({ clockSkewMs }));
  expect(code).toBe(1);
  expect(checks['clock']).toMatchObject({ state: 'failed', detail: expect.stringMatching(`1(19|20) s ${direction}`) });
});

it('tells a bucket or a table that is gone, or that the operator may not see', async () => {
  const gone = await deployed({ outputs: { LakeBucketName: 'gone', CursorTableName: 'gone-too' } });
  const { code, checks } = await examine(gone);
  expect(code).toBe(1);
  expect(checks['bucket']).toMatchObject({ state: 'failed', fix: expect.stringContaining('still exists') });
  expect(checks['table']).toMatchObject({ state: 'failed', fix: expect.stringContaining('still exists') });

  const closed = await deployed();
  closed.aws.s3.intercept(() => ({ kind: 'respond', status: 403, code: 'AccessDenied' }));
  closed.aws.dynamodb.intercept(() => ({ kind: 'respond', status: 400, code: 'AccessDeniedException' }));
  const denied = await examine(closed);
  expect(denied.checks['bucket']?.fix).toContain('s3:ListBucket');
  expect(denied.checks['table']?.fix).toContain('dynamodb:GetItem');
});

it('tells a schedule that is paused, with the command that resumes it', async () => {
  const stack = await deployed({ requests: [REQUEST, { ...REQUEST, subdomain: 'globex' }] });
  await stack.type('pause --account globex');
  const { code, out } = await stack.type('doctor --account globex');
  expect(code).toBe(1);
  expect(out).toMatch(/✘ schedule +disabled.*\nschedule: npx zendesk-lake resume --account globex\n/s);
});

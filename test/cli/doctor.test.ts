import { describe, expect, it } from 'vitest';
import { deployStack, REQUEST, SECRET_ID, TOKEN } from '../support/cli/deployed-stack.ts';
import { getStates, runDoctor } from '../support/cli/doctor.ts';

it('doctor succeeds for a working stack, with one request for one record', async () => {
  const stack = await deployStack();
  const { code, checks } = await runDoctor(stack);
  expect(code).toBe(0);
  expect(getStates(checks)).toEqual({
    schedule: 'ok',
    runs: 'unknown',
    secret: 'ok',
    credentials: 'ok',
    clock: 'ok',
    bucket: 'ok',
    table: 'ok',
    tickets: 'ok',
  });
  expect(stack.zendesk.requests).toMatchObject([
    { method: 'GET', path: '/api/v2/incremental/tickets', query: { per_page: '1' } },
  ]);
  expect((await stack.type('doctor')).out).toMatch(/✔ credentials +accepted/);
});

describe('the secret check', () => {
  it('reports an empty secret and how to set it', async () => {
    const stack = await deployStack();
    stack.aws.secrets.put(SECRET_ID);
    const { code, checks } = await runDoctor(stack);
    expect(code).toBe(1);
    expect(checks['secret']).toMatchObject({
      state: 'failed',
      fix: 'Run node cli credentials --account acme',
    });
    expect(checks['credentials']).toMatchObject({ state: 'unknown' });
    expect(stack.zendesk.requests).toEqual([]);
  });

  it.each(['planted text', '{"token":"planted"}', '{"accessToken":"planted","subdomain":"globex"}'])(
    'reports a secret of no accepted form (%s), naming the forms',
    async (text) => {
      const stack = await deployStack();
      stack.aws.secrets.put(SECRET_ID, text);
      const { code, checks } = await runDoctor(stack);
      expect(code).toBe(1);
      expect(checks['secret']).toMatchObject({ state: 'failed', fix: expect.stringContaining('{"accessToken"}') });
    },
  );

  it("reports that the operator's own credentials lack access", async () => {
    const stack = await deployStack();
    stack.aws.secrets.intercept(() => ({ kind: 'respond', status: 400, code: 'AccessDeniedException' }));
    expect((await runDoctor(stack)).checks['secret']).toMatchObject({
      state: 'failed',
      fix: expect.stringMatching(/Grant your AWS identity .*GetSecretValue/),
    });
  });

  it('reports a secret that is scheduled for deletion, and the command that restores it', async () => {
    const stack = await deployStack();
    stack.aws.secrets.scheduleDeletion(SECRET_ID);
    expect((await runDoctor(stack)).checks['secret']).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('marked for deletion'),
      fix: 'Run node cli credentials --account acme --restore',
    });
  });

  it("quotes AWS and names the permission if the secret's KMS key denies", async () => {
    const stack = await deployStack();
    const message = 'Access to KMS is not allowed';
    stack.aws.secrets.intercept(() => ({ kind: 'respond', status: 400, code: 'AccessDeniedException', message }));
    expect((await runDoctor(stack)).checks['secret']).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('AccessDeniedException: Access to KMS is not allowed'),
      fix: expect.stringMatching(/kms:Decrypt.*secretKeyArn/),
    });
  });

  it('shows when Zendesk ends API tokens', async () => {
    const stack = await deployStack();
    stack.aws.secrets.put(SECRET_ID, JSON.stringify({ email: 'ana@example.com', apiToken: 'planted' }));
    expect((await runDoctor(stack)).checks['secret']).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining('api token (Zendesk ends API tokens on 2027-04-30)'),
    });
  });
});

describe('the credentials check', () => {
  it.each([
    ['a wrong token', { accessToken: 'planted-wrong' }],
    ['a wrong client', { clientId: 'lake', clientSecret: 'planted-wrong' }],
  ])('reports %s and how to replace it', async (_, secret) => {
    const stack = await deployStack();
    stack.aws.secrets.put(SECRET_ID, JSON.stringify(secret));
    const { code, checks } = await runDoctor(stack);
    expect(code).toBe(1);
    expect(checks['secret']).toMatchObject({ state: 'ok' });
    expect(checks['credentials']).toMatchObject({
      state: 'failed',
      fix: expect.stringContaining('node cli credentials'),
    });
    expect(checks['tickets']).toMatchObject({ state: 'unknown' });
  });

  it('reports a user who is not an admin', async () => {
    const stack = await deployStack();
    stack.aws.secrets.put(SECRET_ID, JSON.stringify({ accessToken: 'planted-agent' }));
    const { code, checks } = await runDoctor(stack);
    expect(code).toBe(1);
    expect(checks['credentials']).toMatchObject({ state: 'ok' });
    expect(checks['tickets']).toMatchObject({ state: 'failed', fix: expect.stringContaining('require an admin') });
  });

  it('returns unknown while the rate limit is used up', async () => {
    const stack = await deployStack();
    stack.zendesk.intercept(() => ({ kind: 'respond', status: 429, body: '' }));
    const { code, checks } = await runDoctor(stack);
    expect(code).toBe(0);
    expect(checks['credentials']).toMatchObject({ state: 'unknown' });
    expect(checks['tickets']).toMatchObject({ state: 'unknown', detail: expect.stringContaining('rate limit') });
  });

  it('fails after one request if Zendesk cannot be reached', async () => {
    const stack = await deployStack();
    stack.zendesk.intercept(() => ({ kind: 'reset' }));
    const { code, checks } = await runDoctor(stack);
    expect(code).toBe(1);
    expect(checks['credentials']).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('could not be reached'),
    });
    expect(stack.zendesk.requests).toHaveLength(1);
  });

  it('masks credentials that a response echoes', async () => {
    const stack = await deployStack();
    stack.zendesk.intercept(() => ({ kind: 'respond', status: 404, body: JSON.stringify({ error: `no ${TOKEN}` }) }));
    const { checks } = await runDoctor(stack);
    expect(checks['credentials']).toMatchObject({ state: 'unknown' });
    expect(checks['tickets']).toMatchObject({
      state: 'failed',
      fix: expect.stringMatching(/404 \(no \*\*\*\)\..*subdomain/),
    });
  });
});

it.each([
  [120_000, 'ahead'],
  [-120_000, 'behind'],
])('the clock check reports a skew of %i ms', async (clockSkewMs, direction) => {
  const { code, checks } = await runDoctor(await deployStack({ clockSkewMs }));
  expect(code).toBe(1);
  expect(checks['clock']).toMatchObject({ state: 'failed', detail: expect.stringMatching(`1(19|20) s ${direction}`) });
});

it('the bucket and table checks report missing resources and missing permissions', async () => {
  const withoutResources = await deployStack({ outputs: { LakeBucketName: 'gone', CursorTableName: 'gone-too' } });
  const { code, checks } = await runDoctor(withoutResources);
  expect(code).toBe(1);
  expect(checks['bucket']).toMatchObject({ state: 'failed', fix: expect.stringContaining('still exists') });
  expect(checks['table']).toMatchObject({ state: 'failed', fix: expect.stringContaining('still exists') });

  const withoutAccess = await deployStack();
  withoutAccess.aws.s3.intercept(() => ({ kind: 'respond', status: 403, code: 'AccessDenied' }));
  withoutAccess.aws.dynamodb.intercept(() => ({ kind: 'respond', status: 400, code: 'AccessDeniedException' }));
  const denied = await runDoctor(withoutAccess);
  expect(denied.checks['bucket']?.fix).toContain('s3:ListBucket');
  expect(denied.checks['table']?.fix).toContain('dynamodb:GetItem');
});

it('the schedule check reports a paused schedule and the command that resumes it', async () => {
  const stack = await deployStack({ requests: [REQUEST, { ...REQUEST, subdomain: 'globex' }] });
  await stack.type('pause --account globex');
  const { code, out } = await stack.type('doctor --account globex');
  expect(code).toBe(1);
  expect(out).toMatch(/✘ schedule +disabled.*\nschedule: Run\n  node cli resume --account globex\n/s);
});

describe('the runs check', () => {
  it.each([
    ['30 days', 30 * 86_400, 'failed', 'the last one ended 30d ago'],
    ['a minute', 60, 'ok', 'the last one ended 1m ago'],
  ])('shows when the last run ended: %s ago', async (_, seconds, state, detail) => {
    const stack = await deployStack();
    const at = stack.now() - seconds;
    await stack.aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 1, end_time: at, last_run_at: at });
    const { code, checks } = await runDoctor(stack);
    expect(checks['runs']).toMatchObject({ state, detail });
    expect(code).toBe(state === 'ok' ? 0 : 1);
  });
});

describe('the check of a resource', () => {
  it.each([
    [200, '{"error":"DatabaseError"}', /returned 200 \(DatabaseError\)/],
    [200, '{}', /returned 200 .*, but the page is not valid: tickets: missing or not an array/],
    [200, '<html>planted</html>', /returned 200 .*, but the page is not valid/],
    [402, '', /returned 402 .* trial or subscription has ended/],
  ])('fails if Zendesk returns %i %s', async (status, body, detail) => {
    const stack = await deployStack();
    stack.zendesk.intercept(() => ({ kind: 'respond', status, body }));
    expect((await runDoctor(stack)).checks['tickets']).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(detail),
    });
  });
});

it('doctor names white space around a password that Zendesk rejects', async () => {
  const stack = await deployStack();
  stack.aws.secrets.put(SECRET_ID, JSON.stringify({ username: 'ana', password: 'planted ' }));
  expect((await runDoctor(stack)).checks['credentials']).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('its password begins or ends with white space'),
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { CLIENT, errorOf, fill, resultOf, SECRET_ID, startHarness, type Harness } from '../support/e2e/harness.ts';

/** Parts of secrets and of Authorization headers. None of them may appear in the output. */
const PLANTED = ['planted', Buffer.from('planted').toString('base64').slice(0, 8), 'Bearer ', 'Basic '];

function expectNoSecrets(harness: Harness): void {
  expect(PLANTED.filter((secret) => harness.output().includes(secret))).toEqual([]);
}

async function harnessWith(secret: unknown): Promise<Harness> {
  const harness = await startHarness({
    credentials: {
      clients: [CLIENT],
      accessTokens: [{ accessToken: 'planted-access-token' }, { accessToken: 'planted-agent', role: 'agent' }],
      apiTokens: [{ email: 'ana@example.com', apiToken: 'planted-api-token' }],
      passwords: [{ username: 'ana', password: 'planted-password' }],
    },
  });
  fill(harness.account, 3, harness.began);
  harness.aws.secrets.put(SECRET_ID, typeof secret === 'string' ? secret : JSON.stringify(secret));
  return harness;
}

it.each([
  ['OAuth client credentials', { clientId: CLIENT.clientId, clientSecret: CLIENT.clientSecret }],
  ['an access token', { accessToken: 'planted-access-token' }],
  ['an API token', { email: 'ana@example.com', apiToken: 'planted-api-token' }],
  ['user name and password', { username: 'ana', password: 'planted-password' }],
])('exports with %s and does not log the credentials', async (_, secret) => {
  const harness = await harnessWith(secret);
  expect(resultOf(await harness.invoke())).toMatchObject({ outcome: 'caught_up', pages: 1 });
  expectNoSecrets(harness);
});

it.each([
  ['a wrong client secret', { clientId: 'lake', clientSecret: 'planted-wrong' }, 'CredentialsError'],
  ['a wrong token', { accessToken: 'planted-wrong' }, 'CredentialsError'],
  ['a user who is not an admin', { accessToken: 'planted-agent' }, 'CredentialsError'],
  ['an unknown form', { token: 'planted' }, 'CredentialsError'],
  ['a text that is not JSON', 'planted text', 'CredentialsError'],
])('fails with a named error for %s, releases the lease and does not log the credentials', async (_, secret, name) => {
  const harness = await harnessWith(secret);
  const error = errorOf(await harness.invoke());
  expect(error.name).toBe(name);
  expect(error.message).toContain(SECRET_ID);
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  expectNoSecrets(harness);
});

it('reports an empty secret and the accepted forms', async () => {
  const harness = await startHarness();
  harness.aws.secrets.put(SECRET_ID);
  expect(errorOf(await harness.invoke())).toMatchObject({
    name: 'CredentialsError',
    message: expect.stringMatching(/has no value yet.*clientId/),
  });
  expect(errorOf(await harness.invoke({ credentialsSecretId: 'nowhere' }))).toMatchObject({ name: 'CredentialsError' });
});

it.each([
  [{ pageSize: 5 }, 'pageSize'],
  [{ startTime: 'yesterday' }, 'startTime'],
  [{ settle_seconds: 3 }, 'settle_seconds'],
  [{ subdomain: 'Acme' }, 'subdomain'],
])('rejects the event %j with the name of its field, before any request', async (event, field) => {
  const harness = await startHarness();
  expect(errorOf(await harness.invoke(event))).toMatchObject({
    name: 'InvalidRequestError',
    message: expect.stringContaining(field),
  });
  expect(harness.zendesk.requests).toEqual([]);
  expect(harness.aws.dynamodb.requests).toEqual([]);
});

it('uses a rotated secret without a deployment', async () => {
  const harness = await harnessWith({ clientId: CLIENT.clientId, clientSecret: CLIENT.clientSecret });
  await harness.invoke();
  harness.zendesk.setCredentials({ clients: [{ ...CLIENT, clientSecret: 'planted-rotated' }] });
  harness.zendesk.revokeIssuedTokens();
  harness.aws.secrets.put(SECRET_ID, JSON.stringify({ clientId: CLIENT.clientId, clientSecret: 'planted-rotated' }));

  expect(resultOf(await harness.invoke())).toMatchObject({ outcome: 'caught_up' });
  expectNoSecrets(harness);
});

it('sends no credentials to the target of a redirect, next_page or after_url', async () => {
  let foreign = 0;
  const elsewhere = createServer((_, response) => {
    foreign += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void elsewhere.close());
  const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  const harness = await harnessWith({ accessToken: 'planted-access-token' });

  harness.zendesk.intercept(() => ({
    kind: 'rewrite',
    page: (body) => body.replaceAll(/"http:[^"]*"/g, JSON.stringify(url)),
  }));
  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up' });
  harness.zendesk.intercept(() => ({ kind: 'respond', status: 302, headers: { location: url } }));
  expect(errorOf(await harness.invoke())).toMatchObject({
    name: 'ZendeskRefusedError',
    message: expect.stringContaining('redirect'),
  });
  expect(foreign).toBe(0);
});

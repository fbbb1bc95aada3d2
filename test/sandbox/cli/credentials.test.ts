import { expect, test } from 'vitest';
import { credentialsFrom } from '#sandbox/cli/credentials.ts';

test.each([
  [
    { ZENDESK_CLIENT_ID: 'i', ZENDESK_CLIENT_SECRET: 's' },
    { clientId: 'i', clientSecret: 's' },
  ],
  [{ ZENDESK_ACCESS_TOKEN: 't' }, { accessToken: 't' }],
  [
    { ZENDESK_EMAIL: 'e', ZENDESK_API_TOKEN: 't' },
    { email: 'e', apiToken: 't' },
  ],
  [
    { ZENDESK_USERNAME: 'u', ZENDESK_PASSWORD: 'p' },
    { username: 'u', password: 'p' },
  ],
])('credentialsFrom(%j) returns the secret', (env, secret) => {
  expect(credentialsFrom(env)).toEqual(secret);
});

test('credentialsFrom prefers the OAuth client, and ignores an incomplete form if there is a complete one', () => {
  const token = { ZENDESK_ACCESS_TOKEN: 't' };
  expect(credentialsFrom({ ...token, ZENDESK_CLIENT_ID: 'i', ZENDESK_CLIENT_SECRET: 's' })).toHaveProperty('clientId');
  expect(credentialsFrom({ ...token, ZENDESK_CLIENT_ID: 'i' })).toEqual({ accessToken: 't' });
});

test('credentialsFrom names all variables if none is set', () => {
  const { missing } = { missing: '', ...credentialsFrom({ ZENDESK_ACCESS_TOKEN: '' }) };
  for (const name of ['CLIENT_ID', 'CLIENT_SECRET', 'ACCESS_TOKEN', 'EMAIL', 'API_TOKEN', 'USERNAME', 'PASSWORD']) {
    expect(missing).toContain(`ZENDESK_${name}`);
  }
});

test('credentialsFrom names both variables of an incomplete form, without any value', () => {
  const { missing } = { missing: '', ...credentialsFrom({ ZENDESK_API_TOKEN: 'hunter2' }) };
  expect(missing).toContain('ZENDESK_EMAIL and ZENDESK_API_TOKEN');
  expect(missing).not.toContain('ZENDESK_CLIENT_ID');
  expect(missing).not.toContain('hunter2');
});

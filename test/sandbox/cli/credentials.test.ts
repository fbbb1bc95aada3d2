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
])('%j is a form of credentials', (env, secret) => {
  expect(credentialsFrom(env)).toEqual(secret);
});

test('the OAuth client is preferred, and an incomplete form does not hide a complete one', () => {
  const token = { ZENDESK_ACCESS_TOKEN: 't' };
  expect(credentialsFrom({ ...token, ZENDESK_CLIENT_ID: 'i', ZENDESK_CLIENT_SECRET: 's' })).toHaveProperty('clientId');
  expect(credentialsFrom({ ...token, ZENDESK_CLIENT_ID: 'i' })).toEqual({ accessToken: 't' });
});

test('without any, all variables are named', () => {
  const { missing } = { missing: '', ...credentialsFrom({ ZENDESK_ACCESS_TOKEN: '' }) };
  for (const name of ['CLIENT_ID', 'CLIENT_SECRET', 'ACCESS_TOKEN', 'EMAIL', 'API_TOKEN', 'USERNAME', 'PASSWORD']) {
    expect(missing).toContain(`ZENDESK_${name}`);
  }
});

test('with one half of a form, both its variables are named and no value is', () => {
  const { missing } = { missing: '', ...credentialsFrom({ ZENDESK_API_TOKEN: 'hunter2' }) };
  expect(missing).toContain('ZENDESK_EMAIL and ZENDESK_API_TOKEN');
  expect(missing).not.toContain('ZENDESK_CLIENT_ID');
  expect(missing).not.toContain('hunter2');
});

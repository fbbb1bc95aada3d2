import { describe, expect, it } from 'vitest';
import { CredentialsError } from '#functions/export/core/errors.ts';
import { basic, confidential, parseSecret, SECRET_FORMS } from '#functions/export/zendesk/secret.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

const read = (secret: unknown) => parseSecret(JSON.stringify(secret), 'zendesk/acme', 'acme');

const FORMS = {
  client_credentials: { clientId: 'lake', clientSecret: 'PLANTED-1' },
  access_token: { accessToken: 'PLANTED-2' },
  api_token: { email: 'ana@example.com', apiToken: 'PLANTED-3' },
  password: { username: 'ana', password: 'PLANTED-4' },
};

describe('a secret', () => {
  it.each(Object.entries(FORMS))('may be of the form %s', (kind, form) => {
    expect(read(form)).toEqual({ kind, ...form });
    expect(read({ ...form, subdomain: 'acme', note: 'somebody wrote this' })).toEqual({ kind, ...form });
  });

  it('with several forms is taken as the first in the order of preference', () => {
    const { client_credentials: first, access_token: second, api_token: third, password: last } = FORMS;
    expect(read({ ...last, ...third, ...second, ...first }).kind).toBe('client_credentials');
    expect(read({ ...last, ...third, ...second }).kind).toBe('access_token');
    expect(read({ ...last, ...third }).kind).toBe('api_token');
  });

  it('bound to another account is refused', () => {
    expect(() => read({ ...FORMS.access_token, subdomain: 'other' })).toThrow(
      /^The secret zendesk\/acme belongs to another subdomain than acme\./,
    );
  });

  it.each([
    ['is empty', ''],
    ['is empty', ' \n'],
    ['is no JSON object', 'PLANTED-TOKEN'],
    ['is no JSON object', '"PLANTED"'],
    ['is no JSON object', '["PLANTED"]'],
    ['is no JSON object', '{"clientSecret": "PLANTED"'],
    ['is no JSON object', '{"subdomain":7,"accessToken":"PLANTED"}'],
    ['has none of the known forms', '{}'],
    ['has none of the known forms', '{"clientId":"PLANTED"}'],
    ['has none of the known forms', '{"clientId":"PLANTED","clientSecret":""}'],
    ['has none of the known forms', '{"email":"a","password":"PLANTED"}'],
    ['has none of the known forms', '{"accessToken":7}'],
    ['has none of the known forms', '{"accessToken":"PLANTED\\r\\nX-Injected: 1"}'],
    ['has none of the known forms', '{"accessToken":"PLÄNTED"}'],
  ])('that %s is refused with the forms there are, and never quoted: %j', async (problem, text) => {
    const error = await thrownBy(() => parseSecret(text, 'zendesk/acme', 'acme'));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toContain(`The secret zendesk/acme ${problem}`);
    expect(error.message).toContain(SECRET_FORMS);
    expect(everythingIn(error)).not.toMatch(/PL.NTED/);
  });

  it('has its forms named with the end of API tokens', () => {
    expect(SECRET_FORMS).toMatch(
      /"clientId","clientSecret".*"accessToken".*"email","apiToken".*2027-04-30.*"username"/,
    );
  });
});

describe('what must never show', () => {
  it('is every password of a secret, also as it is sent', () => {
    expect(confidential(read(FORMS.client_credentials))).toEqual(['PLANTED-1']);
    expect(confidential(read(FORMS.access_token))).toEqual(['PLANTED-2']);
    expect(confidential(read(FORMS.api_token))).toEqual(['PLANTED-3', basic('ana@example.com/token', 'PLANTED-3')]);
    expect(confidential(read(FORMS.password))).toEqual(['PLANTED-4', basic('ana', 'PLANTED-4')]);
  });
});

it('Basic is base64 of UTF-8', () => {
  expect(basic('añä', 'p:w')).toBe('YcOxw6Q6cDp3');
});

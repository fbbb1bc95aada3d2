import { describe, expect, it } from 'vitest';
import { CredentialsError } from '#functions/export/core/errors.ts';
import {
  encodeBasic,
  findWhiteSpace,
  listConfidential,
  parseSecret,
  SECRET_FORMS,
} from '#functions/export/zendesk/secret.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

const parse = (secret: unknown) => parseSecret(JSON.stringify(secret), 'zendesk/acme', 'acme');

const FORMS = {
  client_credentials: { clientId: 'lake', clientSecret: 'PLANTED-1', scope: 'tickets:read users:read' },
  access_token: { accessToken: 'PLANTED-2' },
  api_token: { email: 'ana@example.com', apiToken: 'PLANTED-3' },
  password: { username: 'ana', password: 'PLANTED-4' },
};

describe('parseSecret', () => {
  it.each(Object.entries(FORMS))('parses the form %s, whatever else the secret contains', (kind, form) => {
    expect(parse(form)).toEqual({ kind, ...form });
    expect(parse({ ...form, subdomain: 'acme', note: 'created by ops' })).toEqual({ kind, ...form });
  });

  it('prefers the forms in a fixed order if the secret contains several', () => {
    const { client_credentials: first, access_token: second, api_token: third, password: last } = FORMS;
    expect(parse({ ...last, ...third, ...second, ...first }).kind).toBe('client_credentials');
    expect(parse({ ...last, ...third, ...second }).kind).toBe('access_token');
    expect(parse({ ...last, ...third }).kind).toBe('api_token');
  });

  it('requests the scope read unless the secret names another one', () => {
    const { scope, ...form } = FORMS.client_credentials;
    expect(parse(form)).toMatchObject({ scope: 'read' });
  });

  it('trims ids, tokens and addresses, and the byte order mark of an editor', () => {
    const secret = { clientId: ' lake\n', clientSecret: ' kept ', scope: ' read ', subdomain: 'acme ' };
    expect(parseSecret(`\uFEFF${JSON.stringify(secret)}\r\n`, 'zendesk/acme', 'acme')).toEqual({
      kind: 'client_credentials',
      clientId: 'lake',
      clientSecret: ' kept ',
      scope: 'read',
    });
    expect(parse({ accessToken: '\uFEFFtoken\n' })).toMatchObject({ accessToken: 'token' });
    expect(parse({ email: ' ana@example.com', apiToken: 'token ' })).toMatchObject({
      email: 'ana@example.com',
      apiToken: 'token',
    });
    expect(parse({ username: 'ana ', password: ' kept' })).toMatchObject({ username: 'ana', password: ' kept' });
  });

  it('removes "Bearer " and "/token", which the Authorization header adds', () => {
    expect(parse({ accessToken: 'Bearer token' })).toMatchObject({ accessToken: 'token' });
    expect(parse({ email: 'ana@example.com/token', apiToken: 't' })).toMatchObject({ email: 'ana@example.com' });
  });

  it('rejects a secret bound to another subdomain', () => {
    expect(() => parse({ ...FORMS.access_token, subdomain: 'other' })).toThrow(
      /^The secret zendesk\/acme is bound to a subdomain other than acme\./,
    );
  });

  it.each([
    ['is empty', ''],
    ['is empty', ' \n'],
    ['is not a JSON object', 'PLANTED-TOKEN'],
    ['is not a JSON object', '"PLANTED"'],
    ['is not a JSON object', '["PLANTED"]'],
    ['is not a JSON object', '{"clientSecret": "PLANTED"'],
    ['is not a JSON object', '{"subdomain":7,"accessToken":"PLANTED"}'],
    ['is not a JSON object', '{"clientId":"PLANTED","clientSecret":"PLANTED","scope":""}'],
    ['is not a JSON object', '{"accessToken":"PLANTED","scope":["PLANTED"]}'],
    ['has none of the accepted forms', '{}'],
    ['has none of the accepted forms', '{"clientId":"PLANTED"}'],
    ['has none of the accepted forms', '{"clientId":"PLANTED","clientSecret":""}'],
    ['has none of the accepted forms', '{"email":"a","password":"PLANTED"}'],
    ['has none of the accepted forms', '{"accessToken":7}'],
    ['has none of the accepted forms', '{"accessToken":"PLANTED\\r\\nX-Injected: 1"}'],
    ['has none of the accepted forms', '{"accessToken":"PLÄNTED"}'],
  ])('rejects a secret that %s, naming the accepted forms and never quoting it: %j', async (problem, text) => {
    const error = await thrownBy(() => parseSecret(text, 'zendesk/acme', 'acme'));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toContain(`The secret zendesk/acme ${problem}`);
    expect(error.message).toContain(SECRET_FORMS);
    expect(everythingIn(error)).not.toMatch(/PL.NTED/);
  });
});

describe('findWhiteSpace', () => {
  it('names a password or client secret with white space around it, and nothing else', () => {
    expect(findWhiteSpace(parse({ username: 'ana', password: 'p ' }))).toMatch(/^its password begins or ends/);
    expect(findWhiteSpace(parse({ clientId: 'lake', clientSecret: '\ts' }))).toMatch(/^its clientSecret begins/);
    for (const form of Object.values(FORMS)) expect(findWhiteSpace(parse(form))).toBeUndefined();
  });
});

describe('SECRET_FORMS', () => {
  it('names all forms, and when Zendesk ends API tokens', () => {
    expect(SECRET_FORMS).toMatch(
      /"clientId","clientSecret".*"scope".*"accessToken".*"email","apiToken".*2027-04-30.*"username"/,
    );
  });
});

describe('listConfidential', () => {
  it('lists every password of a secret, also in its Basic encoding', () => {
    expect(listConfidential(parse(FORMS.client_credentials))).toEqual(['PLANTED-1']);
    expect(listConfidential(parse(FORMS.access_token))).toEqual(['PLANTED-2']);
    expect(listConfidential(parse(FORMS.api_token))).toEqual([
      'PLANTED-3',
      encodeBasic('ana@example.com/token', 'PLANTED-3'),
    ]);
    expect(listConfidential(parse(FORMS.password))).toEqual(['PLANTED-4', encodeBasic('ana', 'PLANTED-4')]);
  });
});

it('encodeBasic encodes UTF-8 as base64', () => {
  expect(encodeBasic('añä', 'p:w')).toBe('YcOxw6Q6cDp3');
});

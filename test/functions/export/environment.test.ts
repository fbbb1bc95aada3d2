import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '#functions/export/core/errors.ts';
import { readEnvironment } from '#functions/export/environment.ts';

const REQUIRED = { LAKE_BUCKET: 'lake', CURSOR_TABLE: 'cursors' };

const readOrigin = (url: string) => readEnvironment({ ...REQUIRED, ZENDESK_BASE_URL: url }).zendeskOrigin;

describe('readEnvironment', () => {
  it('requires a bucket and a table, and defaults the prefix', () => {
    const expected = { bucket: 'lake', prefix: 'zendesk', table: 'cursors', zendeskOrigin: undefined };
    expect(readEnvironment(REQUIRED)).toEqual(expected);
    expect(readEnvironment({ ...REQUIRED, LAKE_PREFIX: '', ZENDESK_BASE_URL: '' })).toEqual(expected);
  });

  it.each(['LAKE_BUCKET', 'CURSOR_TABLE'])('rejects a missing or empty %s, naming the variable', (name) => {
    for (const value of [undefined, '']) {
      expect(() => readEnvironment({ ...REQUIRED, [name]: value })).toThrow(InvalidRequestError);
      expect(() => readEnvironment({ ...REQUIRED, [name]: value })).toThrow(new RegExp(`^${name}: not set`));
    }
  });

  it.each(['raw', 'raw/zendesk', "a-b_c.d!e*f'(g)=h"])('accepts the prefix %s', (prefix) => {
    expect(readEnvironment({ ...REQUIRED, LAKE_PREFIX: prefix }).prefix).toBe(prefix);
  });

  it.each(['/raw', 'raw/', 'a//b', 'a b', 'ä', '/'])('rejects the prefix %j, which would break keys', (prefix) => {
    expect(() => readEnvironment({ ...REQUIRED, LAKE_PREFIX: prefix })).toThrow(/^LAKE_PREFIX: expected/);
  });
});

describe('ZENDESK_BASE_URL', () => {
  it.each([
    ['https://acme.zendesk.com', 'https://acme.zendesk.com'],
    ['https://proxy.example:8443/', 'https://proxy.example:8443'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['http://127.9.9.9:4010', 'http://127.9.9.9:4010'],
    ['http://localhost:4010/', 'http://localhost:4010'],
    ['http://[::1]:4010', 'http://[::1]:4010'],
  ])('accepts %s', (url, origin) => {
    expect(readOrigin(url)).toBe(origin);
  });

  it.each([
    'http://acme.zendesk.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'https://acme.zendesk.com/api',
    'https://acme.zendesk.com?x=1',
    'https://acme.zendesk.com#x',
    'https://PLANTED@acme.zendesk.com',
    'https://:PLANTED@acme.zendesk.com',
    'https://ana:PLANTED@acme.zendesk.com',
    'ftp://127.0.0.1',
    'acme.zendesk.com',
    'nonsense',
  ])('rejects %s, because credentials are sent there', (url) => {
    expect(() => readOrigin(url)).toThrow(InvalidRequestError);
    expect(() => readOrigin(url)).toThrow(/^ZENDESK_BASE_URL: expected https/);
    expect(() => readOrigin(url)).not.toThrow(/PLANTED/);
  });
});

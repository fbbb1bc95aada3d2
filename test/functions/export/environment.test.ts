import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '#functions/export/core/errors.ts';
import { readEnvironment } from '#functions/export/environment.ts';

const LEAST = { LAKE_BUCKET: 'lake', CURSOR_TABLE: 'cursors' };

const originOf = (url: string) => readEnvironment({ ...LEAST, ZENDESK_BASE_URL: url }).zendeskOrigin;

describe('the environment', () => {
  it('needs a bucket and a table, and has the default prefix', () => {
    const expected = { bucket: 'lake', prefix: 'zendesk', table: 'cursors', zendeskOrigin: undefined };
    expect(readEnvironment(LEAST)).toEqual(expected);
    expect(readEnvironment({ ...LEAST, LAKE_PREFIX: '', ZENDESK_BASE_URL: '' })).toEqual(expected);
  });

  it.each(['LAKE_BUCKET', 'CURSOR_TABLE'])('without %s is refused by its name', (name) => {
    for (const value of [undefined, '']) {
      expect(() => readEnvironment({ ...LEAST, [name]: value })).toThrow(InvalidRequestError);
      expect(() => readEnvironment({ ...LEAST, [name]: value })).toThrow(new RegExp(`^${name}: missing`));
    }
  });

  it.each(['raw', 'raw/zendesk', "a-b_c.d!e*f'(g)=h"])('takes the prefix %s', (prefix) => {
    expect(readEnvironment({ ...LEAST, LAKE_PREFIX: prefix }).prefix).toBe(prefix);
  });

  it.each(['/raw', 'raw/', 'a//b', 'a b', 'ä', '/'])('refuses the prefix %j, which would make odd keys', (prefix) => {
    expect(() => readEnvironment({ ...LEAST, LAKE_PREFIX: prefix })).toThrow(/^LAKE_PREFIX: expected/);
  });
});

describe("Zendesk's address", () => {
  it.each([
    ['https://acme.zendesk.com', 'https://acme.zendesk.com'],
    ['https://proxy.example:8443/', 'https://proxy.example:8443'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['http://127.9.9.9:4010', 'http://127.9.9.9:4010'],
    ['http://localhost:4010/', 'http://localhost:4010'],
    ['http://[::1]:4010', 'http://[::1]:4010'],
  ])('may be %s', (url, origin) => {
    expect(originOf(url)).toBe(origin);
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
  ])('is not %s: credentials go there', (url) => {
    expect(() => originOf(url)).toThrow(InvalidRequestError);
    expect(() => originOf(url)).toThrow(/^ZENDESK_BASE_URL: expected https/);
    expect(() => originOf(url)).not.toThrow(/PLANTED/);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, constantFrom, json, nat, pre, property, tuple } from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSettings, readSettings } from '#infra/config/settings-file.ts';
import { parseSettingsText } from '#infra/config/settings-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SETTINGS = { accounts: [{ subdomain: 'acme', resources: ['tickets', 'users'] }], dashboard: false };
const TEXT = JSON.stringify({ $schema: './zendesk-lake.schema.json', ...SETTINGS }, null, 2);

const parse = (bytes: string | Buffer): unknown => parseSettings(Buffer.from(bytes), 'settings.json');

describe('parseSettings', () => {
  it('returns accounts and options, without the reference to the schema', () => {
    expect(parse(TEXT)).toEqual(SETTINGS);
  });

  it('fills in no defaults', () => {
    expect(parse('{"accounts":[{"subdomain":"acme"}]}')).toEqual({ accounts: [{ subdomain: 'acme' }] });
  });

  it('accepts UTF-8 with a byte order mark, and Windows line ends', () => {
    expect(parse(`\u{FEFF}${TEXT.replaceAll('\n', '\r\n')}`)).toEqual(SETTINGS);
  });

  it.each([
    ['UTF-16 LE with a byte order mark', Buffer.from(`\u{FEFF}${TEXT}`, 'utf16le')],
    ['UTF-16 LE without one', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 BE', Buffer.from(`\u{FEFF}${TEXT}`, 'utf16le').swap16()],
  ])('names the wrong encoding %s', (_, bytes) => {
    expect(() => parse(bytes)).toThrow(/^settings\.json is encoded in UTF-16\. Save it as UTF-8/);
  });

  it('names an encoding that is not UTF-8', () => {
    const latin = Buffer.from('{"accounts":[{"subdomain":"acmé"}]}', 'latin1');
    expect(() => parse(latin)).toThrow('settings.json is not encoded in UTF-8. Save it as UTF-8.');
  });

  it.each([
    ['a comma before a brace', '{\n  "accounts": [],\n}', 'line 3, column 1: property name expected'],
    ['a missing comma', '{\r\n  "dashboard": true\r\n  "catalog": true\r\n}', 'line 3, column 3: comma expected'],
    ['an unquoted name', '{accounts: []}', 'line 1, column 2: invalid symbol'],
    ['a comment', '{\n  // planted\n  "accounts": []\n}', 'line 2, column 3: invalid comment token'],
    ['a missing end', '{"accounts": [', 'line 1, column 15: close bracket expected'],
    ['a second document', '{}{}', 'line 1, column 3: end of file expected'],
  ])('gives line and column of %s', (_, text, problem) => {
    expect(() => parse(text)).toThrow(`settings.json is not valid JSON. ${problem}.`);
  });

  it('rejects exactly the texts that JSON.parse rejects', () => {
    const inserted = constantFrom('', ',', '"', '}', '[', '0', 'x', '\\', '\n', '//');
    const damaged = tuple(json({ maxDepth: 3 }), nat(), inserted).map(
      ([text, at, insert]) => text.slice(0, at % (text.length + 1)) + insert + text.slice((at % text.length) + 1),
    );
    assert(
      property(damaged, (text) => {
        const problem = problemOf(() => parseSettingsText(Buffer.from(text), 's'));
        pre(text.trim() !== '' && problem?.includes('twice') !== true);
        expect(problem === undefined).toBe(problemOf(() => void JSON.parse(text)) === undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('rejects an option that appears twice, with both places', () => {
    const text = '{\n  "accounts": [\n    { "subdomain": "acme", "pageSize": 1, "pageSize": 2 }\n  ]\n}';
    expect(() => parse(text)).toThrow(
      'settings.json contains accounts.0.pageSize twice: in line 3, column 28 and in line 3, column 43. Remove one of them.',
    );
  });

  it('accepts the same option in several accounts', () => {
    expect(() => parse('{"accounts":[{"subdomain":"acme"},{"subdomain":"globex"}]}')).not.toThrow();
  });

  it.each(['', ' \n'])('names an empty file and how to create it: %j', (text) => {
    expect(() => parse(text)).toThrow(
      'settings.json is empty. Create it again: node cli init --force --settings settings.json',
    );
  });

  it.each(['[]', 'null', '"acme"', '7'])('rejects JSON that is not an object: %s', (text) => {
    expect(() => parse(text)).toThrow('settings.json must contain a JSON object with a list of accounts.');
  });

  it('never quotes a value', () => {
    for (const text of ['{"accounts": [{"subdomain": "Planted!"}]}', '{"accounts": "planted"', '{"a": planted}']) {
      expect(problemOf(() => parse(text))).not.toMatch(/planted/i);
    }
  });
});

describe('readSettings', () => {
  it('returns undefined without a file', () => {
    expect(readSettings(join(folder, 'missing.json'))).toBeUndefined();
  });

  it('reads a file', () => {
    writeFileSync(join(folder, 'some.json'), TEXT);
    expect(readSettings(join(folder, 'some.json'))).toEqual(SETTINGS);
  });

  it('names a path that is a folder', () => {
    mkdirSync(join(folder, 'folder.json'));
    expect(() => readSettings(join(folder, 'folder.json'))).toThrow(
      /folder\.json could not be read: it is a folder\. It must be a file/,
    );
  });
});

function problemOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { accountSchema, configSchema } from '#infra/config/config-schema.ts';
import { parseSettings } from '#infra/config/settings-file.ts';
import example from '../../zendesk-lake.example.json' with { type: 'json' };
import schema from '../../zendesk-lake.schema.json' with { type: 'json' };

const PAGE = readFileSync('docs/configuration.md', 'utf8');

/** The first column of the table under a heading. */
const optionsUnder = (heading: string): string[] => {
  const section = PAGE.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);
};

it('docs/configuration.md lists every account option once, and no other', () => {
  expect(optionsUnder('Account options').toSorted()).toEqual(Object.keys(accountSchema.shape).toSorted());
});

it('docs/configuration.md lists every stack option once, and no other', () => {
  expect(optionsUnder('Stack options').toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
});

it('the schema of the settings file describes every option', () => {
  const { properties } = schema;
  const all = { ...properties, ...properties.accounts.items.properties };
  const options = [...Object.keys(configSchema.shape), ...Object.keys(accountSchema.shape)];
  expect(Object.keys(all).toSorted()).toEqual(['$schema', ...options].toSorted());
  for (const { description } of Object.values(all)) expect(description).toMatch(/^.{15}/);
});

const accepts = (settings: unknown): boolean =>
  z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(settings).success;

it('the example of a settings file is valid, for the stack and for editors', () => {
  expect(example.$schema).toBe('./zendesk-lake.schema.json');
  expect(parseSettings(Buffer.from(JSON.stringify(example)), 'example').accounts).toEqual(example.accounts);
  expect(accepts(example)).toBe(true);
});

it.each([
  ['an unknown option', { ...example, dashbord: false }],
  ['an unknown option of an account', { accounts: [{ subdomain: 'acme', pagesize: 5 }] }],
  ['an unknown resource', { accounts: [{ subdomain: 'acme', resources: ['ticket'] }] }],
  ['a file without accounts', { dashboard: false }],
])('the schema of the settings file lets editors mark %s', (_, settings) => {
  expect(accepts(settings)).toBe(false);
});

it('the settings file in docs/configuration.md is valid', () => {
  const [, text = ''] = /```json\n(\{\n {2}"\$schema"[^`]*)```/.exec(PAGE) ?? [];
  expect(() => parseSettings(Buffer.from(text), 'docs')).not.toThrow();
});

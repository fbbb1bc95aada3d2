import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { accountSchema, configSchema } from '#infra/config/config-schema.ts';

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

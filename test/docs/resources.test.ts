import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { IncrementalResource } from '#functions/export/core/resource.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';

const PAGE = readFileSync('docs/resources.md', 'utf8');
const ROWS: Readonly<Record<string, IncrementalResource>> = INCREMENTAL_RESOURCES;

/** The cells of the table's row for each resource. */
function tableUnder(header: string): Map<string, string[]> {
  const table = PAGE.slice(PAGE.search(new RegExp(String.raw`^\| ${header} +\|`, 'm'))).split('\n\n')[0] ?? '';
  const rows = table.split('\n').slice(2);
  return new Map(
    rows.map((row) => {
      const [, name = '', ...cells] = row.split('|').map((cell) => cell.trim());
      return [name.replaceAll('`', ''), cells];
    }),
  );
}

/** Returns the names of the resources that match. */
const having = (test: (resource: IncrementalResource) => boolean): string[] =>
  Object.values(ROWS)
    .filter(test)
    .map(({ name }) => name);

it('docs/resources.md describes every resource with its version fields', () => {
  const rows = tableUnder('resource');
  const versions = [...rows].map(([name, cells]) => [name, cells[2]]);
  expect(versions).toEqual(
    Object.values(ROWS).map(({ name, version }) => [name, `\`${version.id}\`, \`${version.timestamp}\``]),
  );
});

it('docs/resources.md lists the sideloads of each resource', () => {
  const section = PAGE.slice(PAGE.indexOf('Sideloads in the account'));
  for (const { name, options } of Object.values(ROWS)) {
    const line = section.split('\n').find((text) => text.startsWith(`| \`${name}\``)) ?? '';
    const listed = [...line.matchAll(/`(\w+)`/g)].map(([, sideload]) => sideload).slice(1);
    const { known = [], default: byDefault = [] } = options.include ?? {};
    expect(listed).toEqual([...known, ...byDefault]);
  }
});

it('docs/resources.md names the resources that accept each option', () => {
  const options = tableUnder('option');
  const namesOf = (option: string): string[] =>
    [...(options.get(option)?.[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  expect(namesOf('include')).toEqual(having((resource) => resource.options.include !== null));
  expect(namesOf('supportTypeScope')).toEqual(having((resource) => resource.options.supportTypeScope));
  expect(namesOf('pageSize')).toEqual(having((resource) => !resource.pagination.takesPageSize));
});

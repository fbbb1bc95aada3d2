import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SparkSQL } from 'dt-sql-parser/dist/parser/spark/index.js';
import sqlParsers from 'node-sql-parser';
import { expect, it } from 'vitest';
import { formatObjectKey, OBJECT_NAME_PATTERN } from '#common/object-key.ts';
import { trinoErrors } from '../support/catalog/trino-grammar.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const TEXT = readFileSync(join(DOCS, 'query.md'), 'utf8');

/** The fenced blocks of a language below a heading. */
function blocks(heading: string, language: string): string[] {
  const section = TEXT.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  // A block may stand in a list, moved to the right.
  return [...section.matchAll(new RegExp('^ *```' + language + '\n([^`]*)```', 'gm'))].map(([, text = '']) => text);
}

it.each([
  ['Athena', 2],
  ["Erase a person's data", 1],
])('what is said to be asked of Athena under "%s" is taken by a grammar of Trino', (heading, count) => {
  const queries = blocks(heading, 'sql');
  expect(queries).toHaveLength(count);
  for (const query of queries) expect(trinoErrors(query)).toEqual([]);
});

it("Spark's last question is taken by a grammar of Spark, and the files that it reads are there", () => {
  const [python = ''] = blocks('Spark', 'python');
  const [, question = ''] = /spark\.sql\("(.+?)"\)/.exec(python) ?? [];
  expect(new SparkSQL().validate(`${question};`)).toEqual([]);
  const files = [...python.matchAll(/open\(f"(.+?)"\)/g)].map(([, file = '']) => file);
  expect(files).toHaveLength(2);
  for (const file of files) {
    for (const layout of ['page', 'ndjson']) {
      expect(existsSync(join(DOCS, '..', file.replace('{layout}', layout)))).toBe(true);
    }
  }
});

/** Every kind of key that a landed object has. */
const KEYS = (['time', 'cursor'] as const).flatMap((pagination) =>
  [true, false].map((isGzip) => {
    const folder = { prefix: 'zendesk', dataset: 'tickets', subdomain: 'acme' };
    return formatObjectKey({ ...folder, startTime: 1, endTime: 2, digest: '0123456789ab', pagination, isGzip });
  }),
);

it("Spark's filter takes every landed object", () => {
  const [, glob = ''] = /pathGlobFilter", "(.+?)"/.exec(blocks('Spark', 'python')[0] ?? '') ?? [];
  const filter = new RegExp(`^${glob.replaceAll('.', '[.]').replaceAll('*', '.*')}$`);
  for (const key of KEYS) expect(key.slice(key.lastIndexOf('/') + 1)).toMatch(filter);
  expect('manifest.json').not.toMatch(filter);
});

it("Snowflake's COPY takes the objects whose names have the pattern of all others", () => {
  const copy = blocks('Snowflake', 'sql')[0] ?? '';
  const [, pattern = ''] = /PATTERN = '(.+?)'/.exec(copy) ?? [];
  expect(`${pattern}$`).toBe(`.*${OBJECT_NAME_PATTERN}`);
  // Snowflake compares it with the whole path.
  for (const key of KEYS) expect(key).toMatch(new RegExp(`^${pattern}$`));
});

it("Redshift's question is taken by a parser of its SQL", () => {
  const [, question = ''] = blocks('Redshift', 'sql')[0]?.split(';\n') ?? [];
  expect(question).toContain('FROM zendesk.tickets_iceberg');
  expect(() => new sqlParsers.Parser().astify(question, { database: 'redshift' })).not.toThrow();
});

it('every file that it leads to is there', () => {
  const links = [...TEXT.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
  const files = links.filter((link) => !link.startsWith('https:'));
  expect(files).toContain('query/columns.md');
  expect(files.filter((file) => !existsSync(join(DOCS, file)))).toEqual([]);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SparkSQL } from 'dt-sql-parser/dist/parser/spark/index.js';
import sqlParsers from 'node-sql-parser';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formatObjectKey } from '#common/object-key.ts';
import { formatSnapshotKey } from '#common/snapshot-key.ts';
import { UNREADABLE_KINDS } from '#functions/export/core/page/unreadable.ts';
import { openDatabase } from '#sandbox/lake/duckdb.ts';
import { A, createLake, ticket } from '../support/catalog/lake.ts';
import { plainRow } from '../support/catalog/plain-row.ts';
import { trinoErrors } from '../support/catalog/trino-grammar.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const TEXT = readFileSync(join(DOCS, 'querying.md'), 'utf8');

/** The fenced blocks of a language below a heading. */
function blocks(heading: string, language: string): string[] {
  const section = TEXT.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  // A block in a list is indented.
  return [...section.matchAll(new RegExp('^ *```' + language + '\n([^`]*)```', 'gm'))].map(([, text = '']) => text);
}

/** Every kind of key that a landed object has. */
const KEYS = [true, false].flatMap((isGzip) => {
  const name = { prefix: 'zendesk', dataset: 'tickets', subdomain: 'acme', digest: '0123456789ab', isGzip };
  return [
    ...(['time', 'cursor'] as const).map((pagination) =>
      formatObjectKey({ ...name, startTime: 1, endTime: 2, pagination }),
    ),
    ...[{ isLast: false }, { isLast: true, parent: '42' }].map((page) =>
      formatSnapshotKey({ ...name, snapshot: 1, page: 1, ...page }),
    ),
  ];
});

it('docs/querying.md names the kinds of characters that the function reports', () => {
  const [, list = ''] = /reports those that some engines refuse: ([^.]*)\./.exec(TEXT) ?? [];
  expect(list.split(/, (?:or )?/)).toEqual(UNREADABLE_KINDS);
});

it.each([
  ['Lists', 1],
  ['Custom fields', 1],
  ['Athena', 2],
  ['Trino', 1],
  ["Erase a person's data", 4],
])('a Trino grammar accepts the queries under "%s"', (heading, count) => {
  const queries = blocks(heading, 'sql');
  expect(queries).toHaveLength(count);
  for (const query of queries) expect(trinoErrors(query)).toEqual([]);
});

describe.each([
  ['Spark', 1],
  ['Spark Structured Streaming', 2],
])('the recipe "%s"', (heading, count) => {
  const [python = ''] = blocks(heading, 'python');

  it('contains statements that a Spark grammar accepts', () => {
    const statements = [...python.matchAll(/spark\.sql\("+([^"]+)"+\)/g)].map(([, text = '']) => text);
    expect(statements).toHaveLength(count);
    for (const statement of statements) expect(new SparkSQL().validate(`${statement};`)).toEqual([]);
  });

  it('reads files that exist, for both layouts', () => {
    const files = [...python.matchAll(/open\(f"(.+?)"\)/g)].map(([, file = '']) => file);
    expect(files).toHaveLength(2);
    for (const file of files) {
      for (const layout of ['page', 'ndjson']) {
        expect(existsSync(join(DOCS, '..', file.replace('{layout}', layout)))).toBe(true);
      }
    }
  });

  it('reads every landed object', () => {
    const [, glob = ''] = /pathGlobFilter", "(.+?)"/.exec(python) ?? [];
    const filter = new RegExp(`^${glob.replaceAll('.', '[.]').replaceAll('*', '.*')}$`);
    for (const key of KEYS) expect(key.slice(key.lastIndexOf('/') + 1)).toMatch(filter);
    expect('manifest.json').not.toMatch(filter);
  });
});

it('Snowflake COPY loads every landed object', () => {
  const copy = blocks('Snowflake', 'sql')[0] ?? '';
  const [, pattern = ''] = /PATTERN = '(.+?)'/.exec(copy) ?? [];
  // Snowflake matches it against the whole path.
  const matcher = new RegExp(`^${pattern}$`);
  for (const key of KEYS) expect(key).toMatch(matcher);
  for (const name of ['manifest.json', '1700000000.json', '1700000000-00001.json.bak']) {
    expect(`zendesk/tickets/subdomain=acme/dt=2026-01-01/${name}`).not.toMatch(matcher);
  }
});

it('a Redshift parser accepts the query of Redshift', () => {
  const [, question = ''] = blocks('Redshift', 'sql')[0]?.split(';\n') ?? [];
  expect(question).toContain('FROM zendesk.tickets_iceberg');
  expect(() => new sqlParsers.Parser().astify(question, { database: 'redshift' })).not.toThrow();
});

it('querying.md links to files that exist', () => {
  const links = [...TEXT.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
  const files = links.filter((link) => !link.startsWith('https:'));
  expect(files).toContain('query/columns.md');
  expect(files.filter((file) => !existsSync(join(DOCS, file)))).toEqual([]);
});

it('querying.md has a place for the versions that ran', () => {
  expect(TEXT).toMatch(/^<!-- engines: versions -->\n[^]+^<!-- \/engines -->$/m);
});

it('the Parquet recipe copies tickets_latest, comments and field histories', async () => {
  const [, before = '', script = '', copy = ''] =
    /^([^]+?)^\.read (\S+)$([^]+)$/m.exec(blocks('Parquet copy', 'sql')[0] ?? '') ?? [];
  const lake = await createLake('page', [{ name: A, tickets: [ticket(1, 1), ticket(2, 1)] }]);
  const target = join(lake, 'tickets.parquet');
  const database = await openDatabase();
  onTestFinished(() => database.close());
  await database.run(before.replace('lake/zendesk', lake));
  await database.run(readFileSync(join(DOCS, '..', script), 'utf8'));
  await database.run(copy.replaceAll(/'(\w+\.parquet)'/g, (_, name: string) => `'${join(lake, name)}'`));
  const rowsOf = async (table: string) => (await database.rows(`FROM ${table} ORDER BY id`)).map(plainRow);
  expect(await rowsOf(`'${target}'`)).toEqual(await rowsOf('tickets_latest'));
  expect(await rowsOf('tickets_latest')).toHaveLength(2);
  for (const view of ['ticket_comments', 'ticket_field_history'])
    expect(await database.rows(`FROM '${join(lake, `${view}.parquet`)}'`)).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SparkSQL } from 'dt-sql-parser/dist/parser/spark/index.js';
import sqlParsers from 'node-sql-parser';
import { describe, expect, it } from 'vitest';
import { documents } from '../../catalogue/documents.ts';
import { LAYOUTS } from '../../catalogue/layout.ts';
import { SIDELOADS } from '../../catalogue/sideloads.ts';
import { TICKET_COLUMNS } from '../../catalogue/tickets.ts';
import { trinoErrors } from './trino-grammar.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'query');

/** A document as it lies there. */
const document = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

it('the documentation says what the schema says: `npm run docs` has been run', () => {
  const written = new Map(readdirSync(FOLDER).map((name) => [name, document(name)]));
  expect(written).toEqual(documents());
});

it('every column is documented with a meaning', () => {
  const text = document('columns.md');
  for (const { name, meaning } of [TICKET_COLUMNS, ...Object.values(SIDELOADS)].flat()) {
    expect(meaning.length).toBeGreaterThan(3);
    expect(text).toContain(`| \`${name}\` |`);
  }
});

describe.each(LAYOUTS)('the recipes for the layout %s', (layout) => {
  const parsers = new sqlParsers.Parser();
  const parse = (engine: 'snowflake' | 'redshift', sql: string) => parsers.astify(sql, { database: engine });

  it("Spark's are taken by a grammar of Spark", () => {
    const spark = new SparkSQL();
    expect(spark.validate(document(`spark-${layout}.sql`))).toEqual([]);
    // The schema has no statement of its own: as the columns of a table it has to be one.
    expect(spark.validate(`CREATE TABLE t (${document(`spark-${layout}.ddl`)});`)).toEqual([]);
    expect(spark.validate('CREATE TABLE t (`a` STRUCTURE<b>>);')).not.toEqual([]);
  });

  it.each(['snowflake', 'redshift'] as const)('those for %s are taken by a parser of its SQL', (engine) => {
    const sql = document(`${engine}-${layout}.sql`);
    expect(() => parse(engine, sql)).not.toThrow();
    expect(() => parse(engine, sql.replace('SELECT', 'SELECT SELECT'))).toThrow(/select statement|found/);
  });
});

it('the CTAS is taken by a grammar of Trino', () => {
  expect(trinoErrors(document('athena-snapshot.sql'))).toEqual([]);
});

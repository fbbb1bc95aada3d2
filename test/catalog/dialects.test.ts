import { SparkSQL } from 'dt-sql-parser/dist/parser/spark/index.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { athenaViews } from '#catalog/athena.ts';
import { type Dataset, type IncrementalDataset, isIncremental, type ListDataset } from '#catalog/dataset.ts';
import { DATASETS } from '#catalog/datasets.ts';
import { duckdbScript } from '#catalog/duckdb.ts';
import { type Layout, LAYOUTS } from '#catalog/layout.ts';
import { snowflakeViews } from '#catalog/snowflake.ts';
import { sparkViews } from '#catalog/spark.ts';
import { openDatabase } from '#sandbox/lake/duckdb.ts';
import { anyDataset } from '../support/catalog/any-dataset.ts';
import { sqlErrors } from '../support/catalog/sql-parser.ts';
import { trinoErrors } from '../support/catalog/trino-grammar.ts';

const spark = new SparkSQL();

type Statement = { readonly name: string; readonly sql: string };

const named = (statement: string): Statement => ({
  name: / VIEW (\w+) AS\n/.exec(statement)?.[1] ?? '',
  sql: statement,
});

/** The views of an engine, and the syntax errors that an independent grammar finds in one. */
type Engine = {
  readonly engine: string;
  readonly views: (layout: Layout, dataset: Dataset) => readonly Statement[];
  readonly errors: (sql: string) => readonly unknown[];
};

const ENGINES: readonly Engine[] = [
  { engine: 'Trino', views: (layout, dataset) => athenaViews(layout, [dataset]), errors: trinoErrors },
  {
    engine: 'Spark',
    views: (layout, dataset) => sparkViews(layout, [dataset]).map(named),
    errors: (sql) => spark.validate(`${sql};`),
  },
  {
    engine: 'Snowflake',
    views: (layout, dataset) => snowflakeViews(layout, [dataset]).map(named),
    errors: (sql) => sqlErrors(sql, 'snowflake'),
  },
];

/** Faults of a statement: a part of it, and the replacement. */
const FAULTS: readonly (readonly [name: string, part: string, replacement: string])[] = [
  ['a word twice', 'SELECT', 'SELECT SELECT'],
  ['a missing parenthesis', ')', ''],
  ['an extra parenthesis', ')', '))'],
  ['a comma twice', ',\n', ',,\n'],
  ['a missing comma', ',\n', ' x y\n'],
  ['a misspelled FROM', '\nFROM', '\nFORM'],
  ['a misspelled ORDER BY', 'ORDER BY', 'ORDRE BY'],
  ['an operator without an operand', ' AND ', ' AND AND '],
  ['a misspelled WHERE', '\nWHERE', '\nWEHRE'],
  ['a CASE without END', ' END', ''],
  ['a string without its end', "'", ''],
];

const nameOf = (item: string): string => /(\w+)["`]$/.exec(item)?.[1]?.toLowerCase() ?? item;

/** The columns that a view selects: in its outer query, and in the inner one if that reads a raw table. */
function selectedIn(sql: string): string[][] {
  const [, outer = ''] = /SELECT (.*)\nFROM/.exec(sql) ?? [];
  const [, inner] = /SELECT\n([^]*?)\nFROM/.exec(sql) ?? [];
  return [outer.split(', '), ...(inner === undefined ? [] : [inner.split(',\n')])].map((items) => items.map(nameOf));
}

const MALFORMED = ['malformed', ['subdomain', 'landed_in', 'passed_over']] as const;

/** The columns that each view must have. */
const columnsOf = (dataset: Dataset): ReadonlyMap<string, readonly string[]> =>
  isIncremental(dataset) ? columnsOfVersions(dataset) : columnsOfSnapshots(dataset);

function columnsOfSnapshots({ name, columns, parent, isWindowed, deletion }: ListDataset) {
  const rows = [
    'subdomain',
    ...(parent === undefined ? [] : [parent.name]),
    ...columns.map((column) => column.name),
    ...(deletion === undefined ? [] : ['is_deleted']),
    ...(isWindowed ? [] : ['snapshot_at']),
    'landed_at',
    'landed_in',
  ];
  const snapshots: [string, string[]][] = isWindowed ? [] : [[`${name}_snapshots`, rows]];
  return new Map<string, readonly string[]>([...snapshots, [name, rows], MALFORMED]);
}

function columnsOfVersions({ name, columns, isEvent, deletion, sideloads }: IncrementalDataset) {
  const landed = ['landed_at', 'landed_in'];
  const fields = columns.map((column) => column.name);
  const records = ['subdomain', ...fields, ...(deletion === undefined ? [] : ['is_deleted']), ...landed];
  const all: (readonly [view: string, columns: readonly string[]])[] = [
    [name, records],
    [`${name}_latest`, records],
    ...Object.entries(sideloads).map(([member, kind]): [string, readonly string[]] => [
      `${name}_${member}`,
      ['subdomain', ...kind.columns.map((column) => column.name), ...landed],
    ]),
    MALFORMED,
  ];
  return new Map(all.filter(([view]) => !(isEvent && view.endsWith('_latest'))));
}

describe.each(ENGINES)('the views of $engine over any dataset', ({ views, errors }) => {
  it.each(LAYOUTS)('parse, and select every column once, in the same order: %s', (layout) => {
    fc.assert(
      fc.property(anyDataset, (dataset) => {
        const statements = views(layout, dataset).filter(({ name }) => !name.endsWith('_raw'));
        const expected = columnsOf(dataset);
        expect(statements.map(({ name }) => name)).toEqual([...expected.keys()]);
        for (const { name, sql } of statements) {
          expect([name, errors(sql)]).toEqual([name, []]);
          for (const selected of selectedIn(sql)) expect([name, selected]).toEqual([name, expected.get(name)]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each(FAULTS)('the grammar finds %s', (_, part, replacement) => {
    const statements = views('page', DATASETS.legs).map(({ sql }) => sql);
    const broken = statements.filter((sql) => sql.includes(part)).map((sql) => sql.replace(part, replacement));
    expect(broken).not.toEqual([]);
    for (const sql of broken) expect([sql, errors(sql)]).not.toEqual([sql, []]);
  });
});

it('the check of the Snowflake views finds a type that does not exist', () => {
  expect(sqlErrors('SELECT a::NUMBER(38, 0), b::VARIANT FROM t', 'snowflake')).toEqual([]);
  expect(sqlErrors('SELECT a::NUMBRE(38, 0), b::VARIANT FROM t', 'snowflake')).toEqual(['unknown type: NUMBRE']);
});

it('DuckDB creates the views over any dataset, with the same columns in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(anyDataset, fc.constantFrom(...LAYOUTS), async (dataset, layout) => {
      const database = await openDatabase();
      try {
        await database.run(`SET VARIABLE lake = '/nowhere';\n${duckdbScript(layout, [dataset])}`);
        for (const [view, columns] of columnsOf(dataset)) {
          const described = await database.rows(`DESCRIBE "${view}"`);
          expect(described.map(({ column_name: name }) => name)).toEqual(columns);
        }
      } finally {
        database.close();
      }
    }),
    { numRuns: 20 },
  );
});

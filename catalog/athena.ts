import type { Column, ColumnType } from './column.ts';
import type { Dataset } from './dataset.ts';
import type { Dialect, View } from './dialect.ts';
import { hiddenColumnDialect, PAGE_POSITION } from './hidden-columns.ts';
import { JSON_SQL } from './json-sql.ts';
import type { Layout, RawColumn } from './layout.ts';
import { READING_RULES } from './reading-rules.ts';
import { literal, quoted } from './sql.ts';
import { viewsOf } from './views.ts';

/** Glue's names for the types of a view's columns. */
const VIEW_TYPES: Readonly<Record<ColumnType, string>> = {
  bigint: 'bigint',
  boolean: 'boolean',
  text: 'string',
  instant: 'timestamp',
  json: 'string',
  bigints: 'array<bigint>',
  texts: 'array<string>',
};

/** Trino's names for the same types. */
const TRINO_TYPES: Readonly<Record<ColumnType, string>> = {
  bigint: 'bigint',
  boolean: 'boolean',
  text: 'varchar',
  instant: 'timestamp(3)',
  json: 'varchar',
  bigints: 'array(bigint)',
  texts: 'array(varchar)',
};

/**
 * Glue's type of a raw table's column. Every field is a string, which holds any JSON value: with a declared type, one
 * value of another type ends every query over the table.
 */
export const glueRawType = (column: RawColumn): string =>
  'records' in column ? `array<struct<${column.records.map(({ name }) => `${name}:string`).join(',')}>>` : 'string';

/** Glue's type of a view's column; Iceberg tables take the same names. */
export const glueViewType = ({ type }: Column): string => VIEW_TYPES[type];

/** The table that Athena's views read: a raw table's objects, partitioned by account alone. */
export const undatedTableName = (rawTable: string): string => `${rawTable}_all`;

const TRINO: Dialect = hiddenColumnDialect({
  tableName: undatedTableName,
  records: (table, member, columns, isNumbered) => {
    const names = [...columns.map(({ name }) => quoted(name)), ...(isNumbered ? [PAGE_POSITION] : [])];
    return `${table} AS r
CROSS JOIN UNNEST(r.${quoted(member)})${isNumbered ? ' WITH ORDINALITY' : ''} AS t(${names.join(', ')})`;
  },
  read: (type, field) => READING_RULES[type].sql.trino(field),
  toText: (value) => `CAST(${value} AS varchar)`,
  instantOf: (seconds) => `CAST(from_unixtime(TRY_CAST(${seconds} AS bigint)) AT TIME ZONE 'UTC' AS timestamp(3))`,
  objects: ({ name }) => `SELECT r."$path" AS "landed_in" FROM ${quoted(undatedTableName(name))} AS r`,
  json: JSON_SQL.trino,
  countElements: (array, condition) => `cardinality(filter(${array}, t -> ${condition}))`,
  matches: (text, pattern) => `regexp_like(${text}, ${literal(pattern)})`,
});

/** Athena's views over some datasets, in the SQL of Trino. */
export const athenaViews = (layout: Layout, datasets: readonly Dataset[]): readonly View[] =>
  viewsOf(layout, TRINO, datasets);

/**
 * A view as Athena stores it in the Glue Data Catalog: the text of a Glue table of type VIRTUAL_VIEW. Athena writes this
 * for CREATE VIEW; neither Athena's nor Glue's documentation describes it.
 *
 * @see https://github.com/iconara/terraform-aws-athena-view
 */
export function viewText(database: string, { sql, columns }: View): string {
  const view = {
    originalSql: sql,
    catalog: 'awsdatacatalog',
    schema: database,
    columns: columns.map(({ name, type }) => ({ name, type: TRINO_TYPES[type] })),
  };
  return `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString('base64')} */`;
}

import type { Column, ColumnType } from './column.ts';
import type { RawColumn } from './layout.ts';
import type { View } from './views.ts';

/** Types of raw columns as Glue writes them down. A time is text there: the SerDe knows only other ways to write one. */
const RAW_TYPES: Readonly<Record<ColumnType, string>> = {
  bigint: 'bigint',
  boolean: 'boolean',
  text: 'string',
  instant: 'string',
  json: 'string',
  bigints: 'array<bigint>',
  texts: 'array<string>',
};

/** Types of a view's columns as Glue writes them down. */
const VIEW_TYPES: Readonly<Record<ColumnType, string>> = { ...RAW_TYPES, instant: 'timestamp' };

/** The same as Trino writes them down. */
const TRINO_TYPES: Readonly<Record<ColumnType, string>> = {
  bigint: 'bigint',
  boolean: 'boolean',
  text: 'varchar',
  instant: 'timestamp(3)',
  json: 'varchar',
  bigints: 'array(bigint)',
  texts: 'array(varchar)',
};

/** The type of a raw table's column, for Glue. */
export const glueRawType = (column: RawColumn): string =>
  'records' in column
    ? `array<struct<${column.records.map(({ name, type }) => `${name}:${RAW_TYPES[type]}`).join(',')}>>`
    : RAW_TYPES[column.type];

/** The type of a view's column, for Glue; Iceberg tables take the same names. */
export const glueViewType = ({ type }: Column): string => VIEW_TYPES[type];

/**
 * A view as Athena keeps it in the Glue Data Catalog: the text of a Glue table of type VIRTUAL_VIEW. That is what Athena itself
 * writes for CREATE VIEW; neither Athena's nor Glue's documentation describes it.
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

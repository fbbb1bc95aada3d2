import { DATASET_GLOB } from '#common/object-key.ts';
import type { Column, ColumnType } from './column.ts';
import { type Layout, type RawColumn, type RawTable, rawTablesIn } from './layout.ts';
import { literal, quoted } from './sql.ts';
import { type Unnest, viewsOf } from './views.ts';

const TYPES: Readonly<Record<ColumnType, string>> = {
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  instant: 'VARCHAR',
  json: 'JSON',
  bigints: 'BIGINT[]',
  texts: 'VARCHAR[]',
};

/** Bytes: a page is a line, and DuckDB reads lines of up to 16 MiB by default. The largest seen had 47 MB. */
const LONGEST_LINE: Readonly<Record<Layout, number>> = { page: 64 * 1024 * 1024, ndjson: 16 * 1024 * 1024 };

const unnest: Unnest = (member) => `UNNEST(r.${quoted(member)}) AS u(t)`;

/**
 * A script for DuckDB that makes the same tables and views as the stack makes in Athena, over the lake that the
 * variable `lake` names: what is before the datasets, like `s3://bucket/zendesk`.
 */
export function duckdbScript(layout: Layout): string {
  const tables = rawTablesIn(layout).map((table) => rawTable(table, LONGEST_LINE[layout]));
  const views = viewsOf(layout, unnest).map(
    ({ name, meaning, sql }) => `-- ${meaning}.\nCREATE OR REPLACE VIEW ${quoted(name)} AS\n${sql};`,
  );
  return [
    `-- Athena's functions that the views use.
CREATE OR REPLACE MACRO from_iso8601_timestamp(instant) AS CAST(instant AS TIMESTAMPTZ);
CREATE OR REPLACE MACRO regexp_like(subject, pattern) AS regexp_matches(subject, pattern);`,
    ...tables,
    ...views,
  ].join('\n\n');
}

/**
 * DuckDB takes a pattern without a match for an error, so an empty lake is looked for beforehand: once, when the script
 * is run.
 */
function rawTable({ name, dataset, columns }: RawTable, longestLine: number): string {
  // Only objects of the lake: a file of another kind under a name that is read would end the query.
  const objects = `getvariable('lake') || ${literal(`/${dataset}/${DATASET_GLOB}`)}`;
  const typed = columns.map((column) => `${quoted(column.name)}: ${literal(duckdbType(column))}`);
  const options = [
    `columns = {${typed.join(', ')}}`,
    "format = 'newline_delimited'",
    'ignore_errors = true',
    `maximum_object_size = ${longestLine}`,
    'filename = true',
    'hive_partitioning = true',
    "hive_types = {'subdomain': VARCHAR, 'dt': VARCHAR}",
  ];
  const read = `SELECT t.* EXCLUDE (filename), filename AS "$path", last_modified AS "$file_modified_time"
FROM read_json(${objects}, ${options.join(', ')}) AS t
JOIN (SELECT filename, last_modified FROM read_blob(${objects})) USING (filename)`;
  const nothing = columns.map((column) => `CAST(NULL AS ${duckdbType(column)}) AS ${quoted(column.name)}`);
  const empty = `SELECT ${nothing.join(', ')}, CAST(NULL AS VARCHAR) AS subdomain, CAST(NULL AS VARCHAR) AS dt,
CAST(NULL AS VARCHAR) AS "$path", CAST(NULL AS TIMESTAMPTZ) AS "$file_modified_time" WHERE false`;
  return `-- The landed objects as they are: a row per line; a line that is no JSON has nothing but nulls.
SET VARIABLE ${name} = (
  SELECT CASE WHEN count(*) > 0 THEN ${literal(read)}
  ELSE ${literal(empty)} END
  FROM glob(${objects})
);
CREATE OR REPLACE VIEW ${quoted(name)} AS FROM query(getvariable(${literal(name)}));`;
}

const duckdbType = (column: RawColumn): string =>
  'records' in column ? `STRUCT(${column.records.map(structField).join(', ')})[]` : TYPES[column.type];

const structField = ({ name, type }: Column): string => `${quoted(name)} ${TYPES[type]}`;

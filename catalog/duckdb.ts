import type { ColumnType } from './column.ts';
import type { Dataset } from './dataset.ts';
import type { Dialect } from './dialect.ts';
import { hiddenColumnDialect, PAGE_POSITION } from './hidden-columns.ts';
import { JSON_SQL } from './json-sql.ts';
import { type Layout, type RawColumn, type RawTable, rawTablesIn } from './layout.ts';
import { COLUMN_TYPES, READING_RULES } from './reading-rules.ts';
import { literal, quoted } from './sql.ts';
import { viewsOf } from './views.ts';

/** Bytes of the longest line that is read. The largest page seen had 47 MB. */
export const LONGEST_LINE = 128 * 1024 * 1024;

const DIALECT: Dialect = hiddenColumnDialect({
  tableName: (name) => name,
  records: (table, member, _, isNumbered) =>
    isNumbered
      ? `(SELECT "subdomain", "$path", "$file_modified_time", unnest(${quoted(member)}) AS t, generate_subscripts(${quoted(member)}, 1) AS ${PAGE_POSITION} FROM ${table}) AS r`
      : `${table} AS r\nCROSS JOIN UNNEST(r.${quoted(member)}) AS u(t)`,
  read: (type, field) => `${macroName(type)}(${field})`,
  toText: (value) => `CAST(${value} AS varchar)`,
  instantOf: (seconds) => `CAST(make_timestamp(TRY_CAST(${seconds} AS BIGINT) * 1000000) AS TIMESTAMP_MS)`,
  objects: (table) => `SELECT file AS "landed_in" FROM glob(${objectsOf(table)})`,
  json: JSON_SQL.duckdb,
  countElements: (array, condition) => `len(list_filter(${array}, lambda t: ${condition}))`,
  matches: (text, pattern) => `regexp_matches(${text}, ${literal(pattern)})`,
});

const macroName = (type: ColumnType): string => `as_${type}`;

/**
 * A script for DuckDB that creates the same tables and views as the stack creates in Athena, over the lake that the
 * variable `lake` names: the path before the datasets, such as `s3://bucket/zendesk`.
 */
export function duckdbScript(layout: Layout, datasets: readonly Dataset[]): string {
  const rules = COLUMN_TYPES.map(
    (type) => `CREATE OR REPLACE MACRO ${macroName(type)}(field) AS ${READING_RULES[type].sql.duckdb('field')};`,
  );
  const views = viewsOf(layout, DIALECT, datasets).map(
    ({ name, meaning, sql }) => `-- ${meaning}.\nCREATE OR REPLACE VIEW ${quoted(name)} AS\n${sql};`,
  );
  return [
    `-- How a field is read as a column of each type: docs/query/reading-rules.md.\n${rules.join('\n')}`,
    REPAIR_MACRO,
    `-- Bytes of the longest line that is read. DuckDB reserves twice as much memory for each thread.
SET VARIABLE longest_line = coalesce(getvariable('longest_line'), ${LONGEST_LINE});
-- The lake's own name is not a pattern. DuckDB takes what follows a \`?\` for parameters, and then does not decompress.
SET VARIABLE lake_glob = CASE WHEN contains(getvariable('lake'), '?')
  THEN error('DuckDB cannot read a lake below a path with a question mark: rename the folder')
  WHEN regexp_matches(getvariable('lake'), '(^|/)subdomain=')
  THEN error('DuckDB takes the first folder named subdomain=… for the account: rename the folder above the lake')
  ELSE regexp_replace(getvariable('lake'), '([*[])', '[\\1]', 'g') END;`,
    ...rawTablesIn(layout, datasets).flatMap((table) => [damagedObjects(table), rawTable(table)]),
    ...views,
  ].join('\n\n');
}

/**
 * DuckDB's JSON parser refuses a line for characters that other engines accept. Replaces them: half of a surrogate pair,
 * a backslash that escapes nothing, a control character. Splits the line into the longest parts without such a character.
 */
export const REPAIR_MACRO = String.raw`-- Replaces characters for which DuckDB refuses a line.
CREATE OR REPLACE MACRO repair_line(line) AS array_to_string(list_transform(
  regexp_extract_all(line, '(?s)[^\\\x00-\x1f]+|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]|.'),
  lambda part: CASE
    WHEN regexp_full_match(part, '\\u[dD][89a-fA-F][0-9a-fA-F]{2}') OR part = '\' THEN '\ufffd'
    WHEN part < ' ' THEN ' '
    ELSE part
  END
), '');`;

/** Only landed objects: a file of another kind under a matching name would end the query. */
const objectsOf = ({ dataset, glob }: RawTable): string =>
  `getvariable('lake_glob') || ${literal(`/${dataset}/${glob}`)}`;

/** Set by {@link damagedObjects}. */
const hasObjects = ({ name }: RawTable): string => `getvariable('${name}_objects') > 0`;

/** Reads a raw table's lines. DuckDB 2.0 reads ahead without a limit if only one column is declared. */
const readJson = (table: RawTable, more: readonly string[] = []): string =>
  `read_json(${[
    objectsOf(table),
    `columns = {${table.columns.map((column) => `${quoted(column.name)}: ${literal(duckdbType(column))}`).join(', ')}}`,
    "format = 'newline_delimited'",
    'ignore_errors = true',
    "maximum_object_size = getvariable('longest_line')",
    'filename = true',
    ...more,
  ].join(', ')})`;

/**
 * SQL that sets a variable to one of two queries, when the script is run: DuckDB takes a pattern without a match and an
 * empty list of files for errors.
 */
const chooseQuery = (variable: string, condition: string, query: string, otherwise: string): string =>
  `SET VARIABLE ${variable} = CASE WHEN ${condition} THEN ${literal(query)}
  ELSE ${literal(otherwise)} END;`;

/**
 * Finds the objects with a line that DuckDB cannot parse, and keeps their lines, repaired. Only these are read as text:
 * that takes twice the memory. Lines that are not UTF-8 come from the reader's own list of rejects, where `?` stands for
 * each wrong byte.
 */
function damagedObjects(table: RawTable): string {
  const { name, sets } = table;
  // A page without its records, or a record without its key.
  const probe = quoted(sets[0].member ?? sets[0].key.name);
  const find = `SELECT DISTINCT filename FROM ${readJson(table)} WHERE ${probe} IS NULL`;
  const options = [
    "columns = {'line': 'VARCHAR'}",
    "auto_detect = false, header = false, delim = '', quote = '', escape = ''",
    "max_line_size = getvariable('longest_line'), filename = true, hive_partitioning = false",
    `store_rejects = true, rejects_limit = 0, rejects_table = '${name}_rejects', rejects_scan = '${name}_scans'`,
  ];
  const isDamaged = `len(getvariable('${name}_damaged')) > 0`;
  const noLines = 'SELECT CAST(NULL AS VARCHAR) AS line, CAST(NULL AS VARCHAR) AS filename WHERE false';
  return `-- Objects with a line that DuckDB cannot parse, and their lines.
SET VARIABLE ${name}_objects = (SELECT count(*) FROM glob(${objectsOf(table)}));
${chooseQuery('query', hasObjects(table), find, 'SELECT CAST(NULL AS VARCHAR) AS filename WHERE false')}
SET VARIABLE ${name}_damaged = (SELECT coalesce(list(filename), []) FROM query(getvariable('query')));
DROP TABLE IF EXISTS ${name}_rejects;
DROP TABLE IF EXISTS ${name}_scans;
${chooseQuery('query', isDamaged, `SELECT line, filename FROM read_csv(getvariable('${name}_damaged'), ${options.join(', ')})`, noLines)}
CREATE OR REPLACE TEMP TABLE ${name}_lines AS FROM query(getvariable('query'));
${chooseQuery('query', isDamaged, `SELECT csv_line, file_path FROM ${name}_rejects JOIN ${name}_scans USING (scan_id, file_id)`, noLines)}
INSERT INTO ${name}_lines FROM query(getvariable('query'));`;
}

/** The account (1) or day (2) of an object. */
const folderPart = (group: number): string =>
  `regexp_extract(filename, '/subdomain=([^/]+)/dt=([^/]+)/[^/]+$', ${group})`;

/** The raw table, as a view. */
function rawTable(table: RawTable): string {
  const { name, columns } = table;
  const names = columns.map((column) => quoted(column.name)).join(', ');
  const hive = ['hive_partitioning = true', "hive_types = {'subdomain': VARCHAR, 'dt': VARCHAR}"];
  const structure = `{${columns.map((column) => `"${column.name}": ${jsonStructure(column)}`).join(', ')}}`;
  const read = `SELECT t.* EXCLUDE (filename), filename AS "$path", last_modified AS "$file_modified_time"
FROM (
  SELECT ${names}, subdomain, dt, filename
  FROM ${readJson(table, hive)}
  WHERE NOT list_contains(getvariable('${name}_damaged'), filename)
  UNION ALL
  SELECT unnest(from_json(CASE WHEN json_valid(line) THEN line END, ${literal(structure)})), ${folderPart(1)}, ${folderPart(2)}, filename
  FROM (SELECT CASE WHEN json_valid(line) THEN line ELSE repair_line(line) END AS line, filename FROM ${name}_lines WHERE trim(line) <> '')
) AS t
JOIN (SELECT filename, last_modified FROM read_blob(${objectsOf(table)})) USING (filename)`;
  const nothing = columns.map((column) => `CAST(NULL AS ${duckdbType(column)}) AS ${quoted(column.name)}`);
  const empty = `SELECT ${nothing.join(', ')}, CAST(NULL AS VARCHAR) AS subdomain, CAST(NULL AS VARCHAR) AS dt,
CAST(NULL AS VARCHAR) AS "$path", CAST(NULL AS TIMESTAMPTZ) AS "$file_modified_time" WHERE false`;
  return `-- The landed objects without interpretation: one row per line; a line that is not JSON has only NULLs.
${chooseQuery(name, hasObjects(table), read, empty)}
CREATE OR REPLACE VIEW ${quoted(name)} AS FROM query(getvariable(${literal(name)}));`;
}

/** Every field is text, which holds any JSON value. */
const duckdbType = (column: RawColumn): string =>
  'records' in column
    ? `STRUCT(${column.records.map(({ name }) => `${quoted(name)} VARCHAR`).join(', ')})[]`
    : 'VARCHAR';

/** The same for DuckDB's JSON functions. */
const jsonStructure = (column: RawColumn): string =>
  'records' in column ? `[{${column.records.map(({ name }) => `"${name}": "VARCHAR"`).join(', ')}}]` : '"VARCHAR"';

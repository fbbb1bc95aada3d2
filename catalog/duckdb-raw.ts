import type { RawColumn, RawTable } from './layout.ts';
import { literal, quoted } from './sql.ts';

/** The table of the landed objects, which the script lists. */
export const OBJECTS = 'lake_objects';

/** An object's path with slashes. On Windows, DuckDB joins the parts of a path with backslashes. */
const PATH = String.raw`replace(filename, '\', '/')`;

/** SQL for a pattern that matches only this path. DuckDB takes every path that it reads for a pattern. */
export const patternOf = (path: string): string => `regexp_replace(${path}, '([*[])', '[\\1]', 'g')`;

const SOURCES = 'lake_sources';
const LINES = 'lake_lines';
/** The lines that are read as text. {@link LINES} shows them once the script has run to its end. */
const TEXT_LINES = 'lake_text_lines';
const DAMAGED = 'lake_damaged';

const UNFINISHED =
  'The script that creates the tables has not run to its end. Correct the cause of its error, and run it again';

/** Parts of a script for DuckDB that create the raw tables. */
type RawScript = {
  /** Lists the objects. */
  readonly listing: string;
  /** Creates the tables without rows. Otherwise DuckDB would list the lake for each view that is created over them. */
  readonly tables: string;
  /** Finds the objects that DuckDB cannot read as they are, and gives the tables their rows. */
  readonly rows: string;
};

export const rawScript = (tables: readonly RawTable[]): RawScript => ({
  listing: listObjects(tables),
  tables: `-- The landed objects without interpretation: one row per line; a line that is not JSON has only NULLs.
${tables.map(createTable).join('\n')}`,
  rows: `${repairLines(tables)}

-- The tables get their rows after the views: DuckDB would list the lake again for each view that is created over them.
${tables.map(fillTable).join('\n')}
CREATE OR REPLACE TEMP VIEW ${LINES} AS FROM ${TEXT_LINES};`,
});

/**
 * SQL that sets a variable to one of two queries, when the script is run: DuckDB takes a pattern without a match and an
 * empty list of files for errors.
 */
const chooseQuery = (variable: string, condition: string, query: string, otherwise: string): string =>
  `SET VARIABLE ${variable} = CASE WHEN ${condition} THEN ${literal(query)}
  ELSE ${otherwise} END;`;

/** A query for no rows. */
const noRows = (columns: Readonly<Record<string, string>>): string =>
  `SELECT ${Object.entries(columns)
    .map(([name, type]) => `CAST(NULL AS ${type}) AS ${quoted(name)}`)
    .join(', ')} WHERE false`;

/** The datasets whose objects have names of one kind, as conditions for their paths. */
function kindsOf(tables: readonly RawTable[]): { isOfKind: string; isLanded: string; glob: string }[] {
  return [...Map.groupBy(tables, ({ sets: [{ pathPattern }] }) => pathPattern)].map(([pattern, those]) => {
    const isOfKind = `dataset IN (${those.map(({ dataset }) => literal(dataset)).join(', ')})`;
    return {
      isOfKind,
      isLanded: `${isOfKind} AND regexp_matches(path, ${literal(pattern)})`,
      glob: those[0]?.glob ?? '',
    };
  });
}

/**
 * The sources of a dataset are one pattern, so that DuckDB takes sizes and times from the listing of a bucket, without a
 * request for each object. They are the objects by name if some of them are set aside: DuckDB opens the first match of a pattern
 * before it applies a filter.
 */
function listObjects(tables: readonly RawTable[]): string {
  const all = `getvariable('lake_glob') || '/*/subdomain=*/dt=*/[0-9]*.json*'`;
  const none = noRows({ filename: 'VARCHAR', size: 'BIGINT', last_modified: 'TIMESTAMPTZ' });
  const kinds = kindsOf(tables);
  return `-- The landed objects. Objects that land later are in no table until the script is run again.
${chooseQuery('query', `(SELECT count(*) FROM glob(${all})) > 0`, `SELECT filename, size, last_modified FROM read_blob(${all})`, literal(none))}
CREATE OR REPLACE TEMP TABLE ${OBJECTS} AS
SELECT *, filename LIKE '%.gz' AND size = 0 OR list_contains(getvariable('unreadable'), filename) AS set_aside
FROM (
  SELECT *, unnest(regexp_extract(path, '/([^/]+)/subdomain=([^/]+)/dt=([^/]+)/[^/]+$', ['dataset', 'subdomain', 'dt']))
  FROM (SELECT *, ${PATH} AS path FROM query(getvariable('query')))
)
WHERE ${kinds.map(({ isLanded }) => isLanded).join('\n  OR ')};
-- The files of each dataset: a pattern, or the names of the objects if some of them are set aside.
CREATE OR REPLACE TEMP VIEW ${SOURCES} AS
SELECT dataset, CASE
  WHEN bool_or(set_aside) THEN coalesce(list(${patternOf('filename')}) FILTER (NOT set_aside), [])
  ELSE [getvariable('lake_glob') || '/' || dataset || '/' || CASE
    ${kinds.map(({ isOfKind, glob }) => `WHEN ${isOfKind} THEN ${literal(glob)}`).join('\n    ')}
  END] END AS files
FROM ${OBJECTS}
GROUP BY dataset;
-- Without it, the tables would be empty if the script ends with an error.
CREATE OR REPLACE TEMP VIEW ${LINES} AS
SELECT CAST(NULL AS VARCHAR) AS line, CAST(error(${literal(UNFINISHED)}) AS VARCHAR) AS filename;
CREATE OR REPLACE TEMP TABLE ${TEXT_LINES} (line VARCHAR, filename VARCHAR);`;
}

/** Reads lines of the files that a variable names. DuckDB 2.0 reads ahead without a limit if one column is declared. */
const readJson = (files: string, columns: string, more: readonly string[] = []): string =>
  `read_json(${[
    `getvariable(${literal(files)})`,
    `columns = ${columns}`,
    "format = 'newline_delimited'",
    'ignore_errors = true',
    "maximum_object_size = getvariable('longest_line')",
    'filename = true',
    ...more,
  ].join(', ')})`;

/** Finds the objects of a table with a line that has no records, or a record that has no key. Reads only the keys. */
function findDamaged({ name, dataset, columns, sets }: RawTable): string {
  const [{ member, key }] = sets;
  const files = `${name}_files`;
  const keys = columns.map((column): [string, string] => {
    const set = sets.find((each) => each.member === column.name);
    return [column.name, set === undefined ? 'VARCHAR' : `STRUCT(${quoted(set.key.name)} VARCHAR)[]`];
  });
  const find = `SELECT DISTINCT filename FROM ${readJson(files, struct(Object.fromEntries(keys)))} WHERE ${quoted(member ?? key.name)} IS NULL`;
  return `SET VARIABLE ${files} = (SELECT files FROM ${SOURCES} WHERE dataset = ${literal(dataset)});
${chooseQuery('query', `len(getvariable('${files}')) > 0`, find, literal(noRows({ filename: 'VARCHAR' })))}
INSERT INTO ${DAMAGED} FROM query(getvariable('query'));`;
}

/**
 * Finds the objects with a line that DuckDB cannot parse, and keeps their lines, repaired. Only these are read as text:
 * that takes twice the memory. Lines that are not UTF-8 come from the reader's own list of rejects, where `?` stands for
 * each wrong byte.
 */
function repairLines(tables: readonly RawTable[]): string {
  const options = [
    "columns = {'line': 'VARCHAR'}",
    "auto_detect = false, header = false, delim = '', quote = '', escape = ''",
    "max_line_size = getvariable('longest_line'), filename = true, hive_partitioning = false",
    "store_rejects = true, rejects_limit = 0, rejects_table = 'lake_rejects', rejects_scan = 'lake_scans'",
  ];
  const isDamaged = "len(getvariable('damaged')) > 0";
  const noLines = literal(noRows({ line: 'VARCHAR', filename: 'VARCHAR' }));
  return `-- Objects with a line that DuckDB cannot parse, and their lines. This reads the lake once.
CREATE OR REPLACE TEMP TABLE ${DAMAGED} (filename VARCHAR);
${tables.map(findDamaged).join('\n')}
SET VARIABLE damaged = (SELECT coalesce(list(${patternOf('filename')}), []) FROM ${DAMAGED} JOIN ${OBJECTS} USING (filename));
DROP TABLE IF EXISTS lake_rejects;
DROP TABLE IF EXISTS lake_scans;
${chooseQuery('query', isDamaged, `SELECT line, filename FROM read_csv(getvariable('damaged'), ${options.join(', ')})`, noLines)}
INSERT INTO ${TEXT_LINES} FROM query(getvariable('query'));
${chooseQuery('query', isDamaged, 'SELECT csv_line, file_path FROM lake_rejects JOIN lake_scans USING (scan_id, file_id)', noLines)}
INSERT INTO ${TEXT_LINES} FROM query(getvariable('query'));
DELETE FROM ${TEXT_LINES} WHERE trim(line) = '';
UPDATE ${TEXT_LINES} SET line = repair_line(line) WHERE NOT json_valid(line);
-- A line that is not JSON even so, and an object that is not read at all, are a line without a value.
UPDATE ${TEXT_LINES} SET line = NULL WHERE NOT json_valid(line);
INSERT INTO ${TEXT_LINES} SELECT NULL, filename FROM ${OBJECTS} WHERE set_aside;
UPDATE ${OBJECTS} SET set_aside = true WHERE filename IN (SELECT filename FROM ${TEXT_LINES});`;
}

/** The raw table as a view, with the repaired lines only. */
function createTable({ name, dataset, columns }: RawTable): string {
  const structure = `{${columns.map((column) => `"${column.name}": ${jsonStructure(column)}`).join(', ')}}`;
  const repaired = `SELECT unnest(from_json(line, ${literal(structure)})), subdomain, dt, filename
FROM ${LINES} JOIN ${OBJECTS} USING (filename) WHERE dataset = ${literal(dataset)}`;
  return `SET VARIABLE ${name} = ${literal(repaired)};
CREATE OR REPLACE VIEW ${quoted(name)} AS
SELECT t.* EXCLUDE (filename), ${OBJECTS}.path AS "$path", last_modified AS "$file_modified_time"
FROM query(getvariable(${literal(name)})) AS t JOIN ${OBJECTS} USING (filename);`;
}

/** Adds the lines that DuckDB reads as they are. */
function fillTable({ name, dataset, columns }: RawTable): string {
  const files = `${name}_files`;
  const names = columns.map((column) => quoted(column.name)).join(', ');
  const hive = ['hive_partitioning = true', "hive_types = {'subdomain': VARCHAR, 'dt': VARCHAR}"];
  const readable = `SELECT ${names}, subdomain, dt, filename
FROM ${readJson(files, duckdbColumns(columns), hive)}
UNION ALL
`;
  return `SET VARIABLE ${files} = (SELECT files FROM ${SOURCES} WHERE dataset = ${literal(dataset)});
SET VARIABLE ${name} = CASE WHEN len(getvariable('${files}')) > 0 THEN ${literal(readable)} ELSE '' END || getvariable('${name}');`;
}

const struct = (columns: Readonly<Record<string, string>>): string =>
  `{${Object.entries(columns)
    .map(([name, type]) => `${quoted(name)}: ${literal(type)}`)
    .join(', ')}}`;

/** The columns of a raw table as `read_json` takes them. */
export const duckdbColumns = (columns: readonly RawColumn[]): string =>
  struct(Object.fromEntries(columns.map((column) => [column.name, duckdbType(column)])));

/** Every field is text, which holds any JSON value. */
const duckdbType = (column: RawColumn): string =>
  'records' in column
    ? `STRUCT(${column.records.map(({ name }) => `${quoted(name)} VARCHAR`).join(', ')})[]`
    : 'VARCHAR';

/** The same for DuckDB's JSON functions. */
const jsonStructure = (column: RawColumn): string =>
  'records' in column ? `[{${column.records.map(({ name }) => `"${name}": "VARCHAR"`).join(', ')}}]` : '"VARCHAR"';

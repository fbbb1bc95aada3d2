import type { ColumnType } from './column.ts';
import type { Dataset } from './dataset.ts';
import type { Dialect } from './dialect.ts';
import { OBJECTS, patternOf, rawScript } from './duckdb-raw.ts';
import { hiddenColumnDialect, PAGE_POSITION } from './hidden-columns.ts';
import { JSON_SQL } from './json-sql.ts';
import { type Layout, rawTablesIn } from './layout.ts';
import { COLUMN_TYPES, READING_RULES } from './reading-rules.ts';
import { literal, quoted } from './sql.ts';
import { viewsOf } from './views.ts';

/** Bytes of the longest line that is read. The largest page seen had 47 MB. */
export const LONGEST_LINE = 128 * 1024 * 1024;

const DIALECT: Dialect = hiddenColumnDialect({
  tableName: (name) => name,
  // Unnesting in the list of columns reads on while it writes. A lateral join holds all pages in memory, twice.
  records: (table, member, _, isNumbered) => {
    const position = isNumbered ? `, generate_subscripts(${quoted(member)}, 1) AS ${PAGE_POSITION}` : '';
    return `(SELECT "subdomain", "$path", "$file_modified_time", unnest(${quoted(member)}) AS t${position} FROM ${table}) AS r`;
  },
  read: (type, field) => `${macroName(type)}(${field})`,
  toText: (value) => `CAST(${value} AS varchar)`,
  instantOf: (seconds) => `CAST(make_timestamp(TRY_CAST(${seconds} AS BIGINT) * 1000000) AS TIMESTAMP_MS)`,
  objects: ({ dataset }) => `SELECT path AS "landed_in" FROM ${OBJECTS} WHERE dataset = ${literal(dataset)}`,
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
  const raw = rawScript(rawTablesIn(layout, datasets));
  const views = viewsOf(layout, DIALECT, datasets).map(
    ({ name, meaning, sql }) => `-- ${meaning}.\nCREATE OR REPLACE VIEW ${quoted(name)} AS\n${sql};`,
  );
  return [
    `-- How a field is read as a column of each type: docs/query/reading-rules.md.\n${rules.join('\n')}`,
    REPAIR_MACRO,
    `-- Bytes of the longest line that is read. DuckDB reserves twice as much memory for each thread.
SET VARIABLE longest_line = coalesce(getvariable('longest_line'), ${LONGEST_LINE});
-- The lake's own name is not a pattern. In a bucket, no key has two slashes in a row.
-- DuckDB takes what follows a \`?\` for parameters, and then does not decompress.
SET VARIABLE lake_glob = CASE WHEN contains(getvariable('lake'), '?')
  THEN error('DuckDB cannot read a lake below a path with a question mark: rename the folder')
  WHEN regexp_matches(getvariable('lake'), '(^|[/\\\\])subdomain=')
  THEN error('DuckDB takes the first folder named subdomain=… for the account: rename the folder above the lake')
  ELSE ${patternOf("rtrim(getvariable('lake'), '/')")} END;
-- Objects to leave out, because DuckDB cannot decompress them. \`malformed\` lists them.
SET VARIABLE unreadable = coalesce(CAST(getvariable('unreadable') AS VARCHAR[]), []);`,
    raw.listing,
    raw.tables,
    ...views,
    raw.rows,
    UNREADABLE,
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

/** The script's last statement. It costs nothing: `malformed` would read the lake again. */
const UNREADABLE = `-- Objects with lines that cannot be read. If the latest version of a record is in one, the tables show an older version.
SELECT filename AS unreadable_object, count(*) AS lines FROM lake_lines WHERE line IS NULL GROUP BY filename ORDER BY filename;

-- Each query reads the objects again. A copy answers most questions hundreds of times faster:
-- COPY (FROM tickets_latest) TO 'tickets.parquet' (COMPRESSION zstd);`;

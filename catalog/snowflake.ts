import type { Dataset } from './dataset.ts';
import type { Dialect } from './dialect.ts';
import { JSON_SQL } from './json-sql.ts';
import { type Layout, type RawTable, rawTablesIn } from './layout.ts';
import { READING_RULES } from './reading-rules.ts';
import { literal } from './sql.ts';
import { viewsOf } from './views.ts';

/** A name in the case in which Snowflake stores unquoted names: queries find it in any case. */
const quoted = (name: string): string => `"${name.toUpperCase()}"`;

/** Rows `t` for the elements of a page's array. `otherwise` replaces an object or text in its place. */
const flatten = (member: string, otherwise: string): string =>
  `LATERAL FLATTEN(input => CASE WHEN IS_ARRAY(r.line:${member}) THEN r.line:${member} ELSE ${otherwise} END) AS t`;

/** An array with one element that is not a record. */
const ONE_UNREADABLE = "PARSE_JSON('[0]')";

const fieldOf =
  (member: string | undefined) =>
  (name: string): string =>
    `${member === undefined ? 'r.line' : 't.value'}:${name}`;

const read: Dialect['read'] = (type, field) => READING_RULES[type].sql.snowflake(field);

const SNOWFLAKE: Dialect = {
  quoted,
  copies: ({ table, member }, isNumbered) => ({
    from: member === undefined ? `${table} AS r` : `${table} AS r, ${flatten(member, 'NULL')}`,
    field: fieldOf(member),
    landed: { subdomain: 'r.subdomain', landed_at: 'r.landed_at', landed_in: 'r.landed_in' },
    ...(isNumbered && member !== undefined && { position: 't.index + 1' }),
  }),
  read,
  // Snowflake's pattern has to match the whole text.
  matches: (text, pattern) => `REGEXP_LIKE(${text}, ${literal(`.*${pattern}`)})`,
  part: (text, pattern) => `REGEXP_SUBSTR(${text}, ${literal(pattern)}, 1, 1, 'e', 1)`,
  toText: (value) => `${value}::VARCHAR`,
  instantOf: (seconds) => `DATEADD(second, TRY_TO_NUMBER(${seconds}), '1970-01-01'::TIMESTAMP_NTZ(3))`,
  minutesAfter: (instant, minutes) => `DATEADD(minute, ${minutes}, ${instant})`,
  objects: ({ name }) => `SELECT r.landed_in AS "LANDED_IN" FROM ${name} AS r`,
  json: JSON_SQL.snowflake,
  countUnreadable,
};

/** On a page, counts only the records of the resource. COPY itself reports the lines that are not JSON. */
function countUnreadable({ name, sets: [{ member, key }] }: RawTable): string {
  const rows = member === undefined ? `${name} AS r` : `${name} AS r, ${flatten(member, ONE_UNREADABLE)}`;
  return `SELECT r.subdomain, r.landed_in, 1 AS passed_over FROM ${rows}
WHERE ${read(key.type, fieldOf(member)(key.name))} IS NULL`;
}

/**
 * The raw tables, as views on a table `lake_raw` with a VARIANT `line`, `dataset`, `subdomain`, `landed_in` and
 * `landed_at`, and the views over them.
 */
export const snowflakeViews = (layout: Layout, datasets: readonly Dataset[]): readonly string[] => [
  ...rawTablesIn(layout, datasets).map(
    ({ name, dataset }) => `CREATE OR REPLACE VIEW ${name} AS
SELECT line, subdomain, landed_in, landed_at FROM lake_raw WHERE dataset = ${literal(dataset)}`,
  ),
  ...viewsOf(layout, SNOWFLAKE, datasets).map(({ name, sql }) => `CREATE OR REPLACE VIEW ${name} AS\n${sql}`),
];

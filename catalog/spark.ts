import { countUnreadable } from './count-unreadable.ts';
import type { Dataset } from './dataset.ts';
import type { Dialect } from './dialect.ts';
import { JSON_SQL } from './json-sql.ts';
import { type Layout, type RawColumn, rawTablesIn } from './layout.ts';
import { READING_RULES } from './reading-rules.ts';
import { literal } from './sql.ts';
import { viewsOf } from './views.ts';

/** A name as Spark quotes it. */
const quoted = (name: string): string => `\`${name}\``;

/** FROM for the records on the pages of a table: fields of `t`, or of its column `t`. */
const records = (table: string, member: string, isNumbered: boolean): string =>
  `${table} AS r\nLATERAL VIEW ${isNumbered ? `posexplode(r.${quoted(member)}) p AS n, t` : `inline(r.${quoted(member)}) t`}`;

/**
 * The views read a view for each raw table that has the objects' columns, `subdomain`, `landed_at` and `landed_in`.
 * Counting unreadable records takes no filter on them: Spark moves one into its reader, which then misses lines that are
 * cut off.
 */
const SPARK: Dialect = {
  quoted,
  copies: ({ table, member }, isNumbered) => ({
    from: member === undefined ? `${table} AS r` : records(table, member, isNumbered),
    field: (name) => `${member === undefined ? 'r' : 't'}.${quoted(name)}`,
    landed: { subdomain: 'r.subdomain', landed_at: 'r.landed_at', landed_in: 'r.landed_in' },
    ...(isNumbered && member !== undefined && { position: 'CAST(p.n + 1 AS BIGINT)' }),
  }),
  read: (type, field) => READING_RULES[type].sql.spark(field),
  matches: (text, pattern) => `${text} RLIKE ${literal(pattern)}`,
  part: (text, pattern) => `regexp_extract(${text}, ${literal(pattern)}, 1)`,
  toText: (value) => `CAST(${value} AS STRING)`,
  instantOf: (seconds) => `timestamp_seconds(TRY_CAST(${seconds} AS BIGINT))`,
  minutesAfter: (instant, minutes) => `${instant} + INTERVAL '${minutes}' MINUTE`,
  objects: ({ name }) => `SELECT r.landed_in FROM ${name} AS r`,
  json: JSON_SQL.spark,
  countUnreadable: (table) =>
    countUnreadable(table, {
      ...SPARK,
      from: table.name,
      landedIn: 'r.landed_in',
      countElements: (array, condition) => `size(filter(${array}, t -> ${condition}))`,
    }),
};

/** Every field is a string, which holds any JSON value: of another type, one value loses its record or page. */
const sparkType = (column: RawColumn): string =>
  'records' in column
    ? `ARRAY<STRUCT<${column.records.map(({ name }) => `${quoted(name)}: STRING`).join(', ')}>>`
    : 'STRING';

/**
 * The schemas of the objects for `spark.read.schema`, by folder. They include the partition columns: Spark would take
 * the accounts `007` and `7` for one number.
 */
export const sparkSchemas = (layout: Layout, datasets: readonly Dataset[]): ReadonlyMap<string, string> =>
  new Map(
    rawTablesIn(layout, datasets).map(({ dataset, columns }) => {
      const fields = columns.map((column) => `${quoted(column.name)} ${sparkType(column)}`);
      return [dataset, [...fields, '`subdomain` STRING', '`dt` STRING'].join(', ')];
    }),
  );

/** The views over the raw tables, in an order in which they can be created. */
export const sparkViews = (layout: Layout, datasets: readonly Dataset[]): readonly string[] =>
  viewsOf(layout, SPARK, datasets).map(({ name, sql }) => `CREATE OR REPLACE TEMPORARY VIEW ${name} AS\n${sql}`);

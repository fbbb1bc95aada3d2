import type { Dataset } from './datasets.ts';
import { type Layout, locateRecords, OBJECT_PATH_PATTERN, type RawColumn } from './layout.ts';
import { READING_RULES } from './reading-rules.ts';
import { literal } from './sql.ts';
import { latestName, recordColumns } from './views.ts';

/** A name as Spark quotes it. */
const quoted = (name: string): string => `\`${name}\``;

/** Every field is a string, which holds any JSON value: of another type, one value loses its record or page. */
const sparkType = (column: RawColumn): string =>
  'records' in column
    ? `ARRAY<STRUCT<${column.records.map(({ name }) => `${quoted(name)}: STRING`).join(', ')}>>`
    : 'STRING';

/**
 * The schema of a dataset's objects, for `spark.read.schema`. It includes the partition columns: Spark would take the
 * accounts `007` and `7` for one number.
 */
export const sparkSchema = (dataset: Dataset, layout: Layout): string =>
  [
    ...locateRecords(dataset, layout).records.from.columns.map(
      (column) => `${quoted(column.name)} ${sparkType(column)}`,
    ),
    '`subdomain` STRING',
    '`dt` STRING',
  ].join(', ');

const readId = (record: string): string => READING_RULES.bigint.sql.spark(`${record}\`id\``);

const isObject = `landed_in RLIKE ${literal(OBJECT_PATH_PATTERN)}`;

/**
 * The views `tickets_latest` and `malformed` over a view `tickets_raw` that has the objects' columns, `subdomain`,
 * `landed_at` and `landed_in`. Two statements.
 */
export const sparkViews = (dataset: Dataset, layout: Layout): readonly string[] => [
  sparkLatest(dataset, layout),
  sparkMalformed(dataset, layout),
];

function sparkLatest(dataset: Dataset, layout: Layout): string {
  const { columns, member, from } = locateRecords(dataset, layout).records;
  const names = columns.map(({ name }) => quoted(name));
  const copies =
    member === undefined
      ? `SELECT subdomain, landed_at, landed_in, ${names.join(', ')}\n      FROM ${from.name}`
      : `SELECT subdomain, landed_at, landed_in, inline(${quoted(member)})\n      FROM ${from.name}`;
  const fields = columns.map(({ name, type }) => `${READING_RULES[type].sql.spark(quoted(name))} AS ${quoted(name)}`);
  const condition = dataset.isDeleted.condition((name) => quoted(name));
  return `CREATE OR REPLACE TEMPORARY VIEW ${latestName(dataset)} AS
SELECT ${recordColumns(dataset)
    .map(({ name }) => quoted(name))
    .join(', ')}
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY subdomain, id ORDER BY ${dataset.versionKey} DESC NULLS LAST, landed_at DESC, landed_in DESC
  ) AS recency
  FROM (
    SELECT
      subdomain,
      ${fields.join(',\n      ')},
      coalesce(${condition}, false) AS is_deleted,
      landed_at,
      landed_in
    FROM (
      ${copies}
      WHERE ${isObject}
    )
  )
  WHERE id IS NOT NULL
)
WHERE recency = 1`;
}

/**
 * Counts lines and records that `tickets_latest` cannot read. Without a filter on the records: Spark moves one into its
 * reader, which then misses lines that are cut off.
 */
function sparkMalformed(dataset: Dataset, layout: Layout): string {
  const { member, from } = locateRecords(dataset, layout).records;
  const unreadable =
    member === undefined
      ? `CASE WHEN ${readId('')} IS NULL THEN 1 ELSE 0 END`
      : `CASE WHEN ${quoted(member)} IS NULL THEN 1 ELSE size(filter(${quoted(member)}, t -> ${readId('t.')} IS NULL)) END`;
  return `CREATE OR REPLACE TEMPORARY VIEW malformed AS
SELECT subdomain, landed_in, passed_over
FROM (
  SELECT subdomain, landed_in, sum(${unreadable}) AS passed_over
  FROM ${from.name}
  WHERE ${isObject}
  GROUP BY subdomain, landed_in
)
WHERE passed_over > 0`;
}

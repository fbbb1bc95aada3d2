import { OBJECT_NAME_PATTERN } from '#common/object-key.ts';
import type { Column, ColumnType } from './column.ts';
import type { Dataset } from './datasets.ts';
import { type Layout, locateRecords, type RawColumn } from './layout.ts';
import { literal } from './sql.ts';
import { latestName } from './views.ts';

const TYPES: Readonly<Record<ColumnType, string>> = {
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  text: 'STRING',
  instant: 'TIMESTAMP',
  json: 'STRING',
  bigints: 'ARRAY<BIGINT>',
  texts: 'ARRAY<STRING>',
};

/** A name as Spark wants it. */
const quoted = (name: string): string => `\`${name}\``;

const structField = ({ name, type }: Column): string => `${quoted(name)}: ${TYPES[type]}`;

const sparkType = (column: RawColumn): string =>
  'records' in column ? `ARRAY<STRUCT<${column.records.map(structField).join(', ')}>>` : TYPES[column.type];

/** The schema of a dataset's objects, as `spark.read.schema` takes it. */
export const sparkSchema = (dataset: Dataset, layout: Layout): string =>
  locateRecords(dataset, layout)
    .records.from.columns.map((column) => `${quoted(column.name)} ${sparkType(column)}`)
    .join(', ');

/**
 * The view `tickets_latest` over a view `tickets_raw` that has the objects' columns, `subdomain`, `landed_at` and
 * `landed_in`.
 */
export function sparkLatest(dataset: Dataset, layout: Layout): string {
  const { columns, member, from } = locateRecords(dataset, layout).records;
  const names = ['subdomain', ...columns.map(({ name }) => name), 'landed_at', 'landed_in'].map(quoted).join(', ');
  const copies =
    member === undefined
      ? `SELECT ${names}\n    FROM ${from.name}`
      : `SELECT subdomain, landed_at, landed_in, inline(${quoted(member)})\n    FROM ${from.name}`;
  const condition = dataset.isDeleted.condition((name) => name);
  return `CREATE OR REPLACE TEMPORARY VIEW ${latestName(dataset)} AS
SELECT ${names}, coalesce(${condition}, false) AS is_deleted
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY subdomain, id ORDER BY ${dataset.versionKey} DESC, landed_at DESC, landed_in DESC
  ) AS recency
  FROM (
    ${copies}
  )
  WHERE id IS NOT NULL AND landed_in RLIKE ${literal(OBJECT_NAME_PATTERN)}
)
WHERE recency = 1`;
}

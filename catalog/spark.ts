import type { Column, ColumnType } from './column.ts';
import { OBJECT_NAME } from './landed-object.ts';
import { type Layout, type RawColumn, ticketsIn } from './layout.ts';
import { literal } from './sql.ts';

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

const fieldOf = ({ name, type }: Column): string => `${quoted(name)}: ${TYPES[type]}`;

const typeOf = (column: RawColumn): string =>
  'records' in column ? `ARRAY<STRUCT<${column.records.map(fieldOf).join(', ')}>>` : TYPES[column.type];

/** The schema of the tickets' objects, as `spark.read.schema` takes it. */
export const sparkSchema = (layout: Layout): string =>
  ticketsIn(layout)
    .from.columns.map((column) => `${quoted(column.name)} ${typeOf(column)}`)
    .join(', ');

/**
 * The view `tickets_latest` over a view `tickets_raw` that has the objects' columns, `subdomain`, `landed_at` and
 * `landed_in`.
 */
export function sparkLatest(layout: Layout): string {
  const { columns, member } = ticketsIn(layout);
  const names = ['subdomain', ...columns.map(({ name }) => name), 'landed_at', 'landed_in'].map(quoted).join(', ');
  const copies =
    member === undefined
      ? `SELECT ${names}\n    FROM tickets_raw`
      : `SELECT subdomain, landed_at, landed_in, inline(${quoted(member)})\n    FROM tickets_raw`;
  return `CREATE OR REPLACE TEMPORARY VIEW tickets_latest AS
SELECT ${names}, coalesce(status = 'deleted', false) AS is_deleted
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY subdomain, id ORDER BY generated_timestamp DESC, landed_at DESC, landed_in DESC
  ) AS recency
  FROM (
    ${copies}
  )
  WHERE id IS NOT NULL AND landed_in RLIKE ${literal(OBJECT_NAME)}
)
WHERE recency = 1`;
}

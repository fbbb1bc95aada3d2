import type { ColumnType } from './column.ts';
import { type Layout, ticketsIn } from './layout.ts';

/** How a field of a record becomes a column. What cannot be read as its type is null. */
const READ: Readonly<Record<ColumnType, (field: string) => string>> = {
  bigint: (field) => `TRY_TO_NUMBER(${field}::VARCHAR)`,
  boolean: (field) => `TRY_TO_BOOLEAN(${field}::VARCHAR)`,
  text: (field) => `${field}::VARCHAR`,
  instant: (field) => `TRY_TO_TIMESTAMP_NTZ(${field}::VARCHAR)`,
  json: (field) => field,
  bigints: (field) => field,
  texts: (field) => field,
};

/**
 * The view `tickets_latest` over a table `tickets_raw` of a VARIANT `line` and of where it came from, for Snowflake.
 */
export function snowflakeLatest(layout: Layout): string {
  const { columns, member } = ticketsIn(layout);
  const record = member === undefined ? 'r.line' : 't.value';
  // Snowflake writes names without quotes in capitals, and finds them in any.
  const fields = columns.map(({ name, type }) => `  ${READ[type](`${record}:${name}`)} AS ${name}`);
  const source =
    member === undefined ? 'tickets_raw AS r' : `tickets_raw AS r, LATERAL FLATTEN(input => r.line:${member}) AS t`;
  return `CREATE OR REPLACE VIEW tickets_latest AS
SELECT
  r.subdomain,
${fields.join(',\n')},
  coalesce(${record}:status::VARCHAR = 'deleted', FALSE) AS is_deleted,
  r.landed_at,
  r.landed_in
FROM ${source}
QUALIFY row_number() OVER (
  PARTITION BY r.subdomain, id ORDER BY generated_timestamp DESC, r.landed_at DESC, r.landed_in DESC
) = 1`;
}

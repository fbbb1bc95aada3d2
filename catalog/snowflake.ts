import type { ColumnType } from './column.ts';
import type { Dataset } from './datasets.ts';
import { type Layout, locateRecords } from './layout.ts';
import { latestName } from './views.ts';

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
export function snowflakeLatest(dataset: Dataset, layout: Layout): string {
  const { columns, member, from } = locateRecords(dataset, layout).records;
  const record = member === undefined ? 'r.line' : 't.value';
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const read = (name: string): string => READ[types.get(name) ?? 'json'](`${record}:${name}`);
  // Snowflake writes names without quotes in capitals, and finds them in any.
  const fields = columns.map(({ name }) => `  ${read(name)} AS ${name}`);
  const source =
    member === undefined ? `${from.name} AS r` : `${from.name} AS r, LATERAL FLATTEN(input => r.line:${member}) AS t`;
  return `CREATE OR REPLACE VIEW ${latestName(dataset)} AS
SELECT
  r.subdomain,
${fields.join(',\n')},
  coalesce(${dataset.isDeleted.condition(read)}, FALSE) AS is_deleted,
  r.landed_at,
  r.landed_in
FROM ${source}
QUALIFY row_number() OVER (
  PARTITION BY r.subdomain, id ORDER BY ${dataset.versionKey} DESC, r.landed_at DESC, r.landed_in DESC
) = 1`;
}

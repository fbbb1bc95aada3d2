import { glueViewType } from './athena.ts';
import { quoted } from './sql.ts';
import type { View } from './views.ts';

/** The compacted copy of a view: one row per ticket in Parquet, in a table that can be changed. */
export const ICEBERG_TABLE = 'tickets_iceberg';

/** Where a compacted copy is, and what it is a copy of. */
export type Compaction = {
  readonly database: string;
  /** Of the table's data, `s3://bucket/folder/`. */
  readonly location: string;
  /** The view `tickets_latest`. */
  readonly latest: View;
};

/** Athena's DDL, which is Hive's: names in backticks. */
export function createIcebergTable({ database, location, latest }: Compaction): string {
  const columns = latest.columns.map((column) => `  \`${column.name}\` ${glueViewType(column)}`);
  return `CREATE TABLE IF NOT EXISTS \`${database}\`.\`${ICEBERG_TABLE}\` (
${columns.join(',\n')}
)
PARTITIONED BY (\`subdomain\`)
LOCATION '${location}'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd')`;
}

/** Brings the copy up to date: touches only the tickets of which there is a newer copy. */
export function mergeIntoIceberg(latest: View): string {
  const names = latest.columns.map(({ name }) => quoted(name));
  const updated = latest.columns.filter(({ name }) => name !== 'subdomain' && name !== 'id');
  return `MERGE INTO ${quoted(ICEBERG_TABLE)} AS t
USING (SELECT ${names.join(', ')} FROM ${quoted(latest.name)}) AS s
ON t."subdomain" = s."subdomain" AND t."id" = s."id"
WHEN MATCHED AND (
  s."generated_timestamp" > t."generated_timestamp"
  OR s."generated_timestamp" = t."generated_timestamp" AND s."landed_at" > t."landed_at"
  OR s."generated_timestamp" = t."generated_timestamp" AND s."landed_at" = t."landed_at" AND s."landed_in" > t."landed_in"
) THEN UPDATE SET
${updated.map(({ name }) => `  ${quoted(name)} = s.${quoted(name)}`).join(',\n')}
WHEN NOT MATCHED THEN INSERT (${names.join(', ')})
VALUES (${names.map((name) => `s.${name}`).join(', ')})`;
}

/** Makes few large files of many small ones. Athena's own statement. */
export const optimizeIceberg = (): string => `OPTIMIZE ${ICEBERG_TABLE} REWRITE DATA USING BIN_PACK`;

/** Deletes what no snapshot of the last days needs any more. Athena's own statement. */
export const vacuumIceberg = (): string => `VACUUM ${ICEBERG_TABLE}`;

/** A copy that is made once, by hand: the state of now as Parquet in a table of its own. */
export function createSnapshot({ latest, location }: Pick<Compaction, 'latest' | 'location'>, table: string): string {
  return `CREATE TABLE ${quoted(table)}
WITH (format = 'PARQUET', write_compression = 'ZSTD', external_location = '${location}', partitioned_by = ARRAY['subdomain'])
AS SELECT ${[...latest.columns.map(({ name }) => name).filter((name) => name !== 'subdomain'), 'subdomain'].map(quoted).join(', ')}
FROM ${quoted(latest.name)}`;
}

import { glueViewType } from './athena.ts';
import type { Dataset } from './datasets.ts';
import { quoted } from './sql.ts';
import { latestName, recordColumns } from './views.ts';

/** A compacted copy of a dataset, and its location. */
export type Compaction = {
  readonly dataset: Dataset;
  readonly database: string;
  /** Location of the table's data, `s3://bucket/folder/`. */
  readonly location: string;
};

/** Name of the compacted copy: an Iceberg table with one row per record. */
export const icebergTable = ({ name }: Dataset): string => `${name}_iceberg`;

/** Creates the table. Athena's DDL follows Hive: names in backticks. */
export function createIcebergTable({ dataset, database, location }: Compaction): string {
  const columns = recordColumns(dataset);
  return `CREATE TABLE IF NOT EXISTS \`${database}\`.\`${icebergTable(dataset)}\` (
${columns.map((column) => `  \`${column.name}\` ${glueViewType(column)}`).join(',\n')}
)
PARTITIONED BY (\`subdomain\`)
LOCATION '${location}'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd')`;
}

/**
 * Updates the table: changes only records that have a newer copy. A version that could not be read counts as the oldest,
 * since NULL compares with nothing and its record would never be updated again.
 */
export function mergeIntoIceberg(dataset: Dataset): string {
  const columns = recordColumns(dataset).map(({ name }) => name);
  const names = columns.map(quoted);
  const version = (row: string): string => `coalesce(${row}.${quoted(dataset.versionKey)}, -1)`;
  const updated = columns.filter((name) => name !== 'subdomain' && name !== 'id').map(quoted);
  return `MERGE INTO ${quoted(icebergTable(dataset))} AS t
USING (SELECT ${names.join(', ')} FROM ${quoted(latestName(dataset))}) AS s
ON t."subdomain" = s."subdomain" AND t."id" = s."id"
WHEN MATCHED AND (
  ${version('s')} > ${version('t')}
  OR ${version('s')} = ${version('t')} AND s."landed_at" > t."landed_at"
  OR ${version('s')} = ${version('t')} AND s."landed_at" = t."landed_at" AND s."landed_in" > t."landed_in"
) THEN UPDATE SET
${updated.map((name) => `  ${name} = s.${name}`).join(',\n')}
WHEN NOT MATCHED THEN INSERT (${names.join(', ')})
VALUES (${names.map((name) => `s.${name}`).join(', ')})`;
}

/** Rewrites small files into large ones. Athena's own statement. */
export const optimizeIceberg = (dataset: Dataset): string =>
  `OPTIMIZE ${icebergTable(dataset)} REWRITE DATA USING BIN_PACK`;

/** Deletes files of expired snapshots. Athena's own statement. */
export const vacuumIceberg = (dataset: Dataset): string => `VACUUM ${icebergTable(dataset)}`;

/** Creates a one-time copy of the current state, as Parquet in a separate table. */
export function createSnapshot({ dataset, location }: Omit<Compaction, 'database'>, table: string): string {
  const names = recordColumns(dataset)
    .map(({ name }) => name)
    .filter((name) => name !== 'subdomain');
  return `CREATE TABLE ${quoted(table)}
WITH (format = 'PARQUET', write_compression = 'ZSTD', external_location = '${location}', partitioned_by = ARRAY['subdomain'])
AS SELECT ${[...names, 'subdomain'].map(quoted).join(', ')}
FROM ${quoted(latestName(dataset))}`;
}

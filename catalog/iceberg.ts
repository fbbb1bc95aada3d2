import { glueViewType } from './athena.ts';
import { type Dataset, type IncrementalDataset, latestName } from './dataset.ts';
import { quoted } from './sql.ts';
import { recordColumns } from './record-columns.ts';

/** A compacted copy of a dataset, and its location. */
export type Compaction = {
  readonly dataset: Dataset;
  readonly database: string;
  /** Location of the table's data, `s3://bucket/folder/`. */
  readonly location: string;
};

/** Name of the compacted copy: an Iceberg table with one row per record. */
export const icebergTable = ({ name }: Pick<Dataset, 'name'>): string => `${name}_iceberg`;

/** Creates the table. Athena's DDL follows Hive: names in backticks. */
export function createIcebergTable({ dataset, database, location }: Compaction): string {
  const columns = recordColumns(dataset);
  return `CREATE TABLE IF NOT EXISTS \`${database}\`.\`${icebergTable(dataset)}\` (
${columns.map((column) => `\`${column.name}\` ${glueViewType(column)}`).join(', ')}
)
PARTITIONED BY (\`subdomain\`)
LOCATION '${location}'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd')`;
}

/**
 * Updates the table: changes only records that have a newer copy. A version that could not be read counts as the oldest,
 * since NULL compares with nothing and its record would never be updated again.
 */
export function mergeIntoIceberg(dataset: IncrementalDataset): string {
  const names = recordColumns(dataset).map(({ name }) => quoted(name));
  const key = quoted(dataset.key);
  const version = quoted(dataset.versionKey);
  const updated = names.filter((name) => name !== '"subdomain"' && name !== key);
  return `MERGE INTO ${quoted(icebergTable(dataset))} AS t
USING ${quoted(latestName(dataset))} AS s
ON t."subdomain" = s."subdomain" AND t.${key} = s.${key}
WHEN MATCHED AND (
  coalesce(s.${version} > t.${version}, t.${version} IS NULL AND s.${version} IS NOT NULL)
  OR s.${version} IS NOT DISTINCT FROM t.${version}
    AND (s."landed_at" > t."landed_at" OR s."landed_at" = t."landed_at" AND s."landed_in" > t."landed_in")
) THEN UPDATE SET
${updated.map((name) => `${name} = s.${name}`).join(', ')}
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

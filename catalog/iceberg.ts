import { glueViewType } from './athena.ts';
import type { Dataset } from './datasets.ts';
import type { Layout } from './layout.ts';
import { quoted } from './sql.ts';
import { latestView } from './views.ts';

/** Where a compacted copy of a dataset is, and what it is a copy of. */
export type Compaction = {
  readonly dataset: Dataset;
  readonly layout: Layout;
  readonly database: string;
  /** Of the table's data, `s3://bucket/folder/`. */
  readonly location: string;
};

/** The compacted copy: one row per record in Parquet, in a table that can be changed. */
export const icebergTable = ({ name }: Dataset): string => `${name}_iceberg`;

/** Athena's DDL, which is Hive's: names in backticks. */
export function createIcebergTable({ dataset, layout, database, location }: Compaction): string {
  const { columns } = latestView(dataset, layout);
  return `CREATE TABLE IF NOT EXISTS \`${database}\`.\`${icebergTable(dataset)}\` (
${columns.map((column) => `  \`${column.name}\` ${glueViewType(column)}`).join(',\n')}
)
PARTITIONED BY (\`subdomain\`)
LOCATION '${location}'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd')`;
}

/** Brings the copy up to date: touches only the records of which there is a newer copy. */
export function mergeIntoIceberg({ dataset, layout }: Pick<Compaction, 'dataset' | 'layout'>): string {
  const latest = latestView(dataset, layout);
  const version = quoted(dataset.versionKey);
  const names = latest.columns.map(({ name }) => quoted(name));
  const updated = latest.columns.filter(({ name }) => name !== 'subdomain' && name !== 'id');
  return `MERGE INTO ${quoted(icebergTable(dataset))} AS t
USING (SELECT ${names.join(', ')} FROM ${quoted(latest.name)}) AS s
ON t."subdomain" = s."subdomain" AND t."id" = s."id"
WHEN MATCHED AND (
  s.${version} > t.${version}
  OR s.${version} = t.${version} AND s."landed_at" > t."landed_at"
  OR s.${version} = t.${version} AND s."landed_at" = t."landed_at" AND s."landed_in" > t."landed_in"
) THEN UPDATE SET
${updated.map(({ name }) => `  ${quoted(name)} = s.${quoted(name)}`).join(',\n')}
WHEN NOT MATCHED THEN INSERT (${names.join(', ')})
VALUES (${names.map((name) => `s.${name}`).join(', ')})`;
}

/** Makes few large files of many small ones. Athena's own statement. */
export const optimizeIceberg = (dataset: Dataset): string =>
  `OPTIMIZE ${icebergTable(dataset)} REWRITE DATA USING BIN_PACK`;

/** Deletes what no snapshot of the last days needs any more. Athena's own statement. */
export const vacuumIceberg = (dataset: Dataset): string => `VACUUM ${icebergTable(dataset)}`;

/** A copy that is made once, by hand: the state of now as Parquet in a table of its own. */
export function createSnapshot({ dataset, layout, location }: Omit<Compaction, 'database'>, table: string): string {
  const latest = latestView(dataset, layout);
  const names = latest.columns.map(({ name }) => name).filter((name) => name !== 'subdomain');
  return `CREATE TABLE ${quoted(table)}
WITH (format = 'PARQUET', write_compression = 'ZSTD', external_location = '${location}', partitioned_by = ARRAY['subdomain'])
AS SELECT ${[...names, 'subdomain'].map(quoted).join(', ')}
FROM ${quoted(latest.name)}`;
}

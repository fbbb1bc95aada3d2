import { glueViewType } from './athena.ts';
import type { Column } from './column.ts';
import { type Dataset, type IncrementalDataset, latestName } from './dataset.ts';
import { COMMENTS } from './derived/comments.ts';
import { type DerivedView, isDerivedFrom } from './derived/derived-view.ts';
import { FIELD_HISTORY } from './derived/field-history.ts';
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
export const icebergTable = ({ name }: Named): string => `${name}_iceberg`;

type Named = Pick<Dataset, 'name'>;

/** Creates the table. */
export const createIcebergTable = ({ dataset, ...place }: Compaction): string =>
  createTable(dataset, recordColumns(dataset), place);

/** Creates the table of a derived view. */
export const createDerivedTable = (view: DerivedView, place: Omit<Compaction, 'dataset'>): string =>
  createTable(view, view.columns, place);

/** Athena's DDL follows Hive: names in backticks. */
function createTable(
  table: Named,
  columns: readonly Column[],
  { database, location }: Omit<Compaction, 'dataset'>,
): string {
  return `CREATE TABLE IF NOT EXISTS \`${database}\`.\`${icebergTable(table)}\` (
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

/** The derived views with a compacted copy. Deriving them reads every event. */
const COMPACTED_VIEWS: readonly DerivedView[] = [COMMENTS, FIELD_HISTORY];

/** Those that exist with some datasets. */
export const compactedViews = (datasets: readonly Dataset[]): readonly DerivedView[] =>
  COMPACTED_VIEWS.filter((view) => isDerivedFrom(view, datasets));

/**
 * Makes the table equal to a derived view: a row can change or vanish when an old event is read again, for example after a
 * redaction. A row without a complete key would be added again each time.
 */
export function mergeDerivedView(view: DerivedView): string {
  const table = quoted(icebergTable(view));
  const names = view.columns.map(({ name }) => quoted(name));
  const keys = view.key.map(quoted);
  const others = names.filter((name) => !keys.includes(name));
  return `MERGE INTO ${table} AS t
USING (
SELECT ${keys.join(', ')}, ${others.map((name) => `n.${name}`).join(', ')}, "is_there"
FROM (
SELECT *, true AS "is_there"
FROM ${quoted(view.name)}
WHERE ${keys.map((key) => `${key} IS NOT NULL`).join(' AND ')}
) AS n
FULL JOIN ${table} AS o USING (${keys.join(', ')})
) AS s
ON ${keys.map((key) => `t.${key} = s.${key}`).join(' AND ')}
WHEN MATCHED AND "is_there" IS NULL THEN DELETE
WHEN MATCHED AND (
${others.map((name) => `s.${name} IS DISTINCT FROM t.${name}`).join('\nOR ')}
) THEN UPDATE SET
${others.map((name) => `${name} = s.${name}`).join(', ')}
WHEN NOT MATCHED THEN INSERT (${names.join(', ')})
VALUES (${names.map((name) => `s.${name}`).join(', ')})`;
}

/** Rewrites small files into large ones. Athena's own statement. */
export const optimizeIceberg = (table: Named): string => `OPTIMIZE ${icebergTable(table)} REWRITE DATA USING BIN_PACK`;

/** Deletes files of expired snapshots. Athena's own statement. */
export const vacuumIceberg = (table: Named): string => `VACUUM ${icebergTable(table)}`;

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

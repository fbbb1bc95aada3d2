import { literal } from '#catalog/sql.ts';
import { query } from './duckdb.ts';
import type { LandedObject } from './landed-object.ts';
import type { LakeLayout } from './layout.ts';
import { objectSize } from './object-size.ts';
import type { LakeResource } from './resources.ts';

/** Statistics of one export's landed objects. */
export type LakeStatistics = {
  readonly objects: number;
  /** Compressed, on disk. */
  readonly bytes: number;
  readonly records: number;
  /** Distinct ids. */
  readonly ids: number;
  /** Distinct pairs of id and timestamp. */
  readonly versions: number;
  /** Records that repeat a version: records minus versions. */
  readonly duplicates: number;
  /** Timestamps of the oldest and newest record in epoch seconds. Null without records. */
  readonly oldest: number | null;
  readonly newest: number | null;
};

/** DuckDB's default maximum length of a line in bytes. */
const DUCKDB_LINE = 16 * 1024 * 1024;

/** Computes the statistics with DuckDB, as any consumer of the lake could. */
export async function readLake(
  objects: readonly LandedObject[],
  layout: Pick<LakeLayout, 'versionsSql'>,
  resource: LakeResource,
): Promise<LakeStatistics> {
  const none = { records: 0, ids: 0, versions: 0, duplicates: 0, oldest: null, newest: null };
  // DuckDB rejects an empty list of files.
  if (objects.length === 0) return { objects: 0, bytes: 0, ...none };
  const sizes = await Promise.all(objects.map(({ path }) => objectSize(path)));
  const files = `[${objects.map(({ path }) => literal(path)).join(', ')}]`;
  // No line is longer than the object that contains it.
  const longest = Math.max(DUCKDB_LINE, ...sizes.map(({ content }) => content + 1));
  const [row] = await query(`
    WITH records AS (${layout.versionsSql(files, longest, resource)})
    SELECT count(*) AS records,
           count(DISTINCT id) AS ids,
           count(DISTINCT (id, second)) AS versions,
           min(second) AS oldest,
           max(second) AS newest
    FROM records`);
  const read = (column: string): number => Number(row?.[column] ?? 0);
  const isEmpty = read('records') === 0;
  return {
    objects: objects.length,
    bytes: sizes.reduce((sum, { stored }) => sum + stored, 0),
    records: read('records'),
    ids: read('ids'),
    versions: read('versions'),
    duplicates: read('records') - read('versions'),
    oldest: isEmpty ? null : read('oldest'),
    newest: isEmpty ? null : read('newest'),
  };
}

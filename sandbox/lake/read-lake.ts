import { openDatabase } from './duckdb.ts';
import type { LandedObject } from './landed-object.ts';
import type { LakeLayout } from './layout.ts';
import { type Reading, readRecords } from './read-records.ts';
import type { LakeResource } from './resources.ts';

/** Statistics of one export's landed objects. */
export type LakeStatistics = Reading & {
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

const COUNTS = `
  WITH versions AS (SELECT id, second, count(*) AS copies FROM records WHERE id IS NOT NULL GROUP BY id, second)
  SELECT coalesce(sum(copies), 0) AS records, count(DISTINCT id) AS ids, count(*) AS versions,
    min(second) AS oldest, max(second) AS newest
  FROM versions`;

/**
 * Computes the statistics with DuckDB.
 *
 * @param settings - statements that DuckDB runs first, such as a limit of its memory
 */
export async function readLake(
  objects: readonly LandedObject[],
  layout: LakeLayout,
  resource: LakeResource,
  settings = '',
): Promise<LakeStatistics> {
  const database = await openDatabase();
  try {
    await database.run(settings);
    const reading = await readRecords(database, objects, layout, { ...resource, key: 'id', keyType: 'BIGINT' });
    const [row] = await database.rows(COUNTS);
    const read = (column: string): number => Number(row?.[column] ?? 0);
    const readTime = (column: string): number | null => (read('records') === 0 ? null : read(column));
    return {
      ...reading,
      objects: objects.length,
      bytes: objects.reduce((sum, { size }) => sum + size, 0),
      records: read('records'),
      ids: read('ids'),
      versions: read('versions'),
      duplicates: read('records') - read('versions'),
      oldest: readTime('oldest'),
      newest: readTime('newest'),
    };
  } finally {
    database.close();
  }
}

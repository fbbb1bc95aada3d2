import { join } from 'node:path';
import { literal } from '#catalog/sql.ts';
import { SIDE_FOLDER } from '../aws/s3/object-store.ts';
import type { Reading } from './read-records.ts';

/** Bytes of memory for the data of a query. The rest of a larger query is on disk. */
const QUERY_MEMORY = 384 * 1024 * 1024;
/** Each thread has its own buffers. */
const THREADS = 2;
/** Bytes of a line of usual length. DuckDB reserves twice the longest line for each thread. */
const USUAL_LINE = 16 * 1024 * 1024;

type ReadForTables = Pick<Reading, 'leftOut' | 'longestLine'>;
const NOTHING_READ: ReadForTables = { leftOut: [], longestLine: 0 };

/** The folder in which DuckDB stores data that exceeds its memory. */
export const spillFolder = (lakeDir: string): string => join(lakeDir, SIDE_FOLDER, 'duckdb');

/**
 * Returns the settings of DuckDB for reports: the memory does not grow with the lake. The tables leave out the objects that
 * could not be read.
 *
 * @param reading - how the objects of the tables were read
 */
export function reportSettings(lakeDir: string, { leftOut, longestLine }: ReadForTables = NOTHING_READ): string {
  const line = Math.max(USUAL_LINE, longestLine + 1);
  const memory = Math.ceil((QUERY_MEMORY + THREADS * 2 * line) / 1024 ** 2);
  const unreadable = leftOut.filter(({ isWhole }) => isWhole).map(({ key }) => literal(join(lakeDir, key)));
  return `SET threads = ${THREADS}; SET memory_limit = '${memory}MiB'; SET temp_directory = ${literal(spillFolder(lakeDir))};
SET preserve_insertion_order = false; SET VARIABLE longest_line = ${line}; SET VARIABLE unreadable = [${unreadable.join(', ')}];`;
}

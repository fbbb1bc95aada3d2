import { join } from 'node:path';
import { literal } from '#catalog/sql.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import type { BenchLake, Measure } from '../measure.ts';

/** A place for files of a measure, next to the lake's datasets. */
const scratch = ({ folder }: BenchLake, name: string): string => join(folder, name);

/**
 * DuckDB's settings. Pages have a few MB, and DuckDB reserves twice the longest line for each thread.
 *
 * @param spills - true if DuckDB may write to files when its memory is full
 */
export function settingsOf(lake: BenchLake, spills = false): string {
  // A thread more needs as much memory again.
  const spilling = spills ? `SET temp_directory = ${literal(scratch(lake, 'temporary'))}; SET threads = 1;` : '';
  return `SET memory_limit = ${literal(lake.memoryLimit)};
SET temp_directory = '';
${spilling}
SET preserve_insertion_order = false;
SET VARIABLE longest_line = 16777216;`;
}

/** Opens the lake's tables with the script of the documentation. */
export const openLake = (lake: BenchLake, spills = false): Promise<Database> =>
  openTables(lake.folder, lake.layout, undefined, settingsOf(lake, spills));

/** Reads a number with a query for one row and one column, `n`. */
export async function numberFrom(database: Database, sql: string): Promise<number> {
  const [row] = await database.rows(sql);
  return Number(row?.['n']);
}

/** Counts the rows of a table. */
export const countOf = (table: string): Measure => ({
  title: `\`count(*)\` of \`${table}\``,
  prepare: async (lake) => {
    const database = await openLake(lake);
    return () => numberFrom(database, `SELECT count(*) AS n FROM ${table}`);
  },
});

/** Copies a table to a Parquet file. */
export const copyOf = (table: string): Measure => ({
  title: `\`${table}\` to Parquet`,
  prepare: async (lake) => {
    const database = await openLake(lake, true);
    const file = scratch(lake, `${table}.parquet`);
    return async () => {
      await database.run(`COPY (FROM ${table}) TO ${literal(file)} (COMPRESSION zstd)`);
      return numberFrom(database, `SELECT count(*) AS n FROM ${literal(file)}`);
    };
  },
});

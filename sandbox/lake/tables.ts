import type { Dataset } from '#catalog/dataset.ts';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { duckdbScript } from '#catalog/duckdb.ts';
import { literal } from '#catalog/sql.ts';
import { type Database, openDatabase } from './duckdb.ts';
import type { LayoutName } from './layout.ts';

/**
 * Opens a lake's tables in DuckDB with the script of the documentation.
 *
 * @param lake - folder or URL, including the prefix of the keys
 * @param datasets - those that get tables
 * @param settings - statements that run before the script
 */
export async function openTables(
  lake: string,
  layout: LayoutName,
  datasets: readonly Dataset[] = ALL_DATASETS,
  settings = '',
): Promise<Database> {
  const database = await openDatabase();
  try {
    await database.run(`${settings}\nSET VARIABLE lake = ${literal(lake)};\n${duckdbScript(layout, datasets)}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

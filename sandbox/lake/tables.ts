import { duckdbScript } from '#catalog/duckdb.ts';
import { literal } from '#catalog/sql.ts';
import { type Database, openDatabase } from './duckdb.ts';
import type { LayoutName } from './layout.ts';

/**
 * The tables of a lake in DuckDB, as the documentation creates them.
 *
 * @param lake - folder or URL up to and with the prefix of the keys
 */
export async function openTables(lake: string, layout: LayoutName): Promise<Database> {
  const database = await openDatabase();
  await database.run(`SET VARIABLE lake = ${literal(lake)};\n${duckdbScript(layout)}`);
  return database;
}

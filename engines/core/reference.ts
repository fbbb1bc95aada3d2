import { DuckDBListValue, type DuckDBValue } from '@duckdb/node-api';
import { type Database, openDatabase } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import type { Cell, Session } from './session.ts';

/** The DuckDB that the tests run, over the script of the documentation: the other engines are compared with it. */
export async function openReference(): Promise<Session> {
  const [{ version } = {}] = await rowsOf(await openDatabase(), 'SELECT version() AS version');
  let tables: Database | undefined;
  return {
    version: `DuckDB ${String(version)} (Node.js)`,
    async open({ path, layout }) {
      tables?.close();
      tables = await openTables(path, layout);
    },
    async rows(view) {
      if (tables === undefined) throw new Error('no lake is open');
      const columns = await tables.rows(`SELECT column_name FROM (DESCRIBE "${view}")`);
      const names = columns.map(({ column_name: name }) => String(name));
      const rows = await tables.rows(`FROM "${view}"`);
      return { columns: names, rows: rows.map((row) => names.map((name) => plain(row[name] ?? null))) };
    },
    async [Symbol.asyncDispose]() {
      tables?.close();
    },
  };
}

async function rowsOf(database: Database, sql: string): Promise<Awaited<ReturnType<Database['rows']>>> {
  try {
    return await database.rows(sql);
  } finally {
    database.close();
  }
}

function plain(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  return String(value);
}

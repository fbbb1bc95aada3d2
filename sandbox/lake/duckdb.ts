import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

export type Row = Readonly<Record<string, DuckDBValue>>;

/** A database in memory. */
export type Database = {
  /** Runs a script of any number of statements, and forgets their answers. */
  run(script: string): Promise<void>;
  rows(sql: string): Promise<Row[]>;
  close(): void;
};

export async function openDatabase(): Promise<Database> {
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  return {
    run: async (script) => void (await connection.run(script)),
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjects(),
    close: () => {
      connection.closeSync();
      database.closeSync();
    },
  };
}

/** Runs one statement in a database of its own. */
export async function query(sql: string): Promise<Row[]> {
  const database = await openDatabase();
  try {
    return await database.rows(sql);
  } finally {
    database.close();
  }
}

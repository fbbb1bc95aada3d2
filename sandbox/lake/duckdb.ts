import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

export type Row = Readonly<Record<string, DuckDBValue>>;

/** An in-memory database. */
export type Database = {
  /** Runs a script with any number of statements. Ignores their results. */
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

/** Runs one statement in a new database. */
export async function query(sql: string): Promise<Row[]> {
  const database = await openDatabase();
  try {
    return await database.rows(sql);
  } finally {
    database.close();
  }
}

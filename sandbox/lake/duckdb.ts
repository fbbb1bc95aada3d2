import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

export type Row = Readonly<Record<string, DuckDBValue>>;

/** An in-memory database. */
export type Database = {
  /** Runs a script with any number of statements. Ignores their results. */
  run(script: string): Promise<void>;
  rows(sql: string): Promise<Row[]>;
  /** Prepares a statement with parameters, and returns a function that runs it. */
  prepare(sql: string): Promise<(parameters: DuckDBValue[]) => Promise<void>>;
  close(): void;
};

export async function openDatabase(): Promise<Database> {
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  return {
    run: async (script) => void (await connection.run(script)),
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjects(),
    prepare: async (sql) => {
      const statement = await connection.prepare(sql);
      return async (parameters) => {
        statement.bind(parameters);
        await statement.run();
      };
    },
    close: () => {
      connection.closeSync();
      database.closeSync();
    },
  };
}

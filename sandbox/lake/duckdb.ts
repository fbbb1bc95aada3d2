import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

export type Row = Readonly<Record<string, DuckDBValue>>;

/** Runs one statement in a database of its own, in memory. */
export async function query(sql: string): Promise<Row[]> {
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjects();
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

/** Text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

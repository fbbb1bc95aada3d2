import { rm } from 'node:fs/promises';
import type { DuckDBValue } from '@duckdb/node-api';
import { dbtZendeskScript } from '#catalog/dbt-zendesk/script.ts';
import { literal } from '#catalog/sql.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import type { Lake } from '../core/session.ts';

/** A row of the script's check. */
export type CheckRow = { readonly subject: string; readonly found: number; readonly problem: string | null };

/**
 * Creates the tables that the models read, in a file. Returns the rows of the check.
 *
 * @param file - is replaced
 */
export async function createWarehouse({ path, layout }: Lake, file: string): Promise<CheckRow[]> {
  await rm(file, { force: true });
  return withTables({ path, layout }, `ATTACH ${literal(file)} AS warehouse`, async (tables) => {
    const rows = await tables.rows(dbtZendeskScript());
    return rows.map(({ subject, found, problem }) => ({
      subject: textOf(subject),
      found: Number(found),
      problem: problem === null || problem === undefined ? null : textOf(problem),
    }));
  });
}

/** Opens the views of a lake, and runs a statement before. */
export async function withTables<Result>(
  { path, layout }: Pick<Lake, 'path' | 'layout'>,
  statement: string,
  task: (tables: Database) => Promise<Result>,
): Promise<Result> {
  const tables = await openTables(path, layout);
  try {
    await tables.run(statement);
    return await task(tables);
  } finally {
    tables.close();
  }
}

const textOf = (value: DuckDBValue | undefined): string => String(value);

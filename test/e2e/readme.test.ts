import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Database, openDatabase } from '#sandbox/lake/duckdb.ts';
import { fill, startHarness, type Harness } from '../support/e2e/harness.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The first lines for DuckDB's shell in a document, run as the shell would over the harness's lake. */
async function shell(document: string, heading: string, harness: Harness, database: Database) {
  const text = (await readFile(join(ROOT, document), 'utf8')).split(`## ${heading}\n`)[1] ?? '';
  const [, lines = ''] = /```sql\n([^`]+)```/.exec(text) ?? [];
  const [, before = '', script = '', question = ''] = /^([^]+?)^\.read (\S+)$([^]+)$/m.exec(lines) ?? [];
  expect(before).toContain("'lake/zendesk'");
  await database.run(before.replace('lake/zendesk', join(harness.lakeDir, 'zendesk')));
  await database.run(await readFile(join(ROOT, script), 'utf8'));
  return database.rows(question);
}

it('the DuckDB examples of README and querying.md run over the landed files', async () => {
  const harness = await startHarness();
  fill(harness.account, 30, harness.began);
  await harness.invoke({ pageSize: 10 });
  harness.account.delete(7, { second: harness.began + 500 });
  await harness.invoke();
  const database = await openDatabase();

  const byStatus = await shell('README.md', 'Query', harness, database);
  expect(byStatus.reduce((sum, { tickets }) => sum + Number(tickets), 0)).toBe(30);
  expect(byStatus.find(({ status }) => status === 'deleted')).toEqual({ status: 'deleted', tickets: 1n });

  const products = await shell('docs/querying.md', 'DuckDB', harness, database);
  expect(products).toHaveLength(30);
  const truth = harness.account.latestRecords().map(({ id, text }): [number, unknown] => {
    const { custom_fields: fields } = JSON.parse(text) as { custom_fields: { id: number; value: unknown }[] };
    return [id, fields.find((field) => field.id === 360_000_277_327)?.value ?? null];
  });
  const numbers = products.map(({ id, product }) => [Number(id), product === null ? null : Number(product)] as const);
  expect(new Map(numbers)).toEqual(new Map(truth.map(([id, value]) => [id, value === null ? null : Number(value)])));
  database.close();
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { query } from '../../sandbox/lake/duckdb.ts';
import { fill, setStage } from './stage.ts';

it("runs the README's query over the landed files: one row per ticket, in its latest state", async () => {
  const readme = await readFile(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
  const sql = /```sql\n([^`]+)```/.exec(readme)?.[1] ?? '';
  const stage = await setStage();
  fill(stage.account, 30, stage.began);
  await stage.invoke({ pageSize: 10 });
  stage.account.delete(7, { second: stage.began + 500 });
  await stage.invoke();

  const rows = await query(sql.replace("'lake/", `'${stage.lakeDir}/`));

  expect(rows).toHaveLength(30);
  expect(rows.find(({ id }) => Number(id) === 7)).toMatchObject({ status: 'deleted' });
});

import { expect, it, onTestFinished } from 'vitest';
import { DATASETS } from '#catalog/datasets.ts';
import { duckdbScript } from '#catalog/duckdb.ts';
import { openDatabase } from '#sandbox/lake/duckdb.ts';

const KEY = ['tickets', 'subdomain=acme', 'dt=2026-01-31', '1769817600-1769817660-0123456789ab.json.gz'];

/** Lists one object, whose path DuckDB returns with a separator, by the script's own statement. */
async function listObject(separator: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const database = await openDatabase();
  onTestFinished(() => database.close());
  const [, list = ''] = /^(CREATE OR REPLACE TEMP TABLE lake_objects AS[^;]+;)$/m.exec(script) ?? [];
  const path = ['C:', 'my lake', 'zendesk', ...KEY].join(separator);
  const found = `SELECT ''${path}'' AS filename, 1 AS size, now() AS last_modified`;
  await database.run(`SET VARIABLE unreadable = CAST([] AS VARCHAR[]); SET VARIABLE query = '${found}'; ${list}`);
  return database.rows('SELECT dataset, subdomain, dt, path FROM lake_objects');
}

const script = duckdbScript('page', [DATASETS.tickets]);

it.each(['/', '\\'])('DuckDB lists an object whose path has the separator %s', async (separator) => {
  expect(await listObject(separator)).toEqual([
    { dataset: 'tickets', subdomain: 'acme', dt: '2026-01-31', path: `C:/my lake/zendesk/${KEY.join('/')}` },
  ]);
});

it.each(['/', '\\'])(
  'DuckDB refuses a folder named like an account above the lake (separator %s)',
  async (separator) => {
    const database = await openDatabase();
    onTestFinished(() => database.close());
    const lake = ['C:', 'subdomain=acme', 'zendesk'].join(separator);
    await expect(database.run(`SET VARIABLE lake = '${lake}';\n${script}`)).rejects.toThrow('rename the folder');
  },
);

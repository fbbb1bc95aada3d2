import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DATASETS } from '#catalog/datasets.ts';
import { duckdbScript } from '#catalog/duckdb.ts';
import { mergeIntoIceberg } from '#catalog/iceberg.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { recordColumns } from '#catalog/record-columns.ts';
import { A, B, bodyIn, createLake, FOLDER, type Landed, openLake, ticket } from '../support/catalog/lake.ts';
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';

describe.each(LAYOUTS)('the DuckDB tables over a lake of the layout %s', (layout) => {
  const rowsOf = async (objects: readonly Landed[], sql: string) =>
    (await openLake(await createLake(layout, objects), layout)).rows(sql);

  it('tickets has every version once, and tickets_latest every ticket once, per account', async () => {
    const objects = [
      { name: A, tickets: [ticket(1, 1), ticket(2, 2)] },
      { name: B, tickets: [ticket(2, 2), ticket(1, 3)] },
      { name: A, tickets: [ticket(1, 9)], subdomain: 'globex' },
    ];
    expect(await rowsOf(objects, 'SELECT subdomain, id, generated_timestamp AS at FROM tickets ORDER BY ALL')).toEqual([
      { subdomain: 'acme', id: 1n, at: 1n },
      { subdomain: 'acme', id: 1n, at: 3n },
      { subdomain: 'acme', id: 2n, at: 2n },
      { subdomain: 'globex', id: 1n, at: 9n },
    ]);
    expect(
      await rowsOf(objects, 'SELECT subdomain, id, generated_timestamp AS at FROM tickets_latest ORDER BY ALL'),
    ).toEqual([
      { subdomain: 'acme', id: 1n, at: 3n },
      { subdomain: 'acme', id: 2n, at: 2n },
      { subdomain: 'globex', id: 1n, at: 9n },
    ]);
  });

  it('tickets_latest has the columns of all engines, in their order', async () => {
    const described = await rowsOf([{ name: A, tickets: [ticket(1, 1)] }], 'DESCRIBE tickets_latest');
    const names = described.map(({ column_name: name }) => name);
    expect(names).toEqual(recordColumns(DATASETS.tickets).map(({ name }) => name));
    expect(names.slice(-3)).toEqual(['is_deleted', 'landed_at', 'landed_in']);
  });

  it('the version written last wins among those of one second, whatever the keys say', async () => {
    const older = { tickets: [ticket(1, 2, ',"subject":"older"')], writtenAt: 1_800_000_000 };
    const newer = { tickets: [ticket(1, 2, ',"subject":"newer"')], writtenAt: 1_800_000_001 };
    for (const objects of [
      [
        { name: A, ...older },
        { name: B, ...newer },
      ],
      [
        { name: A, ...newer },
        { name: B, ...older },
      ],
    ]) {
      for (const view of ['tickets', 'tickets_latest']) {
        expect(await rowsOf(objects, `SELECT subject FROM ${view}`)).toEqual([{ subject: 'newer' }]);
      }
    }
  });

  it('the object from the later position wins among those written in one second', async () => {
    const at = { writtenAt: 1_800_000_000 };
    const objects = [
      { name: B, tickets: [ticket(1, 2, ',"subject":"newer"')], ...at },
      { name: A, tickets: [ticket(1, 2, ',"subject":"older"')], ...at },
    ];
    expect(await rowsOf(objects, 'SELECT subject FROM tickets_latest')).toEqual([{ subject: 'newer' }]);
  });

  it('is_deleted is true for deleted tickets, and false for a ticket without a status', async () => {
    const tickets = [ticket(1, 1, ',"status":"deleted"'), ticket(2, 1, ',"status":"open"'), ticket(3, 1)];
    expect(await rowsOf([{ name: A, tickets }], 'SELECT id, is_deleted FROM tickets_latest ORDER BY id')).toEqual([
      { id: 1n, is_deleted: true },
      { id: 2n, is_deleted: false },
      { id: 3n, is_deleted: false },
    ]);
  });

  it('integers keep all digits, beyond the precision of a double', async () => {
    const tickets = [ticket(9_007_199_254_740_993n, 1), ticket(1n, 1, ',"brand_id":9007199254740995')];
    const objects = [{ name: A, tickets }];
    expect(await rowsOf(objects, 'SELECT id, brand_id FROM tickets_latest ORDER BY id')).toEqual([
      { id: 1n, brand_id: 9_007_199_254_740_995n },
      { id: 9_007_199_254_740_993n, brand_id: null },
    ]);
  });

  it('cursor pages are read like time-based pages', async () => {
    const objects = [
      { name: A, tickets: [ticket(1, 1)] },
      { name: A.replace('.json', '.cursor.json'), tickets: [ticket(2, 1)] },
      { name: B.replace('.json.gz', '.cursor.json'), tickets: [ticket(3, 1)] },
    ];
    expect(await rowsOf(objects, 'SELECT id FROM tickets ORDER BY id')).toEqual([{ id: 1n }, { id: 2n }, { id: 3n }]);
    expect(await rowsOf(objects.slice(1), 'SELECT count(*) AS n FROM tickets_latest')).toEqual([{ n: 2n }]);
  });

  it('an object without tickets has no rows and is not malformed', async () => {
    const objects = [
      { name: A, tickets: [ticket(1, 1)] },
      { name: B, tickets: [] },
      { name: B.replace('.json', '.cursor.json'), tickets: [] },
    ];
    expect(await rowsOf(objects, 'SELECT id FROM tickets')).toEqual([{ id: 1n }]);
    expect(await rowsOf(objects.slice(1), 'SELECT id FROM tickets')).toEqual([]);
    expect(await rowsOf(objects, 'FROM malformed')).toEqual([]);
  });

  it('files with other names are ignored', async () => {
    const foreign = [
      'notes.json',
      'manifest-0000000001.json.gz',
      `copy-of-${A}`,
      `${A}.bak`,
      A.replace('aaaaaaaaaaaa', 'aaaa'),
      A.replace('.json', '.walk.json'),
      A.replace('.json', '.cursor.cursor.json'),
      A.replace('0000000001', '1'),
    ];
    const lake = await createLake(layout, [
      { name: A, tickets: [ticket(1, 1)] },
      ...foreign.map((name) => ({ name, tickets: [ticket(2, 1)] })),
    ]);
    await writeFile(join(lake, FOLDER, 'notes.json.gz'), 'not gzip');
    const tables = await openLake(lake, layout);
    expect(await tables.rows('SELECT id FROM tickets')).toEqual([{ id: 1n }]);
  });

  it('malformed counts lines that are not JSON and records without a readable id', async () => {
    const lake = await createLake(layout, [{ name: A, tickets: [ticket(1, 1), '{"id":"one"}', '{}'] }]);
    const broken = join(lake, FOLDER, B);
    await writeFile(broken, gzipSync(`{"broken\n${bodyIn[layout]([ticket(2, 1)])}`));
    const tables = await openLake(lake, layout);
    expect(await tables.rows('SELECT id FROM tickets ORDER BY id')).toEqual([{ id: 1n }, { id: 2n }]);
    expect(await tables.rows('FROM malformed ORDER BY landed_in')).toEqual([
      { subdomain: 'acme', landed_in: join(lake, FOLDER, A), passed_over: 2n },
      { subdomain: 'acme', landed_in: broken, passed_over: 1n },
    ]);
  });

  it('an empty lake has empty tables with the same columns', async () => {
    const empty = await openLake(await temporaryFolder(), layout);
    const full = await openLake(await createLake(layout, [{ name: A, tickets: [ticket(1, 1)] }]), layout);
    for (const view of ['tickets', 'tickets_latest', 'tickets_users', 'malformed']) {
      expect(await empty.rows(`SELECT * FROM ${view}`)).toEqual([]);
      expect(await empty.rows(`DESCRIBE ${view}`)).toEqual(await full.rows(`DESCRIBE ${view}`));
    }
  });
});

/** Tables over a lake with these tickets, an empty copy of them, and a way to land more. */
async function openCopy(tickets: readonly string[]) {
  const lake = await createLake('page', [{ name: A, tickets }]);
  const tables = await openLake(lake, 'page');
  await tables.run('CREATE TABLE tickets_iceberg AS FROM tickets_latest WHERE false');
  const land = async (tickets: readonly string[], at: number) => {
    const path = join(lake, FOLDER, B);
    await writeFile(path, gzipSync(bodyIn.page(tickets)));
    await utimes(path, at, at);
    await tables.run(duckdbScript('page', [DATASETS.tickets]));
  };
  return { tables, land };
}

describe('the MERGE into the compacted table', () => {
  const merge = mergeIntoIceberg(DATASETS.tickets);

  it('updates the copy again and again, and changes only newer records', async () => {
    const { tables, land } = await openCopy([ticket(1, 1, ',"subject":"a"'), ticket(2, 2)]);
    const compare = () =>
      tables.rows(
        `SELECT (SELECT count(*) FROM tickets_latest) AS n,
                (SELECT count(*) FROM (FROM tickets_latest EXCEPT FROM tickets_iceberg)) AS missing,
                (SELECT count(*) FROM (FROM tickets_iceberg EXCEPT FROM tickets_latest)) AS surplus`,
      );
    expect(await tables.rows(merge)).toEqual([{ Count: 2n }]);
    expect(await compare()).toEqual([{ n: 2n, missing: 0n, surplus: 0n }]);
    expect(await tables.rows(merge)).toEqual([{ Count: 0n }]);

    // A newer version, another one of the same second, and a new ticket.
    await land([ticket(1, 1, ',"subject":"b"'), ticket(2, 3, ',"status":"deleted"'), ticket(3, 3)], 1_800_000_009);
    expect(await tables.rows(merge)).toEqual([{ Count: 3n }]);
    expect(await compare()).toEqual([{ n: 3n, missing: 0n, surplus: 0n }]);
    expect(await tables.rows('SELECT subject FROM tickets_iceberg WHERE id = 1')).toEqual([{ subject: 'b' }]);
  });

  it('updates a ticket whose version could not be read', async () => {
    const { tables, land } = await openCopy(['{"id":1,"generated_timestamp":"soon"}']);
    expect(await tables.rows(merge)).toEqual([{ Count: 1n }]);
    expect(await tables.rows(merge)).toEqual([{ Count: 0n }]);
    await land([ticket(1, 5)], 1_800_000_009);
    expect(await tables.rows(merge)).toEqual([{ Count: 1n }]);
    expect(await tables.rows('SELECT generated_timestamp AS at FROM tickets_iceberg')).toEqual([{ at: 5n }]);
  });
});

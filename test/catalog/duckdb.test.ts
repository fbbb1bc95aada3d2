import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DATASETS } from '#catalog/datasets.ts';
import { mergeIntoIceberg } from '#catalog/iceberg.ts';
import { LAYOUTS, type Layout } from '#catalog/layout.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';

type Landed = {
  /** `0000000001-0000000002-aaaaaaaaaaaa.json.gz` */
  readonly name: string;
  readonly tickets: readonly string[];
  readonly subdomain?: string;
  readonly dt?: string;
  /** Epoch seconds. */
  readonly writtenAt?: number;
};

const ticket = (id: number | bigint, second: number, more = ''): string =>
  `{"id":${id},"generated_timestamp":${second}${more}}`;

const inLayout: Readonly<Record<Layout, (tickets: readonly string[]) => string>> = {
  page: (tickets) => `{"tickets":[${tickets.join(',')}],"count":${tickets.length},"end_of_stream":true}`,
  ndjson: (tickets) => tickets.map((text) => `${text}\n`).join(''),
};

/** A lake with these objects, written one second after the other unless they say when. */
async function lakeOf(layout: Layout, objects: readonly Landed[]): Promise<string> {
  const lake = await temporaryFolder();
  for (const [index, { name, tickets, ...where }] of objects.entries()) {
    const { subdomain = 'acme', dt = '2026-01-01', writtenAt = 1_800_000_000 + index } = where;
    const text = inLayout[layout](tickets);
    const path = join(lake, 'tickets', `subdomain=${subdomain}`, `dt=${dt}`, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text);
    await utimes(path, writtenAt, writtenAt);
  }
  return lake;
}

async function tablesOf(lake: string, layout: Layout) {
  const tables = await openTables(lake, layout);
  onTestFinished(() => tables.close());
  return tables;
}

const A = '0000000001-0000000002-aaaaaaaaaaaa.json.gz';
const B = '0000000002-0000000003-bbbbbbbbbbbb.json.gz';

describe.each(LAYOUTS)('over a lake of the layout %s', (layout) => {
  const rowsOf = async (objects: readonly Landed[], sql: string) => {
    const tables = await tablesOf(await lakeOf(layout, objects), layout);
    return tables.rows(sql);
  };

  it('tickets has every version once, tickets_latest every ticket once, of each account', async () => {
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

  it('of two versions of one second the one written last is the latest, whatever the keys say', async () => {
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

  it('of two written in one second the one is the latest that was asked for from a later position', async () => {
    const at = { writtenAt: 1_800_000_000 };
    const objects = [
      { name: B, tickets: [ticket(1, 2, ',"subject":"newer"')], ...at },
      { name: A, tickets: [ticket(1, 2, ',"subject":"older"')], ...at },
    ];
    expect(await rowsOf(objects, 'SELECT subject FROM tickets_latest')).toEqual([{ subject: 'newer' }]);
  });

  it('a deleted ticket is marked, and one without a status is not', async () => {
    const tickets = [ticket(1, 1, ',"status":"deleted"'), ticket(2, 1, ',"status":"open"'), ticket(3, 1)];
    expect(await rowsOf([{ name: A, tickets }], 'SELECT id, is_deleted FROM tickets_latest ORDER BY id')).toEqual([
      { id: 1n, is_deleted: true },
      { id: 2n, is_deleted: false },
      { id: 3n, is_deleted: false },
    ]);
  });

  it('a field that nobody has heard of breaks nothing, and one of an unexpected type is null', async () => {
    const tickets = [
      ticket(1, 1, ',"brand_new":{"a":[1]},"subject":"kept","priority":"high"'),
      ticket(2, 1, ',"created_at":"yesterday","brand_id":"none","tags":"vip","is_public":"perhaps","subject":"kept"'),
    ];
    expect(
      await rowsOf(
        [{ name: A, tickets }],
        'SELECT created_at, brand_id, tags, is_public, subject, priority FROM tickets_latest ORDER BY id',
      ),
    ).toEqual([
      { created_at: null, brand_id: null, tags: null, is_public: null, subject: 'kept', priority: 'high' },
      { created_at: null, brand_id: null, tags: null, is_public: null, subject: 'kept', priority: null },
    ]);
  });

  it('a whole number keeps all its digits, beyond what a double holds', async () => {
    const tickets = [ticket(9_007_199_254_740_993n, 1), ticket(1n, 1, ',"brand_id":9007199254740995')];
    const objects = [{ name: A, tickets }];
    expect(await rowsOf(objects, 'SELECT id, brand_id FROM tickets_latest ORDER BY id')).toEqual([
      { id: 1n, brand_id: 9_007_199_254_740_995n },
      { id: 9_007_199_254_740_993n, brand_id: null },
    ]);
  });

  it('objects without compression are read too', async () => {
    const objects = [
      { name: A, tickets: [ticket(1, 1)] },
      { name: B.slice(0, -3), tickets: [ticket(2, 1)] },
    ];
    expect(await rowsOf(objects, 'SELECT count(*) AS n FROM tickets')).toEqual([{ n: 2n }]);
  });

  it('reads cursor pages like pages by time', async () => {
    const objects = [
      { name: A, tickets: [ticket(1, 1)] },
      { name: A.replace('.json', '.cursor.json'), tickets: [ticket(2, 1)] },
      { name: B.replace('.json.gz', '.cursor.json'), tickets: [ticket(3, 1)] },
    ];
    expect(await rowsOf(objects, 'SELECT id FROM tickets ORDER BY id')).toEqual([{ id: 1n }, { id: 2n }, { id: 3n }]);
    expect(await rowsOf(objects.slice(1), 'SELECT count(*) AS n FROM tickets_latest')).toEqual([{ n: 2n }]);
  });

  it('reads an object of a page without tickets, which has none and is not malformed', async () => {
    const objects = [
      { name: A, tickets: [ticket(1, 1)] },
      { name: B, tickets: [] },
      { name: B.replace('.json', '.cursor.json'), tickets: [] },
    ];
    expect(await rowsOf(objects, 'SELECT id FROM tickets')).toEqual([{ id: 1n }]);
    expect(await rowsOf(objects.slice(1), 'SELECT id FROM tickets')).toEqual([]);
    expect(await rowsOf(objects, 'FROM malformed')).toEqual([]);
  });

  it('files with other names do not enter', async () => {
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
    const lake = await lakeOf(layout, [
      { name: A, tickets: [ticket(1, 1)] },
      ...foreign.map((name) => ({ name, tickets: [ticket(2, 1)] })),
    ]);
    await writeFile(join(lake, 'tickets/subdomain=acme/dt=2026-01-01', 'notes.json.gz'), 'not gzip');
    const tables = await tablesOf(lake, layout);
    expect(await tables.rows('SELECT id FROM tickets')).toEqual([{ id: 1n }]);
  });

  it('a line that is no JSON is passed over, and can be counted', async () => {
    const lake = await lakeOf(layout, [{ name: A, tickets: [ticket(1, 1)] }]);
    const folder = join(lake, 'tickets/subdomain=acme/dt=2026-01-01');
    await writeFile(join(folder, B), gzipSync(`{"broken\n${inLayout[layout]([ticket(2, 1)])}`));
    const tables = await tablesOf(lake, layout);
    expect(await tables.rows('SELECT id FROM tickets ORDER BY id')).toEqual([{ id: 1n }, { id: 2n }]);
    expect(await tables.rows('FROM malformed')).toEqual([
      { subdomain: 'acme', landed_in: join(folder, B), passed_over: 1n },
    ]);
  });

  it('a record without an id of its type is passed over, and can be counted', async () => {
    const lake = await lakeOf(layout, [{ name: A, tickets: [ticket(1, 1), '{"id":"one"}', '{}'] }]);
    const tables = await tablesOf(lake, layout);
    expect(await tables.rows('SELECT id FROM tickets')).toEqual([{ id: 1n }]);
    expect(await tables.rows('FROM malformed')).toMatchObject([{ passed_over: 2n }]);
  });

  it('an object whose only line breaks off, which DuckDB does not notice, is found in the same way', async () => {
    const lake = await lakeOf(layout, [{ name: A, tickets: [ticket(1, 1)] }]);
    const path = join(lake, 'tickets/subdomain=acme/dt=2026-01-01', B);
    await writeFile(path, gzipSync(inLayout[layout]([ticket(2, 1, ',"subject":"cut off here"')])).subarray(0, -20));
    const tables = await tablesOf(lake, layout);
    expect(await tables.rows('SELECT id FROM tickets')).toEqual([{ id: 1n }]);
    expect(await tables.rows('FROM malformed')).toEqual([{ subdomain: 'acme', landed_in: path, passed_over: 1n }]);
  });

  it.each([
    ['damaged', (gz: Buffer) => Buffer.concat([gz.subarray(0, 20), Buffer.alloc(8, 0xff), gz.subarray(28)])],
    ['no gzip at all', () => Buffer.from('oops')],
  ])('an object that is %s ends the query with an error', async (_, damage) => {
    const lake = await lakeOf(layout, [{ name: A, tickets: [ticket(1, 1)] }]);
    const path = join(lake, 'tickets/subdomain=acme/dt=2026-01-01', B);
    const tickets = Array.from({ length: 50 }, (_, id) => ticket(id, id, `,"subject":"${'word '.repeat(id)}"`));
    await writeFile(path, damage(gzipSync(inLayout[layout](tickets))));
    const tables = await tablesOf(lake, layout);
    await expect(tables.rows('SELECT count(*) FROM tickets')).rejects.toThrow(/gzip|GZIP/i);
  });

  it('an empty lake has empty tables with the same columns', async () => {
    const empty = await tablesOf(await temporaryFolder(), layout);
    const full = await tablesOf(await lakeOf(layout, [{ name: A, tickets: [ticket(1, 1)] }]), layout);
    for (const view of ['tickets', 'tickets_latest', 'tickets_users', 'malformed']) {
      expect(await empty.rows(`SELECT * FROM ${view}`)).toEqual([]);
      expect(await empty.rows(`DESCRIBE ${view}`)).toEqual(await full.rows(`DESCRIBE ${view}`));
    }
  });

  it('the MERGE brings a copy up to date, again and again, and touches only what has changed', async () => {
    const lake = await lakeOf(layout, [{ name: A, tickets: [ticket(1, 1, ',"subject":"a"'), ticket(2, 2)] }]);
    const tables = await tablesOf(lake, layout);
    const merge = mergeIntoIceberg({ dataset: DATASETS.tickets, layout });
    await tables.run('CREATE TABLE tickets_iceberg AS FROM tickets_latest WHERE false');
    const isCopy = async () => {
      const [row] = await tables.rows(
        `SELECT (SELECT count(*) FROM tickets_latest) AS n,
                (SELECT count(*) FROM (FROM tickets_latest EXCEPT FROM tickets_iceberg)) AS missing,
                (SELECT count(*) FROM (FROM tickets_iceberg EXCEPT FROM tickets_latest)) AS surplus`,
      );
      return row;
    };

    expect(await tables.rows(merge)).toEqual([{ Count: 2n }]);
    expect(await isCopy()).toEqual({ n: 2n, missing: 0n, surplus: 0n });
    expect(await tables.rows(merge)).toEqual([{ Count: 0n }]);

    // A newer version, another one of the same second, and a new ticket.
    const newer = [ticket(1, 1, ',"subject":"b"'), ticket(2, 3, ',"status":"deleted"'), ticket(3, 3)];
    const path = join(lake, 'tickets/subdomain=acme/dt=2026-01-01', B);
    await writeFile(path, gzipSync(inLayout[layout](newer)));
    await utimes(path, 1_800_000_009, 1_800_000_009);
    expect(await tables.rows(merge)).toEqual([{ Count: 3n }]);
    expect(await isCopy()).toEqual({ n: 3n, missing: 0n, surplus: 0n });
    expect(await tables.rows('SELECT subject FROM tickets_iceberg WHERE id = 1')).toEqual([{ subject: 'b' }]);
  });
});

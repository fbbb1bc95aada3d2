import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetsOf } from '#catalog/datasets.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { LISTS } from '#catalog/lists.ts';
import { recordColumns } from '#catalog/record-columns.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { expectedCustomFields } from '../support/catalog/custom-fields.ts';
import { copyOf, createListLake, firstPage, type ListLake } from '../support/catalog/list-lake.ts';
import { expectedListRows, type Fields, listRows } from '../support/catalog/list-rows.ts';
import { writeLake, type WrittenObject } from '../support/catalog/write-lake.ts';

const DAY = 86_400;
const DATASETS = datasetsOf(['tickets', ...LISTS.map(({ name }) => name)]);
const LATEST = LISTS.filter(({ isWindowed }) => !isWindowed);
const WINDOWED = LISTS.filter(({ isWindowed }) => isWindowed);

const spoil = (body: string): string => body.replaceAll('"title":"', '"title":"Spoiled ');

/** Objects that must change nothing, or only the rows of windowed lists. */
function disturbancesIn(lake: ListLake): { before: WrittenObject[]; after: WrittenObject[] } {
  const macros = firstPage(lake, 'macros');
  const fields = firstPage(lake, 'ticket_fields');
  const ratings = firstPage(lake, 'satisfaction_ratings');
  const { snapshot } = macros.name;
  return {
    // An interrupted run landed other content of this page before.
    before: [copyOf(macros, { digest: 'ffffffffffff' }, spoil)],
    after: [
      // An interrupted snapshot.
      copyOf(macros, { snapshot: snapshot + DAY, isLast: false }, spoil),
      // Accounts without a complete snapshot, and with an empty list in the latest one.
      copyOf(fields, { subdomain: 'started', isLast: false }, (body) => body),
      copyOf(ratings, { subdomain: 'started', isLast: false }, (body) => body),
      copyOf(ratings, { subdomain: 'started', isLast: false, page: 2 }, (body) =>
        body.replaceAll(/"score":"\w+"/g, '"score":"edited"'),
      ),
      copyOf(fields, { subdomain: 'emptied', isLast: true }, (body) => body),
    ],
  };
}

describe.each(LAYOUTS)('the views over two snapshots of every list, %s', (layout) => {
  let lake: ListLake;
  let tables: Database;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
    lake = await createListLake(layout);
    const { before, after } = disturbancesIn(lake);
    const empty = copyOf(
      firstPage(lake, 'ticket_fields'),
      { subdomain: 'emptied', snapshot: firstPage(lake, 'ticket_fields').name.snapshot + DAY, isLast: true },
      () => (layout === 'page' ? '{"ticket_fields":[],"meta":{"has_more":false}}\n' : ''),
    );
    await writeLake(folder, [...before, ...lake.objects, ...after, empty]);
    tables = await openTables(folder, layout, DATASETS);
  }, 60_000);
  afterAll(async () => {
    tables.close();
    await rm(folder, { recursive: true, force: true });
  });

  const rowsIn = (view: string, list: (typeof LISTS)[number], where = 'true'): Promise<Fields[]> =>
    listRows(tables, list, `FROM "${view}" WHERE subdomain = 'acme' AND ${where}`);

  const count = async (view: string, where: string): Promise<number> =>
    (await tables.rows(`FROM "${view}" WHERE ${where}`)).length;

  it.each(LATEST)('$name has the rows of the latest complete snapshot', async (list) => {
    expect(await rowsIn(list.name, list)).toEqual(expectedListRows(lake.second[list.name], list));
  });

  it.each(LATEST)('the snapshots of $name have the rows of both complete ones', async (list) => {
    const times = await tables.rows(
      `SELECT DISTINCT snapshot_at FROM "${list.name}_snapshots" WHERE subdomain = 'acme' ORDER BY 1`,
    );
    const [first, second] = times.map(({ snapshot_at: time }) => `snapshot_at = '${String(time)}'`);
    expect(times).toHaveLength(2);
    expect(await rowsIn(`${list.name}_snapshots`, list, first)).toEqual(expectedListRows(lake.first[list.name], list));
    expect(await rowsIn(`${list.name}_snapshots`, list, second)).toEqual(
      expectedListRows(lake.second[list.name], list),
    );
  });

  it.each(WINDOWED)('$name has every row once, as last read', async (list) => {
    expect(await rowsIn(list.name, list)).toEqual(expectedListRows(lake.second[list.name], list));
  });

  it('a deleted macro is missing from macros and still in macros_snapshots', async () => {
    expect(await count('macros', `id = ${lake.deleted.macro}`)).toBe(0);
    expect(await count('macros_snapshots', `id = ${lake.deleted.macro}`)).toBe(1);
  });

  it('a deleted group is marked', async () => {
    const rows = await tables.rows(`SELECT deleted, is_deleted FROM groups WHERE id = ${lake.deleted.group}`);
    expect(rows).toEqual([{ deleted: true, is_deleted: true }]);
  });

  it('an account has no rows without a complete snapshot, or if the latest one is empty', async () => {
    expect(await count('ticket_fields_snapshots', "subdomain = 'started'")).toBe(0);
    expect(await count('ticket_fields', "subdomain = 'started'")).toBe(0);
    expect(await count('ticket_fields_snapshots', "subdomain = 'emptied'")).toBe(lake.second['ticket_fields']?.length);
    expect(await count('ticket_fields', "subdomain = 'emptied'")).toBe(0);
  });

  it('a windowed list has the rows of incomplete snapshots, each as written last', async () => {
    const rows = await tables.rows("SELECT DISTINCT score FROM satisfaction_ratings WHERE subdomain = 'started'");
    expect(rows).toEqual([{ score: 'edited' }]);
  });

  it('ticket_custom_fields has every custom field of every ticket, with title and options', async () => {
    const rows = await tables.rows('FROM ticket_custom_fields');
    expect(rows.map((row) => JSON.stringify(Object.values(row).map(String))).toSorted()).toEqual(
      expectedCustomFields(lake.world).toSorted(),
    );
  });

  it('nothing is malformed', async () => {
    expect(await tables.rows('FROM malformed')).toEqual([]);
  });

  it('every field of a row is a column', () => {
    for (const list of LISTS) {
      const known = new Set(recordColumns(list).map(({ name }) => name));
      const fields = (lake.second[list.name] ?? []).flatMap(({ text }) => Object.keys(JSON.parse(text)));
      expect([list.name, fields.length > 0]).toEqual([list.name, true]);
      expect([list.name, fields.filter((name) => !known.has(name))]).toEqual([list.name, []]);
    }
  });
});

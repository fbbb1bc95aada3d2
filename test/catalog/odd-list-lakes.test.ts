import { describe, expect, it, onTestFinished } from 'vitest';
import { datasetsOf } from '#catalog/datasets.ts';
import { type Layout, LAYOUTS, SNAPSHOT_PATH } from '#catalog/layout.ts';
import { formatSnapshotKey, type SnapshotKey } from '#common/snapshot-key.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { writeLake } from '../support/catalog/write-lake.ts';
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';

const PREFIX = 'zendesk';
const T = 1_790_000_000;
const DAY = 86_400;

type OddPage = Partial<SnapshotKey> & { readonly dataset: string; readonly rows: readonly object[] };

/** Opens a lake with these pages, written one after the other: the only page of a complete snapshot of acme by default. */
async function openPages(layout: Layout, pages: readonly OddPage[]): Promise<Database> {
  const folder = await temporaryFolder();
  const objects = pages.map(({ rows, ...name }, index) => ({
    key: formatSnapshotKey({
      prefix: PREFIX,
      subdomain: 'acme',
      snapshot: T,
      page: 1,
      isLast: true,
      digest: String(index).padStart(12, '0'),
      isGzip: true,
      ...name,
    }).slice(PREFIX.length + 1),
    body:
      layout === 'page'
        ? `${JSON.stringify({ [name.dataset]: rows })}\n`
        : rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  }));
  await writeLake(folder, objects);
  const tables = await openTables(folder, layout, datasetsOf([...new Set(pages.map(({ dataset }) => dataset))]));
  onTestFinished(() => tables.close());
  return tables;
}

const macros = (rows: readonly object[], name: Partial<SnapshotKey> = {}): OddPage => ({
  dataset: 'macros',
  rows,
  ...name,
});

const titlesIn = async (tables: Database, view: string): Promise<unknown[]> =>
  (await tables.rows(`FROM ${view} ORDER BY subdomain, snapshot_at, id`)).map(
    ({ subdomain, id, title }) => `${String(subdomain)} ${String(id)} ${String(title)}`,
  );

describe.each(LAYOUTS)('the views over odd snapshots, %s', (layout) => {
  it.each([
    [true, false],
    [false, true],
  ])('each row is there once if the last page landed twice (as the last one: %s, then %s)', async (first, second) => {
    const tables = await openPages(layout, [
      macros([{ id: 1, title: 'a' }], { isLast: false }),
      macros([{ id: 2, title: 'b' }], { page: 2, isLast: first }),
      macros(
        [
          { id: 2, title: 'b2' },
          { id: 3, title: 'c' },
        ],
        { page: 2, isLast: second },
      ),
    ]);
    const rows = ['acme 1 a', 'acme 2 b2', 'acme 3 c'];
    expect(await titlesIn(tables, 'macros')).toEqual(rows);
    expect(await titlesIn(tables, 'macros_snapshots')).toEqual(rows);
  });

  it('accounts are apart whose names begin with each other, with snapshots at different times', async () => {
    const tables = await openPages(layout, [
      macros([{ id: 1, title: 'old' }], { subdomain: 'acme', snapshot: T - DAY }),
      macros([{ id: 1, title: 'short' }], { subdomain: 'acm', snapshot: T - 2 * DAY }),
      macros([{ id: 1, title: 'long' }], { subdomain: 'acme-2', snapshot: T + DAY }),
      macros([{ id: 1, title: 'new' }], { subdomain: 'acme' }),
      macros([{ id: 1, title: 'incomplete' }], { subdomain: 'acme', snapshot: T + DAY, isLast: false }),
    ]);
    expect(await titlesIn(tables, 'macros')).toEqual(['acm 1 short', 'acme 1 new', 'acme-2 1 long']);
    expect(await titlesIn(tables, 'macros_snapshots')).toEqual([
      'acm 1 short',
      'acme 1 old',
      'acme 1 new',
      'acme-2 1 long',
    ]);
  });

  it('the holidays of each schedule are there, although the last one has none and ids repeat', async () => {
    const holidays = { dataset: 'holidays', isLast: false };
    const tables = await openPages(layout, [
      { ...holidays, rows: [] },
      { ...holidays, page: 2, parent: '11', rows: [{ id: 1, name: 'x' }] },
      { ...holidays, page: 3, parent: '9007199254740993', rows: [{ id: 1, name: 'y' }] },
      { ...holidays, page: 4, parent: '13', isLast: true, rows: [] },
    ]);
    expect(await tables.rows('SELECT schedule_id, name FROM holidays ORDER BY 1')).toEqual([
      { schedule_id: 11n, name: 'x' },
      { schedule_id: 9_007_199_254_740_993n, name: 'y' },
    ]);
  });

  it('ids have 64 bits or are text, and tags have any characters', async () => {
    const names = ['it\'s "q"', '\u00dcb\u00e9r \u2603', '\u00fcb\u00e9r \u2603', '007', '7', 'null', ''];
    const tables = await openPages(layout, [
      macros([{ id: '9007199254740993' }, { id: 9_007_199_254_740_992 }]),
      { dataset: 'tags', rows: names.map((name, count) => ({ name, count })) },
      { dataset: 'survey_responses', isLast: false, rows: [{ id: '01H-a', answers: [] }, { id: '01H-b' }] },
    ]);
    expect((await tables.rows('SELECT id FROM macros ORDER BY id')).map(({ id }) => id)).toEqual([
      9_007_199_254_740_992n,
      9_007_199_254_740_993n,
    ]);
    expect((await tables.rows('SELECT name FROM tags ORDER BY count')).map(({ name }) => name)).toEqual(names);
    expect(await tables.rows('SELECT id, answers FROM survey_responses ORDER BY id')).toEqual([
      { id: '01H-a', answers: '[]' },
      { id: '01H-b', answers: null },
    ]);
    expect(await tables.rows('FROM malformed')).toEqual([]);
  });
});

it.each(['zendesk', 'subdomain=x', 'subdomain=x/12-a'])(
  'the parts of a path are those of its end, below %s',
  (prefix) => {
    const path = `s3://bucket/${prefix}/macros/subdomain=acme/dt=2026-09-21/1790000000-00001-last-0123456789ab.json.gz`;
    const part = (pattern: string): string | undefined => new RegExp(pattern).exec(path)?.[1];
    expect(part(SNAPSHOT_PATH.account)).toBe('acme');
    expect(part(SNAPSHOT_PATH.snapshot)).toBe('subdomain=acme/dt=2026-09-21/1790000000');
    expect(part(SNAPSHOT_PATH.complete)).toBe('subdomain=acme/dt=2026-09-21/1790000000');
  },
);

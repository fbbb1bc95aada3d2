import { expect, test } from 'vitest';
import type { CursorItem } from '#sandbox/aws/cursor-item.ts';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import type { ExpectedRow } from '#sandbox/cli/list-report.ts';
import { isComplete, type LakeReport, makeLakeReport, type Truth } from '#sandbox/cli/report.ts';
import { type LayoutName, LAYOUTS } from '#sandbox/lake/layout.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const FIRST = 1_000_000_000;
const SECOND = FIRST + 86_400;

type Page = { readonly name: string; readonly rows: readonly string[] };

const macro = (id: number, title = 'a'): string => `{"id":${id},"title":"${title}"}`;
const page = (snapshot: number, name: string, ...rows: readonly string[]): Page => ({
  name: `${snapshot}-${name}-aaaaaaaaaaaa`,
  rows,
});

/** Two complete snapshots of three macros, of which one is deleted and one is renamed in between. */
const MACROS: readonly Page[] = [
  page(FIRST, '00001', macro(1), macro(2)),
  page(FIRST, '00002-last', macro(3)),
  page(SECOND, '00001', macro(1), macro(3, 'b')),
  page(SECOND, '00002-last'),
];
const CURRENT = [macro(1), macro(3, 'b')];

type Lake = { readonly list?: string; readonly layout?: LayoutName; readonly cursor?: Partial<CursorItem> };

/** Lands pages in this order and reports on them. */
async function report(
  pages: readonly Page[],
  expected: readonly ExpectedRow[] | undefined,
  { list = 'macros', layout = 'page', cursor = { end_time: SECOND } }: Lake = {},
): Promise<LakeReport> {
  const lakeDir = await temporaryFolder();
  const store = openObjectStore(lakeDir);
  for (const [index, { name, rows }] of pages.entries()) {
    const body = layout === 'page' ? `{"${list}":[${rows.join(',')}]}\n` : rows.map((row) => `${row}\n`).join('');
    const key = `${LAYOUTS[layout].prefix}/${list}/subdomain=acme/dt=2001-09-09/${name}.json`;
    const described = { contentType: 'application/json', checksums: {}, lastModified: index, metadata: {} };
    await store.put(key, { ...described, body: Buffer.from(body) }, true);
  }
  const truth: Truth | undefined = expected && { versionsOf: () => [], rowsOf: () => expected };
  const place = { lakeDir, layout: LAYOUTS[layout], subdomain: 'acme' };
  return makeLakeReport(place, [list], async (id) => ({ export_id: id, ...cursor }), truth);
}

const rowsOf = (texts: readonly string[]): ExpectedRow[] =>
  texts.map((text) => ({ key: Number(/"id":(\d+)/.exec(text)?.[1]), text }));

test.each(['page', 'ndjson'] as const)('a complete list is verified with its deleted rows (%s)', async (layout) => {
  const result = await report(MACROS, rowsOf(CURRENT), { layout });
  expect(isComplete(result)).toBe(true);
  expect(result.lists).toMatchObject([{ list: 'macros', objects: 4, snapshots: 2, rows: 2, marked: [], gone: ['2'] }]);
});

test.each([
  ['a missing row', [...CURRENT, macro(4)], '1 missing (4)'],
  ['a row that was deleted', [macro(1)], '1 unexpected (3)'],
  ['a row with other bytes', [macro(1), macro(3, 'c')], '1 altered (3)'],
])('the verification names %s', async (_, expected, text) => {
  const result = await report(MACROS, rowsOf(expected));
  expect(isComplete(result)).toBe(false);
  expect(result.lists[0]?.comparison).toEqual({ complete: false, text });
});

test('a row of a page that landed twice is the copy written last', async () => {
  const again = { ...page(SECOND, '00001', macro(1, 'new'), macro(3, 'b')), name: `${SECOND}-00001-bbbbbbbbbbbb` };
  const result = await report([...MACROS, again], rowsOf([macro(1, 'new'), macro(3, 'b')]));
  expect(isComplete(result)).toBe(true);
});

test('a lost page and a lost last page make a list incomplete', async () => {
  const lost = await report(MACROS.slice(1), undefined);
  expect(lost.lists[0]?.pages).toEqual({
    complete: false,
    text: 'the snapshot of 2001-09-09T01:46:40Z lacks page 1',
  });
  const lastLost = await report(MACROS.slice(0, -1), undefined);
  expect(isComplete(lastLost)).toBe(false);
  expect(lastLost.lists[0]?.pages.text).toBe('the snapshot of 2001-09-10T01:46:40Z lacks its last page');
});

test('the rows of a list per parent are those of the pages with a parent', async () => {
  const pages = [
    page(SECOND, '00001', '{"id":7,"name":"schedule"}'),
    page(SECOND, '00002-of-7', '{"id":1,"name":"May Day"}'),
    page(SECOND, '00003-of-8-last', '{"id":1,"name":"Thanksgiving"}'),
  ];
  const expected = [
    { key: 1, parent: 7, text: '{"id":1,"name":"May Day"}' },
    { key: 1, parent: 8, text: '{"id":1,"name":"Thanksgiving"}' },
  ];
  expect(isComplete(await report(pages, expected, { list: 'holidays' }))).toBe(true);
});

test('a list with a window has the rows of all snapshots, complete or not', async () => {
  const pages = [
    page(FIRST, '00001-last', '{"id":1,"score":"offered"}', '{"id":2,"score":"good"}'),
    page(SECOND, '00001', '{"id":1,"score":"bad"}'),
  ];
  const expected = rowsOf(['{"id":1,"score":"bad"}', '{"id":2,"score":"good"}']);
  const list = { list: 'satisfaction_ratings', cursor: { end_time: FIRST } };
  const result = await report(pages, expected, list);
  expect(isComplete(result)).toBe(true);
  expect(result.lists).toMatchObject([{ snapshots: 1, rows: 2, gone: [] }]);
});

test('a list that the account does not have is unavailable', async () => {
  const result = await report([], undefined, { cursor: { unavailable_at: SECOND } });
  expect(result.lists).toMatchObject([{ objects: 0, rows: 0, pages: { complete: true, text: 'unavailable' } }]);
});

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { compare, latestVersions } from '#sandbox/lake/compare.ts';
import { landedObjects } from '#sandbox/lake/landed-object.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { readLake } from '#sandbox/lake/read-lake.ts';
import { LAKE_RESOURCES } from '#sandbox/lake/resources.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const TICKETS = LAKE_RESOURCES.tickets;
const PREFIX = 'zendesk/tickets/subdomain=acme/';

const ticket = (id: number, generatedTimestamp: number, subject = 'é', status = 'open'): string =>
  `{"id":${id},"generated_timestamp":${generatedTimestamp},"subject":"${subject}","status":"${status}"}`;

type Page = { name: string; tickets: readonly string[]; writtenAt?: number; metadata?: Record<string, string> };

/** Lands pages in this order, unless they set `writtenAt`. */
async function createLake(pages: readonly Page[]): Promise<string> {
  const folder = await temporaryFolder();
  const store = openObjectStore(folder);
  for (const [index, { name, tickets, writtenAt = index, metadata = {} }] of pages.entries()) {
    const text = Buffer.from(`{"tickets":[${tickets.join(',')}],"count":${tickets.length}}`);
    const body = name.endsWith('.gz') ? gzipSync(text) : text;
    const described = { contentType: 'application/gzip', checksums: {}, lastModified: writtenAt };
    await store.put(PREFIX + name, { ...described, body, metadata }, false);
  }
  return folder;
}

const A = 'dt=1970-01-01/0000000000-0000000002-aaaaaaaaaaaa.json.gz';
const B = 'dt=1970-01-01/0000000002-0000000003-bbbbbbbbbbbb.cursor.json';
const TWO_PAGES: Page[] = [
  { name: A, tickets: [ticket(1, 1), ticket(2, 2)] },
  { name: B, tickets: [ticket(2, 2), ticket(1, 3)], metadata: { pagination: 'cursor', 'after-cursor': 'x' } },
];

describe('landedObjects', () => {
  test('describes objects by their keys and metadata, in write order', async () => {
    const lake = await createLake(TWO_PAGES.map((page, index) => ({ ...page, writtenAt: -index })));
    expect(await landedObjects(lake, PREFIX)).toMatchObject([
      { key: PREFIX + B, startTime: 2, endTime: 3, pagination: 'cursor', afterCursor: 'x' },
      { key: PREFIX + A, startTime: 0, endTime: 2, pagination: 'time' },
    ]);
  });

  test.each(['.json', '.json.gz', '.cursor.json', '.cursor.json.gz'])('finds keys that end in %s', async (ending) => {
    const lake = await createLake([{ name: `dt=1970-01-01/0000000002-0000000003-cccccccccccc${ending}`, tickets: [] }]);
    expect(await landedObjects(lake, PREFIX)).toMatchObject([{ startTime: 2, endTime: 3 }]);
  });

  test.each(['.cursors.json', '.cursor', '.json.bak', '.walk.json.gz', '.cursor.json.gzip'])(
    'ignores keys that end in %s',
    async (ending) => {
      const lake = await createLake([
        { name: `dt=1970-01-01/0000000002-0000000003-cccccccccccc${ending}`, tickets: [] },
      ]);
      expect(await landedObjects(lake, PREFIX)).toEqual([]);
    },
  );

  test('ignores other exports and files in the folder', async () => {
    const lake = await createLake([...TWO_PAGES, { name: '../subdomain=other/' + A, tickets: [] }]);
    await writeFile(join(lake, PREFIX, 'notes.json.gz'), 'not gzip');
    expect(await landedObjects(lake, PREFIX)).toHaveLength(2);
  });
});

describe('readLake', () => {
  test('returns counts of objects, records, tickets, versions and duplicates, and the time range', async () => {
    const objects = await landedObjects(await createLake(TWO_PAGES), PREFIX);
    expect(await readLake(objects, LAYOUTS.page, TICKETS)).toEqual({
      objects: 2,
      bytes: expect.any(Number),
      records: 4,
      ids: 2,
      versions: 3,
      duplicates: 1,
      oldest: 1,
      newest: 3,
      leftOut: [],
      repaired: { records: 0, objects: [] },
      longestLine: expect.any(Number),
    });
  });

  test('returns zeros for an empty lake', async () => {
    const objects = await landedObjects(await temporaryFolder(), PREFIX);
    expect(await readLake(objects, LAYOUTS.page, TICKETS)).toMatchObject({
      objects: 0,
      records: 0,
      oldest: null,
      newest: null,
    });
  });

  test("reads pages longer than DuckDB's default line limit", async () => {
    const big = [ticket(1, 1, 'x'.repeat(17 * 1024 * 1024))];
    const objects = await landedObjects(await createLake([{ name: A, tickets: big }]), PREFIX);
    expect(await readLake(objects, LAYOUTS.page, TICKETS)).toMatchObject({ records: 1, ids: 1 });
  });
});

/** Reads a lake whose files change after they were listed. */
const readAfter = async (pages: readonly Page[], change: (paths: readonly string[]) => Promise<void>) => {
  const objects = await landedObjects(await createLake(pages), PREFIX);
  await change(objects.map(({ path }) => path));
  return readLake(objects, LAYOUTS.page, TICKETS);
};

describe('readLake of objects that it cannot read', () => {
  test('names an object that is deleted after it was listed', async () => {
    const lake = await readAfter(TWO_PAGES, ([first = '']) => rm(first));
    expect(lake).toMatchObject({
      records: 2,
      leftOut: [{ key: PREFIX + A, reason: 'deleted meanwhile', isWhole: true }],
    });
  });

  test('names an object with a longer line than the tables read', async () => {
    const long = gzipSync(Buffer.alloc(128 * 1024 * 1024 + 1, ' '));
    const lake = await readAfter(TWO_PAGES, ([first = '']) => writeFile(first, long));
    expect(lake).toMatchObject({ records: 2, leftOut: [{ key: PREFIX + A }] });
    expect(lake.leftOut[0]?.reason).toMatch(/^a line of 134 MB, longer than 134 MB$/);
  });

  test('counts each record once that is null, or has no usable id', async () => {
    const records = ['null', '{"generated_timestamp":1}', '{"id":"x"}', ticket(1, 1)];
    const lake = await readAfter([{ name: A, tickets: records }], async () => undefined);
    expect(lake).toMatchObject({ records: 1, ids: 1 });
    expect(lake.leftOut).toEqual([
      { key: PREFIX + A, reason: '3 lines or records that cannot be read', isWhole: false },
    ]);
  });
});

type Expected = readonly [id: number, second: number, text: string, earlier?: { text: string; untilMs: number }];

const compareLake = async (pages: readonly Page[], expected: readonly Expected[]) =>
  compare(
    await latestVersions(await landedObjects(await createLake(pages), PREFIX), LAYOUTS.page, TICKETS),
    expected.map(([id, second, text, earlier]) => ({ id, second, text, ...(earlier && { earlier: [earlier] }) })),
  );

describe('compare', () => {
  test('reports a complete lake if it contains the latest version of every ticket, byte for byte', async () => {
    expect(
      await compareLake(TWO_PAGES, [
        [1, 3, ticket(1, 3)],
        [2, 2, ticket(2, 2)],
      ]),
    ).toMatchObject({ complete: true });
  });

  test('distinguishes missing, outdated, altered and unexpected tickets', async () => {
    const expected: Expected[] = [
      [1, 4, ticket(1, 4)],
      [2, 2, ticket(2, 2, '\\u00e9')],
      [3, 1, ticket(3, 1)],
    ];
    const pages = [...TWO_PAGES, { name: A.replace('a.json', 'f.json'), tickets: [ticket(9, 2)] }];
    expect(await compareLake(pages, expected)).toEqual({
      complete: false,
      missing: [3],
      outdated: [1],
      altered: [2],
      unexpected: [9],
      changedSince: [],
    });
  });

  test('uses the object written last among versions of the same second, regardless of the keys', async () => {
    const pages = [
      { name: A, tickets: [ticket(1, 2, 'second')], writtenAt: 2 },
      { name: B, tickets: [ticket(1, 2, 'first')], writtenAt: 1 },
    ];
    expect(await compareLake(pages, [[1, 2, ticket(1, 2, 'second')]])).toMatchObject({ complete: true });
  });

  const CHANGED: Expected = [1, 2, ticket(1, 2, 'new'), { text: ticket(1, 2, 'old'), untilMs: 5000 }];

  test('accepts a record that changed under its timestamp after its page was requested', async () => {
    const pages = [{ name: A, tickets: [ticket(1, 2, 'old')], metadata: { 'requested-at': '4999' } }];
    expect(await compareLake(pages, [CHANGED])).toMatchObject({ complete: true, changedSince: [1], altered: [] });
    const copies = [...pages, { name: B, tickets: [ticket(1, 2, 'new')], metadata: { 'requested-at': '6000' } }];
    expect(await compareLake(copies, [CHANGED])).toMatchObject({ complete: true, changedSince: [] });
  });

  test('rejects the earlier text of a record if its page was requested after the change', async () => {
    const pages = [{ name: A, tickets: [ticket(1, 2, 'old')], metadata: { 'requested-at': '5000' } }];
    expect(await compareLake(pages, [CHANGED])).toMatchObject({ complete: false, altered: [1], changedSince: [] });
  });

  test('rejects any other text, and an earlier copy written last', async () => {
    const other = [{ name: A, tickets: [ticket(1, 2, 'other')], metadata: { 'requested-at': '1' } }];
    expect(await compareLake(other, [CHANGED])).toMatchObject({ complete: false, altered: [1] });
    const swapped = [
      { name: A, tickets: [ticket(1, 2, 'new')], metadata: { 'requested-at': '6000' } },
      { name: B, tickets: [ticket(1, 2, 'old')], metadata: { 'requested-at': '7000' } },
    ];
    expect(await compareLake(swapped, [CHANGED])).toMatchObject({ complete: false, altered: [1] });
  });
});

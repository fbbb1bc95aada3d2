import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { isComplete, makeLakeReport, printReport } from '#sandbox/cli/report.ts';
import { openTerminal } from '#sandbox/cli/terminal.ts';
import { type LayoutName, LAYOUTS } from '#sandbox/lake/layout.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const SECRET = 'content-of-a-ticket';
const NAMES: readonly LayoutName[] = ['page', 'ndjson'];

const ticket = (id: number, subject: string = SECRET): string =>
  `{"id":${id},"generated_timestamp":${id},"status":"open","subject":"${subject}"}`;

const bodyIn: Readonly<Record<LayoutName, (name: string, records: readonly string[]) => string>> = {
  page: (name, records) => `{"${name}":[${records.join(',')}]}\n`,
  ndjson: (_, records) => records.map((record) => `${record}\n`).join(''),
};

const keyIn = (layout: LayoutName, name: string, file: string): string =>
  `${LAYOUTS[layout].prefix}/${name}/subdomain=acme/dt=1970-01-01/${file}-aaaaaaaaaaaa.json.gz`;

/** The objects of tickets, with the ids 10, 20 and 30. The second one is damaged. */
const FILES = ['0000000000-0000000010', '0000000010-0000000020', '0000000020-0000000030'];
/** The objects of macros: a snapshot of two pages. */
const MACROS = ['1000000000-00001', '1000000000-00002-last'];

async function createLake(layout: LayoutName, folder = ''): Promise<string> {
  const lake = join(await temporaryFolder(), folder);
  const store = openObjectStore(lake);
  const put = async (key: string, body: string): Promise<void> => {
    const described = { contentType: '', checksums: {}, lastModified: 1, metadata: {} };
    await store.put(key, { ...described, body: gzipSync(body) }, true);
  };
  for (const [index, file] of FILES.entries()) {
    await put(keyIn(layout, 'tickets', file), bodyIn[layout]('tickets', [ticket(10 * (index + 1)), ticket(5)]));
  }
  await put(
    keyIn(layout, 'users', '0000000000-0000000030'),
    bodyIn[layout]('users', ['{"id":1,"updated_at":"1970-01-01T00:00:01Z"}']),
  );
  for (const [index, file] of MACROS.entries()) {
    await put(keyIn(layout, 'macros', file), bodyIn[layout]('macros', [`{"id":${index},"title":"${SECRET}"}`]));
  }
  return lake;
}

const readCursor = async (id: string) => ({
  export_id: id,
  start_time: 0,
  end_time: id === 'acme/macros' ? 1_000_000_000 : 30,
});

/** Reports on a lake after a change of its folder. */
async function report(layout: LayoutName, change: (lake: string) => Promise<void>, folder?: string) {
  const lakeDir = await createLake(layout, folder);
  await change(lakeDir);
  const place = { lakeDir, layout: LAYOUTS[layout], subdomain: 'acme' };
  const made = await makeLakeReport(place, ['tickets', 'users', 'macros'], readCursor);
  const stream = new PassThrough();
  printReport(openTerminal(stream), made, place);
  const output = String(stream.read());
  expect(output).not.toContain(SECRET);
  return { complete: isComplete(made), output, exports: made.exports, lists: made.lists };
}

type Damage = readonly [name: string, damage: (stored: Buffer) => Buffer | string, reason: RegExp];

const DAMAGES: readonly Damage[] = [
  ['truncated', (stored) => stored.subarray(0, -12), /gzip: unexpected end of file/],
  ['not a gzip file', () => `{"secret":"${SECRET}"}`, /gzip: incorrect header check/],
  [
    'damaged in the middle',
    (stored) => Buffer.concat([stored.subarray(0, 20), Buffer.alloc(9, 255), stored.subarray(29)]),
    /gzip: .+/,
  ],
  ['of 0 bytes', () => '', /gzip: unexpected end of file/],
  ['not JSON', () => gzipSync(`<html>${SECRET}</html>\n`), /1 line or record that cannot be read/],
  ['JSON without records', () => gzipSync(`{"error":"${SECRET}"}\n`), /1 line or record that cannot be read/],
];

/** Returns a function that changes the bytes of an object. */
const damage = (key: string, change: (stored: Buffer) => Buffer | string) => async (lake: string) =>
  writeFile(join(lake, key), change(await readFile(join(lake, key))));

describe.each(NAMES)('the report on a lake of layout %s', (layout) => {
  const damaged = keyIn(layout, 'tickets', FILES[1] ?? '');

  test('shows a complete lake without damage', async () => {
    const { complete, output } = await report(layout, async () => undefined);
    expect(complete).toBe(true);
    expect(output).not.toMatch(/read only after|Not fully read/);
  });

  test.each(DAMAGES)('names an object that is %s, fails and covers the others', async (_, change, reason) => {
    const { complete, output, exports } = await report(layout, damage(damaged, change));
    expect(complete).toBe(false);
    expect(output).toMatch(new RegExp(` +${damaged}: ${reason.source}\n`));
    expect(output).toMatch(/ tickets +3 .* ✘ 1 object not fully read\n/);
    expect(exports).toMatchObject([{ lake: { objects: 3, records: 4, ids: 3 } }, { lake: { records: 1 } }]);
    expect(output).toMatch(/\n  open +3\n$/);
    expect(output).toMatch(/ users +1 +\d+ B +1 +1 +1 +0 +✔ no gaps\n/);
  });

  test('names an object with a damaged line, and shows its other records', async () => {
    const { complete, output } = await report(
      layout,
      damage(damaged, () => gzipSync(`${bodyIn[layout]('tickets', [ticket(20)])}<html>${SECRET}\n`)),
    );
    expect(complete).toBe(false);
    expect(output).toContain(`    ${damaged}: 1 line or record that cannot be read\n`);
    expect(output).toMatch(/\n  open +4\n$/);
  });

  test('names an object of a list that is not a gzip file, and still shows its snapshots', async () => {
    const key = keyIn(layout, 'macros', MACROS[0] ?? '');
    const { complete, output, lists } = await report(
      layout,
      damage(key, () => SECRET),
    );
    expect(complete).toBe(false);
    expect(output).toContain(`    ${key}: gzip: incorrect header check\n`);
    expect(lists).toMatchObject([{ objects: 2, snapshots: 1, pages: { complete: true }, rows: 1 }]);
    expect(output).toMatch(/ macros +2 .* 1 +1 +0 +✔ no gaps +✘ 1 object not fully read\n/);
    expect(output).toMatch(/ tickets +3 .*✔ no gaps\n/);
  });

  test('names the views that DuckDB cannot query, and counts the objects without them', async () => {
    const { complete, output } = await report(layout, async () => undefined, 'a?b');
    expect(complete).toBe(false);
    expect(output).toMatch(/ tickets +3 +\d+ B +6 +4 +4 +2 +✔ no gaps\n/);
    expect(output).toMatch(/ macros +2 .* 1 +\? +\? +✔ no gaps +✘ view not readable: DuckDB: Invalid Input Error\n/);
    expect(output).toContain('  ✘ tickets_latest not readable: DuckDB: Invalid Input Error\n');
  });

  test.each([
    ['bytes that are not UTF-8', Buffer.from([0x61, 0xff, 0x62])],
    ['half of a surrogate pair', String.raw`a\ud83db`],
    ['a raw control character', 'a\u0001b'],
    ['an unknown escape', String.raw`a\qb`],
  ])('counts records with %s as readable after repair', async (_, subject) => {
    const body = bodyIn[layout]('tickets', [ticket(20, '@'), ticket(5)]);
    const [before = '', after = ''] = body.split('@');
    const bytes = Buffer.concat([Buffer.from(before), Buffer.from(subject), Buffer.from(after)]);
    const { complete, output, exports } = await report(
      layout,
      damage(damaged, () => gzipSync(bytes)),
    );
    expect(complete).toBe(true);
    const records = layout === 'page' ? 2 : 1;
    expect(exports[0]?.lake).toMatchObject({
      records: 6,
      ids: 4,
      leftOut: [],
      repaired: { records, objects: [damaged] },
    });
    expect(output).toMatch(new RegExp(`${records} records? in 1 object readable only after repair.*\n +${damaged}\n`));
  });

  test('covers the other exports if one cannot be read, and shows no content of an error of DuckDB', async () => {
    const lakeDir = await createLake(layout);
    const place = { lakeDir, layout: LAYOUTS[layout], subdomain: 'acme' };
    const made = await makeLakeReport(place, ['tickets', 'users', 'macros'], async (id) => {
      if (id === 'acme/users') throw new Error(`Out of Memory Error: ${SECRET}`);
      return undefined;
    });
    const stream = new PassThrough();
    printReport(openTerminal(stream), made, place);
    expect(isComplete(made)).toBe(false);
    expect(made).toMatchObject({ exports: [{ resource: 'tickets' }], lists: [{ list: 'macros' }] });
    expect(String(stream.read())).toContain('  ✘ users not read: DuckDB: Out of Memory Error\n');
  });

  test('survives an object that is deleted', async () => {
    const { complete, output } = await report(layout, (lake) => rm(join(lake, damaged)));
    expect(complete).toBe(false);
    expect(output).toContain('✘ 1 gap');
  });
});

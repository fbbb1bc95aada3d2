import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { isComplete, makeLakeReport, printReport } from '#sandbox/cli/report.ts';
import { openTerminal } from '#sandbox/cli/terminal.ts';
import type { ExpectedVersion } from '#sandbox/lake/compare.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

/** All exports have read the time up to here. */
const readCursor = async (id: string) => ({ export_id: id, start_time: 0, end_time: 30 });

const text = (id: number, second: number): string => `{"id":${id},"generated_timestamp":${second},"status":"open"}`;
const expected = (id: number, second: number) => ({ id, second, text: text(id, second) });

/** Creates a lake with one page of tickets per interval. Each page contains one ticket, changed at the end of the interval. */
async function createLake(...intervals: readonly (readonly [number, number])[]): Promise<string> {
  const lake = await temporaryFolder();
  for (const [start, end] of intervals) await land(lake, 'tickets', start, end, text(end, end));
  return lake;
}

/** Lands a page with one record. */
async function land(lake: string, dataset: string, start: number, end: number, record: string): Promise<void> {
  const name = [start, end].map((second) => String(second).padStart(10, '0')).join('-');
  const body = gzipSync(`{"${dataset}":[${record}]}`);
  const metadata = { 'requested-at': String(end * 1000) };
  const described = { contentType: 'application/gzip', checksums: {}, lastModified: end, metadata };
  const key = `zendesk/${dataset}/subdomain=acme/dt=1970-01-01/${name}-aaaaaaaaaaaa.json.gz`;
  await openObjectStore(lake).put(key, { ...described, body }, true);
}

type Expected = Readonly<Record<string, readonly ExpectedVersion[]>>;

/** Reports on some resources of a lake: those with expected records, which are compared, or others. */
async function report(
  lakeDir: string,
  expected: Expected,
  resources: readonly string[] = Object.keys(expected),
): Promise<{ complete: boolean; output: string }> {
  const place = { lakeDir, layout: LAYOUTS.page, subdomain: 'acme' };
  const truth = { versionsOf: (name: string) => expected[name] ?? [], rowsOf: () => [] };
  const isCompared = Object.keys(expected).length > 0;
  const made = await makeLakeReport(place, resources, readCursor, isCompared ? truth : undefined);
  const stream = new PassThrough();
  printReport(openTerminal(stream), made, place, ['one note', 'another note']);
  return { complete: isComplete(made), output: String(stream.read()) };
}

const EVENT = '{"id":4,"timestamp":30,"child_events":[]}';

test('printReport shows a row with counts and the verification of each export, and a table query', async () => {
  const lake = await createLake([0, 10], [10, 20], [20, 30]);
  await land(lake, 'ticket_events', 0, 30, EVENT);
  const { complete, output } = await report(lake, {
    tickets: [expected(10, 10), expected(20, 20), expected(30, 30)],
    ticket_events: [{ id: 4, second: 30, text: 'redacted', earlier: [{ text: EVENT, untilMs: 31_000 }] }],
  });
  expect(complete).toBe(true);
  expect(output).toMatch(/export +objects +size +records +ids +versions +duplicates +verification\n/);
  expect(output).toMatch(/ tickets +3 +\d+ B +3 +3 +3 +0 +✔ no gaps +✔ complete\n/);
  expect(output).toMatch(/ ticket_events +1 +\d+ B +1 +1 +1 +0 +✔ no gaps +✔ complete, 1 changed since\n/);
  expect(output).toMatch(/every simulated record in its latest version, byte for byte.\n +one note\n +another note\n/);
  expect(output).toMatch(/SET VARIABLE lake = '.*\/zendesk';\n\.read docs\/query\/duckdb-page\.sql\n/);
  expect(output).toMatch(/FROM tickets_latest WHERE subdomain = 'acme'\n.*open +3\n$/s);
});

test('the verification reports a lost object as a gap and fails', async () => {
  const lake = await createLake([0, 10], [20, 30]);
  const { complete, output } = await report(lake, {}, ['tickets']);
  expect(complete).toBe(false);
  expect(output).toContain('✘ 1 gap: 1970-01-01T00:00:10Z to 1970-01-01T00:00:20Z');
});

test('the verification names a missing ticket and fails although the chain is complete', async () => {
  const lake = await createLake([0, 30]);
  const { complete, output } = await report(lake, { tickets: [expected(7, 5), expected(30, 30)] });
  expect(complete).toBe(false);
  expect(output).toMatch(/✔ no gaps +✘ 1 missing \(7\)/s);
});

test('one incomplete export makes the lake incomplete', async () => {
  const lake = await createLake([0, 30]);
  await land(lake, 'ticket_events', 0, 30, EVENT);
  const { complete } = await report(lake, { tickets: [expected(30, 30)], ticket_events: [expected(5, 30)] });
  expect(complete).toBe(false);
});

test('printReport shows no table query for a lake without tickets', async () => {
  const lake = await temporaryFolder();
  await land(lake, 'ticket_events', 0, 30, EVENT);
  const { complete, output } = await report(lake, {}, ['ticket_events']);
  expect(complete).toBe(true);
  expect(output).not.toContain('Query the tables');
});

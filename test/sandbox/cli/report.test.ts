import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { type ExportReport, isComplete, makeReport, printReport } from '#sandbox/cli/report.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { openTerminal } from '#sandbox/cli/terminal.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const CURSOR = { export_id: 'acme/tickets', start_time: 0, end_time: 30 };

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

const placeIn = (lakeDir: string) => ({ lakeDir, layout: LAYOUTS.page, subdomain: 'acme' });

async function print(lake: string, ...exports: ExportReport[]): Promise<{ complete: boolean; output: string }> {
  const stream = new PassThrough();
  const report = { exports, lists: [] };
  await printReport(openTerminal(stream), report, placeIn(lake), ['one note', 'another note']);
  return { complete: isComplete(report), output: String(stream.read()) };
}

const EVENT = '{"id":4,"timestamp":30,"child_events":[]}';

test('printReport shows a row with counts and the verification of each export, and a table query', async () => {
  const lake = await createLake([0, 10], [10, 20], [20, 30]);
  await land(lake, 'ticket_events', 0, 30, EVENT);
  const tickets = [expected(10, 10), expected(20, 20), expected(30, 30)];
  const event = { id: 4, second: 30, text: 'redacted', earlier: [{ text: EVENT, untilMs: 31_000 }] };
  const { complete, output } = await print(
    lake,
    await makeReport(placeIn(lake), 'tickets', CURSOR, tickets),
    await makeReport(placeIn(lake), 'ticket_events', { ...CURSOR, export_id: 'acme/ticket_events' }, [event]),
  );
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
  const { complete, output } = await print(lake, await makeReport(placeIn(lake), 'tickets', CURSOR));
  expect(complete).toBe(false);
  expect(output).toContain('✘ 1 gap: 1970-01-01T00:00:10Z to 1970-01-01T00:00:20Z');
});

test('the verification names a missing ticket and fails although the chain is complete', async () => {
  const lake = await createLake([0, 30]);
  const tickets = [expected(7, 5), expected(30, 30)];
  const { complete, output } = await print(lake, await makeReport(placeIn(lake), 'tickets', CURSOR, tickets));
  expect(complete).toBe(false);
  expect(output).toMatch(/✔ no gaps +✘ 1 missing \(7\)/s);
});

test('one incomplete export makes the lake incomplete', async () => {
  const lake = await createLake([0, 30]);
  const { complete } = await print(
    lake,
    await makeReport(placeIn(lake), 'tickets', CURSOR, [expected(30, 30)]),
    await makeReport(placeIn(lake), 'users', { ...CURSOR, end_time: 0 }, [expected(1, 1)]),
  );
  expect(complete).toBe(false);
});

test('printReport shows no table query for an empty lake', async () => {
  const lake = await temporaryFolder();
  const { complete, output } = await print(lake, await makeReport(placeIn(lake), 'tickets', undefined));
  expect(complete).toBe(true);
  expect(output).not.toContain('Query the tables');
});

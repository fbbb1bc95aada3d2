import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { isComplete, makeReport, printReport } from '#sandbox/cli/report.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { openTerminal } from '#sandbox/cli/terminal.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const PREFIX = 'zendesk/tickets/subdomain=acme/';
const CURSOR = { export_id: 'acme/tickets', start_time: 0, end_time: 30 };

const text = (id: number, second: number): string => `{"id":${id},"generated_timestamp":${second},"status":"open"}`;
const expected = (id: number, second: number) => ({ id, generatedTimestamp: second, text: text(id, second) });

/** Creates a lake with one page per interval. Each page contains one ticket, changed at the end of the interval. */
async function createLake(...intervals: readonly (readonly [number, number])[]): Promise<string> {
  const lake = await temporaryFolder();
  const store = openObjectStore(lake);
  for (const [start, end] of intervals) {
    const name = [start, end].map((second) => String(second).padStart(10, '0')).join('-');
    const body = gzipSync(`{"tickets":[${text(end, end)}]}`);
    const described = { contentType: 'application/gzip', checksums: {}, lastModified: end, metadata: {} };
    await store.put(`${PREFIX}dt=1970-01-01/${name}-aaaaaaaaaaaa.json.gz`, { ...described, body }, true);
  }
  return lake;
}

const placeIn = (lakeDir: string) => ({ lakeDir, layout: LAYOUTS.page, subdomain: 'acme' });

async function reportOn(...args: Parameters<typeof makeReport>): Promise<{ complete: boolean; output: string }> {
  const stream = new PassThrough();
  const report = await makeReport(...args);
  await printReport(openTerminal(stream), report, args[0], ['one note', 'another note']);
  return { complete: isComplete(report), output: String(stream.read()) };
}

test('printReport shows counts, a successful verification and a table query for a complete lake', async () => {
  const lake = await createLake([0, 10], [10, 20], [20, 30]);
  const { complete, output } = await reportOn(placeIn(lake), CURSOR, [
    expected(10, 10),
    expected(20, 20),
    expected(30, 30),
  ]);
  expect(complete).toBe(true);
  expect(output).toMatch(
    /objects +3 .*tickets +3\n.*✔ no gaps.*✔ every simulated ticket.*\n +one note\n +another note\n/s,
  );
  expect(output).toMatch(/SET VARIABLE lake = '.*\/zendesk';\n\.read docs\/query\/duckdb-page\.sql\n/);
  expect(output).toMatch(/FROM tickets_latest WHERE subdomain = 'acme'\n.*open +3\n$/s);
});

test('the verification reports a lost object as a gap and fails', async () => {
  const lake = await createLake([0, 10], [20, 30]);
  const { complete, output } = await reportOn(placeIn(lake), CURSOR);
  expect(complete).toBe(false);
  expect(output).toContain('✘ 1 gap: 1970-01-01T00:00:10Z to 1970-01-01T00:00:20Z');
});

test('the verification names a missing ticket and fails although the chain is complete', async () => {
  const lake = await createLake([0, 30]);
  const { complete, output } = await reportOn(placeIn(lake), CURSOR, [expected(7, 5), expected(30, 30)]);
  expect(complete).toBe(false);
  expect(output).toMatch(/✔ no gaps.*✘ 1 missing \(7\)/s);
});

test('printReport shows no table query for an empty lake', async () => {
  const { complete, output } = await reportOn(placeIn(await temporaryFolder()), undefined);
  expect(complete).toBe(true);
  expect(output).not.toContain('Query the tables');
});

import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DATASETS } from '#catalog/datasets.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { fill, resultOf, startHarness } from '../support/e2e/harness.ts';

/** The subjects of three tickets, as JSON texts, and their values in the tables of DuckDB. */
const SUBJECTS = [
  [String.raw`"planted \ud83d\ude00 C:\\ud83d"`, 'planted \u{1f600} C:\\ud83d'],
  [String.raw`"planted emoji cut \ud83d"`, 'planted emoji cut \u{fffd}'],
  [String.raw`"planted \q` + '\ttab"', 'planted \u{fffd}q tab'],
] as const;

const SUBJECT = /"subject":"(?:[^"\\]|\\.)*"/g;

describe.each([
  ['page', 1],
  ['ndjson', 2],
] as const)('three tickets in the layout %s, two of them with characters that readers refuse', (layout, rows) => {
  it('land verbatim, are logged and counted without content, and are read by DuckDB', async () => {
    const harness = await startHarness({ layout, speed: 1 });
    fill(harness.account, 3, harness.began);
    harness.zendesk.intercept(() => {
      const subjects = SUBJECTS.values();
      return {
        kind: 'rewrite',
        page: (page) => page.replace(SUBJECT, (text) => `"subject":${subjects.next().value?.[0] ?? text}`),
      };
    });

    const invocation = await harness.invoke();

    expect(resultOf(invocation)).toMatchObject({ outcome: 'caught_up', pages: 1, records: 3 });
    const [key = ''] = await harness.aws.s3.objects.keys('');
    const text = gunzipSync((await harness.aws.s3.objects.read(key)) ?? Buffer.alloc(0)).toString();
    expect(text.match(SUBJECT)).toEqual(SUBJECTS.map(([subject]) => `"subject":${subject}`));

    const lines = invocation.logs.map(({ json }) => json);
    const kinds = ['half of a surrogate pair', 'a raw control character'];
    const fields = { level: 'WARN', message: 'unreadable', export: 'acme/tickets', key, layout, rows, kinds };
    expect(lines).toContainEqual(expect.objectContaining(fields));
    const metric = {
      Namespace: 'ZendeskLake',
      Dimensions: [['subdomain', 'resource']],
      Metrics: [{ Name: 'UnreadableRows', Unit: 'Count' }],
    };
    expect(lines).toContainEqual(
      expect.objectContaining({
        _aws: expect.objectContaining({ CloudWatchMetrics: [metric] }),
        subdomain: 'acme',
        resource: 'tickets',
        UnreadableRows: rows,
      }),
    );
    expect(harness.output()).not.toContain('planted emoji');

    const tables = await openTables(join(harness.lakeDir, LAYOUTS[layout].prefix), layout, [DATASETS.tickets]);
    const read = await tables.rows('SELECT subject FROM tickets_latest ORDER BY generated_timestamp');
    expect(read).toEqual(SUBJECTS.map(([, subject]) => ({ subject })));
    expect(await tables.rows('FROM malformed')).toEqual([]);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DuckDBValue } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { Column } from '#catalog/column.ts';
import { mergeIntoIceberg } from '#catalog/iceberg.ts';
import type { RecordKind } from '#catalog/dataset.ts';
import { DATASETS } from '#catalog/datasets.ts';
import { TICKET_COLUMNS } from '#catalog/columns/tickets.ts';
import { landedObjects } from '#sandbox/lake/landed-object.ts';
import { LAYOUTS, type LayoutName } from '#sandbox/lake/layout.ts';
import { recordTexts } from '#sandbox/lake/records.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { fill, openHarness, type Harness } from '../support/e2e/harness.ts';

type Fields = Readonly<Record<string, unknown>>;

const SIDELOADS: Readonly<Record<string, RecordKind>> = DATASETS.tickets.sideloads;

/** The row that DuckDB must return for a record from Zendesk. */
function expectedRow(fields: Fields, columns: readonly Column[]): Fields {
  return Object.fromEntries(columns.map(({ name, type }) => [name, expectedValue(fields[name] ?? null, type)]));
}

function expectedValue(value: unknown, type: Column['type']): unknown {
  if (value === null) return null;
  if (type === 'bigint') return JSON.stringify(value);
  if (type === 'instant' && typeof value === 'string') return value.replace('T', ' ').replace('Z', '');
  if (type === 'bigints') return (value as number[]).map(String);
  return value;
}

/** A row from DuckDB with its JSON texts parsed, because JSON can format the same value in several ways. */
function parsedRow(row: Fields, columns: readonly Column[]): Fields {
  return Object.fromEntries(
    columns.map(({ name, type }) => {
      const value = row[name];
      return [name, type === 'json' && typeof value === 'string' ? JSON.parse(value) : value];
    }),
  );
}

const toPlain = (value: DuckDBValue): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  return 'items' in value ? value.items.map(toPlain) : String(value).replace(/\.0+$/, '');
};

async function queryRows(tables: Awaited<ReturnType<typeof openTables>>, sql: string): Promise<Fields[]> {
  const found = await tables.rows(sql);
  return found.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toPlain(value)])));
}

const INCLUDE = ['users', 'groups', 'organizations', 'metric_sets'];

/** Exports an account whose tickets change in every way, with several runs that read much of it twice. */
async function exportChangingAccount(layout: LayoutName): Promise<Harness & AsyncDisposable> {
  const harness = await openHarness({ layout, secondMode: 'capped', speed: 200 });
  const { account, began, clock } = harness;
  const run = () => harness.invoke({ pageSize: 40, include: INCLUDE });
  fill(account, 150, began, 7);
  // More tickets in one second than fit on a page.
  account.bulkUpdate(
    Array.from({ length: 60 }, (_, index) => index + 20),
    began + 2_000,
  );
  await run();
  clock.advance(600_000);
  account.update(1, { second: began + 3_000 });
  account.systemUpdate(2, { second: began + 3_000 });
  account.delete(3, { second: began + 3_001 });
  account.delete(4, { second: began + 3_002, permanently: true });
  account.bulkUpdate([30, 31, 32], began + 3_002);
  await run();
  // Another change within a second that was already read.
  account.update(1, { second: began + 3_002 });
  account.update(5, { second: began + 3_002 });
  await run();
  account.update(5, { second: began + 3_002 });
  await harness.aws.dynamodb.updateItem('acme/tickets', { end_time: began, last_page: undefined });
  clock.advance(600_000);
  await run();
  return harness;
}

describe.each(['page', 'ndjson'] as const)('the tables of the layout %s', (layout) => {
  it('return every record of Zendesk with every field', { timeout: 120_000 }, async () => {
    await using harness = await exportChangingAccount(layout);
    const { account, lakeDir } = harness;
    const tables = await openTables(join(lakeDir, LAYOUTS[layout].prefix), layout);

    const latest = await queryRows(tables, 'SELECT * FROM tickets_latest ORDER BY id');
    const expected = account
      .latestRecords()
      .map(({ id }) => JSON.parse(account.current(id).textWithMetricSet) as Fields);
    expect(latest).toHaveLength(150);
    expect(latest.map((row) => parsedRow(row, TICKET_COLUMNS))).toEqual(
      expected.map((fields) => expectedRow(fields, TICKET_COLUMNS)),
    );
    expect(latest.filter((row) => row['is_deleted'] === true).map(({ id }) => id)).toEqual(['3', '4']);
    expect(new Set(latest.map(({ subdomain }) => subdomain))).toEqual(new Set(['acme']));

    // All landed versions, read from the files without the views.
    const versions = await readLanded(harness, layout, 'tickets', versionOf);
    const ticketRows = await queryRows(tables, 'SELECT * FROM tickets ORDER BY id, generated_timestamp');
    expect(versions.copies).toBeGreaterThan(versions.last.size);
    expect(ticketRows).toHaveLength(versions.last.size);
    for (const row of ticketRows) {
      const fields = versions.last.get(versionOf(row)) ?? {};
      expect(parsedRow(row, TICKET_COLUMNS)).toEqual(expectedRow(fields, TICKET_COLUMNS));
    }

    for (const member of INCLUDE) {
      const columns = SIDELOADS[member]?.columns ?? [];
      const { last, copies } = await readLanded(harness, layout, member, ({ id }) => String(id));
      const records = await queryRows(tables, `SELECT * FROM tickets_${member}`);
      expect(copies).toBeGreaterThan(last.size);
      expect(records).toHaveLength(last.size);
      for (const row of records) {
        expect(parsedRow(row, columns)).toEqual(expectedRow(last.get(String(row['id'])) ?? {}, columns));
      }
    }

    expect(await tables.rows('FROM malformed')).toEqual([]);
    await tables.run('CREATE TABLE tickets_iceberg AS FROM tickets_latest WHERE false');
    expect(await tables.rows(mergeIntoIceberg(DATASETS.tickets))).toEqual([{ Count: 150n }]);
    expect(await tables.rows('FROM tickets_iceberg EXCEPT FROM tickets_latest')).toEqual([]);
    tables.close();
  });
});

const versionOf = (fields: Fields): string => [fields['id'], fields['generated_timestamp']].map(String).join(' ');

/** Reads all landed records of one kind: the number of copies, and the copy of each record that was written last. */
async function readLanded(harness: Harness, layout: LayoutName, member: string, identify: (fields: Fields) => string) {
  const dataset = layout === 'page' || member === 'tickets' ? 'tickets' : `tickets_${member}`;
  const objects = await landedObjects(harness.lakeDir, `${LAYOUTS[layout].prefix}/${dataset}/subdomain=acme/`);
  const last = new Map<string, Fields>();
  let copies = 0;
  for (const { path } of objects) {
    const text = gunzipSync(await readFile(path)).toString();
    for (const record of layout === 'page' ? recordTexts(text, member) : text.split('\n').slice(0, -1)) {
      const fields = JSON.parse(record) as Fields;
      last.set(identify(fields), fields);
      copies += 1;
    }
  }
  return { copies, last };
}

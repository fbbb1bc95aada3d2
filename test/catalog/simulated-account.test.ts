import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column } from '#catalog/column.ts';
import { type Dataset, latestName, type RecordKind } from '#catalog/dataset.ts';
import { INCREMENTAL_DATASETS } from '#catalog/datasets.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import type { Database, Row } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { plainRow } from '../support/catalog/plain-row.ts';
import { copiesIn, drainAll, landPages } from '../support/catalog/simulated-lake.ts';
import { ALL_EXPORTS } from '../support/all-exports.ts';
import { simulateExports } from '../support/sandbox/zendesk/derived-export.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A simulated account whose exports were read twice from the beginning, with changes in between: deleted users and
 * organizations, redacted comments, and metric events that are to be ignored.
 */
const simulation = simulateExports(ALL_EXPORTS, { tickets: 150, moderatedShare: 0.1, aftermathShare: 0.2 });
const { account, clock, zendesk } = simulation;
const before = drainAll(simulation);
const someOf = (rows: { latest(): readonly { readonly id: number }[] }, count: number) => rows.latest().slice(0, count);
const now = Math.floor(clock.now() / 1000);
for (const { id } of someOf(account.users, 9)) account.users.delete(id);
for (const [index, { id }] of someOf(account.organizations, 3).entries()) {
  account.organizations.delete(id, { second: now + index });
}
for (let id = 1; id <= account.size; id += 1) {
  if (account.current(id).facts.state === 'open') account.redact(id, 0, { second: now + id });
}
clock.advance(3_600_000);
const pages = [...before, ...drainAll(simulation)];

const FOLDER = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
const LAKES = await landPages(pages, FOLDER);
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

const parse = (text: string): Fields => JSON.parse(text) as Fields;

/** The columns that a view must have for a record. */
const expectedRow = (fields: Fields, columns: readonly Column[]): Fields =>
  Object.fromEntries(columns.map(({ name, type }) => [name, expectedValue(fields[name] ?? null, type)]));

function expectedValue(value: unknown, type: Column['type']): unknown {
  if (type === 'instant' && typeof value === 'string') return value.replace('Z', '');
  return value;
}

/** A row of a view, with its JSON texts parsed: JSON can format one value in several ways. */
function parsedRow(row: Row, columns: readonly Column[]): Fields {
  const plain = plainRow(row);
  return Object.fromEntries(
    columns.map(({ name, type }) => {
      const value = plain[name];
      return [name, type === 'json' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value];
    }),
  );
}

const byId = (rows: readonly Fields[], key: string): Fields[] =>
  rows.toSorted((a, b) => Number(a[key]) - Number(b[key]));

const include = (dataset: Dataset) => [...Object.keys(dataset.sideloads), 'comment_events'];
const truthOf = (dataset: Dataset): Fields[] =>
  zendesk
    .expectedRecords(dataset.itemKey, { include: include(dataset), supportTypeScope: 'all' })
    .map(({ text }) => parse(text));

const SIDELOADS = INCREMENTAL_DATASETS.flatMap((dataset) =>
  Object.entries(dataset.sideloads).map(([member, kind]) => ({
    name: `${dataset.name}_${member}`,
    dataset,
    member,
    kind,
  })),
);

describe('the simulated account', () => {
  it.each(INCREMENTAL_DATASETS)('sends no field of $name that is not a column', (dataset) => {
    const known = new Set(dataset.columns.map(({ name }) => name));
    const fields = truthOf(dataset).flatMap((record) => Object.keys(record));
    expect(fields.length).toBeGreaterThan(0);
    // Of a ticket, `fields` repeats `custom_fields`.
    expect([...new Set(fields)].filter((name) => !known.has(name) && name !== 'fields')).toEqual([]);
  });

  it.each(SIDELOADS)('sends no field of $name that is not a column', ({ dataset, member, kind, name }) => {
    const known = new Set(kind.columns.map(({ name }) => name));
    const fields = copiesIn(pages, dataset, member).flatMap((text) => Object.keys(parse(text)));
    expect([name, fields.length > 0]).toEqual([name, name !== 'tickets_sharing_agreements']);
    expect([...new Set(fields)].filter((field) => !known.has(field))).toEqual([]);
  });
});

describe.each(LAYOUTS)('the views over a simulated account that was read twice, %s', (layout) => {
  let tables: Database;
  beforeAll(async () => {
    tables = await openTables(LAKES[layout], layout);
    return () => tables.close();
  });
  const rowsIn = async (view: string, { columns, key }: RecordKind): Promise<Fields[]> =>
    byId(
      (await tables.rows(`FROM "${view}"`)).map((row) => parsedRow(row, columns)),
      key,
    );

  it.each(INCREMENTAL_DATASETS.map((dataset) => ({ name: latestName(dataset), dataset })))(
    '$name has every record as Zendesk shows it now, row by row',
    async ({ name, dataset }) => {
      const truth = truthOf(dataset);
      expect(truth.length).toBeGreaterThan(20);
      expect(copiesIn(pages, dataset, dataset.itemKey).length).toBeGreaterThan(truth.length);
      expect(await rowsIn(name, dataset)).toEqual(
        byId(
          truth.map((record) => expectedRow(record, dataset.columns)),
          dataset.key,
        ),
      );
    },
  );

  it.each(SIDELOADS)('$name has every sideloaded record as last read', async ({ name, dataset, member, kind }) => {
    const last = new Map(copiesIn(pages, dataset, member).map((text) => [parse(text)[kind.key], parse(text)]));
    expect(await rowsIn(name, kind)).toEqual(
      byId(
        [...last.values()].map((record) => expectedRow(record, kind.columns)),
        kind.key,
      ),
    );
  });

  it('shows deletions and redactions', async () => {
    const count = async (sql: string) => Number((await tables.rows(sql))[0]?.['n']);
    expect(await count('SELECT count(*) AS n FROM users_latest WHERE is_deleted')).toBe(9);
    expect(await count('SELECT count(*) AS n FROM organizations_latest WHERE is_deleted')).toBe(3);
    expect(await count('SELECT count(*) AS n FROM ticket_metric_events WHERE is_deleted')).toBeGreaterThan(0);
    const redacted = await tables.rows("SELECT id FROM ticket_events WHERE child_events LIKE '%▇%'");
    expect(redacted.length).toBeGreaterThan(10);
  });

  it('nothing is malformed', async () => {
    expect(await tables.rows('FROM malformed')).toEqual([]);
  });
});

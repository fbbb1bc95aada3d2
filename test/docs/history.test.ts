import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetsOf } from '#catalog/datasets.ts';
import { DERIVED_VIEWS } from '#catalog/derived/derived-views.ts';
import { landingsOf, recordedLandings, STORIES, writeLandings } from '#engines/history-lakes/write.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { rowsOf } from '../support/catalog/history-check.ts';
import { trinoErrors } from '../support/catalog/trino-grammar.ts';

const TEXT = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'history.md'), 'utf8');

/** The query below a heading. */
function query(heading: string): string {
  const section = TEXT.split(/^##+ /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const [, sql] = /```sql\n([^`]*)```/.exec(section) ?? [];
  if (sql === undefined) throw new Error(`there is no query under "${heading}"`);
  return sql;
}

const HEADINGS = [
  'Redacted comments',
  'Gaps',
  'First reply time per group and month',
  'Reopened tickets',
  'Time in status',
  'Breaches per policy',
];

it('each query of history.md is tested', () => {
  expect(TEXT.match(/```sql/g)).toHaveLength(HEADINGS.length);
});

it.each(HEADINGS)('a Trino grammar accepts the query under "%s"', (heading) => {
  expect(trinoErrors(query(heading))).toEqual([]);
});

it('history.md names every derived view', () => {
  const names = DERIVED_VIEWS.filter(({ sources }) => sources.some(({ name }) => name.endsWith('_events')));
  for (const { name } of names) expect(TEXT).toContain(`| \`${name}\``);
});

describe('the queries of history.md', () => {
  let folder: string;
  let tables: Database;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
    await writeLandings(folder, 'page', [...STORIES.flatMap(landingsOf), ...recordedLandings()]);
    tables = await openTables(folder, 'page', datasetsOf(['tickets', 'ticket_events', 'ticket_metric_events']));
  }, 60_000);
  afterAll(async () => {
    tables.close();
    await rm(folder, { recursive: true, force: true });
  });
  const answer = (heading: string) => rowsOf(tables, query(heading));
  const recorded = async (heading: string) =>
    (await answer(heading)).filter(({ subdomain }) => subdomain === 'recorded');

  it('first replies took 0.08 and 25.08 minutes in the recorded account', async () => {
    expect(await recorded('First reply time per group and month')).toEqual([
      { subdomain: 'recorded', group_id: 801, month: '2026-10-01T00:00:00', tickets: 2, minutes: 12.58 },
    ]);
  });

  it("the reopened tickets of the recorded account are those of Zendesk's metric sets", async () => {
    expect(await recorded('Reopened tickets')).toEqual([{ subdomain: 'recorded', ticket_id: 2, reopens: 1 }]);
  });

  it('tickets of the recorded account were open and solved', async () => {
    const [deleted, open, solved] = await recorded('Time in status');
    expect(deleted).toMatchObject({ status: 'deleted', tickets: 2 });
    expect(open).toMatchObject({ status: 'open', tickets: 5 });
    expect(solved).toMatchObject({ status: 'solved', tickets: 1, hours: 8.46 });
  });

  it('breaches are counted by policy', async () => {
    expect(await recorded('Breaches per policy')).toEqual([
      { subdomain: 'recorded', policy_title: 'Set first reply time', metric: 'reply_time', targets: 6, breaches: 0 },
    ]);
    const acme = (await answer('Breaches per policy')).find(({ subdomain }) => subdomain === 'acme');
    expect(Number(acme?.['breaches'])).toBeGreaterThan(10);
  });

  it('comments whose redacted text is missing are found, with the second to read from', async () => {
    const missing = await rowsOf(
      tables,
      'SELECT subdomain, min(created_at) AS rewind_to FROM ticket_comments WHERE body IS NULL GROUP BY ALL',
    );
    const found = await answer('Redacted comments');
    expect(new Set(missing.map(({ subdomain }) => subdomain))).toEqual(new Set(['acme', 'globex']));
    for (const { subdomain, rewind_to: second } of missing) {
      const row = found.find((each) => each['subdomain'] === subdomain);
      expect(String(row?.['rewind_to']) <= String(second)).toBe(true);
    }
  });

  it('complete histories have no gap', async () => {
    expect(await answer('Gaps')).toEqual([]);
  });
});

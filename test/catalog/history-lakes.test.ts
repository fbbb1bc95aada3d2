import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetsOf } from '#catalog/datasets.ts';
import { duckdbScript } from '#catalog/duckdb.ts';
import { type Layout, LAYOUTS } from '#catalog/layout.ts';
import { REDACTED } from '#engines/history-lakes/render.ts';
import { type Landing, landingsOf, STORIES, writeLandings } from '#engines/history-lakes/write.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { asTexts, CHECKS, rowsOf, wrongViews } from '../support/catalog/history-check.ts';
import { VIEW_FAULTS } from '../support/catalog/view-faults.ts';

const DATASETS = datasetsOf(['tickets', 'ticket_events', 'ticket_metric_events']);
const LANDINGS = STORIES.flatMap(landingsOf);

const FOLDER = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

async function openLake(name: string, layout: Layout, landings: readonly Landing[]): Promise<Database> {
  const lake = join(FOLDER, `${name}-${layout}`);
  await writeLandings(lake, layout, landings);
  return openTables(lake, layout, DATASETS);
}

/** The same records in another object. */
const copyOf = (landing: Landing): Landing => ({ ...landing, page: { ...landing.page, end: landing.page.end + 1 } });

/** The statements that create the derived views, with a fault. */
function statements(layout: Layout, { from, to } = { from: '', to: '' }): string {
  const views = duckdbScript(layout, DATASETS)
    .split('\n\n')
    .filter((statement) => /VIEW "(ticket_(comm|chang|field|sla)|history)/.test(statement));
  const text = views.join('\n');
  if (!text.includes(from)) throw new Error(`the views do not contain ${from}`);
  return text.replaceAll(from, to);
}

describe.each(LAYOUTS)('the views over the histories of two accounts with the same ids, %s', (layout) => {
  let tables: Database;
  beforeAll(async () => {
    tables = await openLake('once', layout, LANDINGS);
    return () => tables.close();
  }, 60_000);

  it.each(CHECKS)('$view has every row of the truth', async ({ query, expected }) => {
    const truth = STORIES.flatMap((story) => expected(story, layout));
    expect(asTexts(await rowsOf(tables, query))).toEqual(asTexts(truth));
  });

  it('a lake with every page landed twice gives the same rows', async () => {
    const twice = await openLake(
      'twice',
      layout,
      LANDINGS.flatMap((landing) => [landing, copyOf(landing)]),
    );
    const count = 'SELECT count(*) AS n FROM ticket_events_raw';
    expect(await rowsOf(twice, count)).toEqual([{ n: 2 * Number((await rowsOf(tables, count))[0]?.['n']) }]);
    expect(await wrongViews(twice, STORIES, layout)).toEqual([]);
    twice.close();
  });
});

describe('a fault in the views', () => {
  let tables: Database;
  beforeAll(async () => {
    tables = await openLake('faulty', 'page', LANDINGS);
    return () => tables.close();
  }, 60_000);

  it.each(VIEW_FAULTS)('shows in $view: $name', async (fault) => {
    await tables.run(statements('page', fault));
    expect(await wrongViews(tables, STORIES, 'page', fault.view)).toEqual([fault.view]);
  });
});

it('the histories contain redactions before and after the last copy, and changes of privacy', async () => {
  const tables = await openLake('once', 'page', LANDINGS);
  const count = async (condition: string): Promise<number> =>
    (await rowsOf(tables, `FROM ticket_comments WHERE ${condition}`)).length;
  expect(await count('redacted_at >= landed_at AND body IS NULL AND html_body IS NULL')).toBeGreaterThan(3);
  expect(await count(`redacted_at + INTERVAL '15' MINUTE < landed_at AND body = '${REDACTED}'`)).toBeGreaterThan(3);
  // Zendesk returned these copies before the redaction, and they landed after it.
  const late = `redacted_at < landed_at AND redacted_at + INTERVAL '15' MINUTE >= landed_at`;
  expect(await count(`${late} AND body IS NULL AND html_body IS NULL`)).toBeGreaterThan(0);
  expect(await count(`${late} AND body IS NOT NULL`)).toBe(0);
  expect(await count('privacy_changed AND NOT public')).toBeGreaterThan(0);
  expect(await rowsOf(tables, 'FROM history_gaps')).toEqual([]);
  tables.close();
});

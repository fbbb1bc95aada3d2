import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_DATASETS, datasetsOf } from '#catalog/datasets.ts';
import { duckdbScript } from '#catalog/duckdb.ts';
import { compactedViews, icebergTable, mergeDerivedView } from '#catalog/iceberg.ts';
import { REDACTED } from '#engines/history-lakes/render.ts';
import { landingsOf, STORIES, writeLandings } from '#engines/history-lakes/write.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';

const DATASETS = datasetsOf(['tickets', 'ticket_events']);
const VIEWS = compactedViews(ALL_DATASETS);
const LANDINGS = STORIES.flatMap(landingsOf).filter(({ dataset }) => dataset !== 'ticket_metric_events');
/** The first read of the first account ends in the middle of its story. */
const FIRST_READ = LANDINGS.filter(({ page }) => page.readAt === LANDINGS[0]?.page.readAt);
const COMMENTS = icebergTable({ name: 'ticket_comments' });

const FOLDER = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

/** The copies follow the views over a lake that grows, is read again, and loses an object. DuckDB has the same MERGE. */
describe('the compacted copies of comments and field histories', () => {
  let tables: Database;
  /** Merges after a change of the lake or the copies. Returns the number of changed rows by table. */
  const mergeAfter = async (change: () => Promise<unknown>): Promise<Record<string, number>> => {
    await change();
    await tables.run(duckdbScript('page', DATASETS));
    const changed: Record<string, number> = {};
    for (const view of VIEWS) {
      const [merged] = await tables.rows(mergeDerivedView(view));
      changed[view.name] = Number(merged?.['Count']);
      const copy = icebergTable(view);
      expect(
        await tables.rows(
          `(FROM ${view.name} EXCEPT ALL FROM ${copy}) UNION ALL (FROM ${copy} EXCEPT ALL FROM ${view.name})`,
        ),
      ).toEqual([]);
    }
    return changed;
  };
  const countIn = async (rows: string): Promise<number> => (await tables.rows(`FROM ${rows}`)).length;

  beforeAll(async () => {
    await writeLandings(FOLDER, 'page', FIRST_READ);
    tables = await openTables(FOLDER, 'page', DATASETS);
    for (const { name } of VIEWS)
      await tables.run(`CREATE TABLE ${icebergTable({ name })} AS FROM ${name} WHERE false`);
    return () => tables.close();
  }, 60_000);

  it('each copy has every row of the first read', async () => {
    const changed = await mergeAfter(() => Promise.resolve());
    expect(changed['ticket_comments']).toBe(await countIn('ticket_comments'));
    expect(changed['ticket_field_history']).toBeGreaterThan(50);
  });

  it('no copy changes without news', async () => {
    expect(await mergeAfter(() => Promise.resolve())).toEqual({ ticket_comments: 0, ticket_field_history: 0 });
  });

  it('each copy follows later reads, also those of old seconds: a redacted text is gone', async () => {
    const redacted = `${COMMENTS} WHERE body IS NULL OR body = '${REDACTED}'`;
    const [before, redactedBefore] = [await countIn(COMMENTS), await countIn(redacted)];
    const changed = await mergeAfter(() => writeLandings(FOLDER, 'page', LANDINGS));
    expect(changed['ticket_comments']).toBeGreaterThan((await countIn(COMMENTS)) - before);
    expect(await countIn(redacted)).toBeGreaterThan(redactedBefore + 3);
  });

  it.each([
    ['an old text', `UPDATE ${COMMENTS} SET body = 'old' WHERE id % 3 = 0`],
    ['a text that is missing', `UPDATE ${COMMENTS} SET body = NULL WHERE id % 3 = 0`],
    ['a value that became NULL', `UPDATE ticket_field_history_iceberg SET value = coalesce(value, 'old')`],
    ['an end', `UPDATE ticket_field_history_iceberg SET valid_to = NULL WHERE ticket_id % 2 = 0`],
    ['missing rows', `DELETE FROM ticket_field_history_iceberg WHERE ticket_id % 2 = 0`],
    ['the same id in another account', `DELETE FROM ${COMMENTS} WHERE subdomain = 'acme'`],
  ])('a merge corrects %s', async (_, fault) => {
    const changed = await mergeAfter(() => tables.run(fault));
    expect(Object.values(changed).reduce((sum, n) => sum + n)).toBeGreaterThan(0);
  });

  it('each copy loses the rows of a deleted object', async () => {
    const before = await countIn(COMMENTS);
    const objects = globSync(join(FOLDER, 'ticket_events', 'subdomain=acme', '**', '*.json.gz'));
    await mergeAfter(() => Promise.all(objects.map((path) => rm(path))));
    expect(await countIn(COMMENTS)).toBeLessThan(before);
    expect(await countIn(`${COMMENTS} WHERE subdomain = 'acme'`)).toBe(0);
  });
});

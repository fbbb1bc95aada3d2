import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetsOf } from '#catalog/datasets.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { recordedLandings, writeLandings } from '#engines/history-lakes/write.ts';
import RECORDING from '#engines/history-lakes/recorded.json' with { type: 'json' };
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { rowsOf } from '../support/catalog/history-check.ts';
import { brokenPreviousValues } from '../support/catalog/previous-values.ts';

const { expected } = RECORDING;

const FOLDER = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

describe.each(LAYOUTS)('the views over recorded events of 6 tickets, %s', (layout) => {
  let tables: Database;
  beforeAll(async () => {
    await writeLandings(join(FOLDER, layout), layout, recordedLandings());
    const datasets = datasetsOf(['tickets', 'ticket_events', 'ticket_metric_events']);
    tables = await openTables(join(FOLDER, layout), layout, datasets);
    return () => tables.close();
  }, 60_000);

  it('ticket_field_history has the number of rows that the recording gives', async () => {
    expect(await tables.rows('FROM ticket_field_history')).toHaveLength(expected.history_rows);
  });

  it('ticket_field_history and ticket_sla_applied have the rows of each ticket', async () => {
    const rows = await rowsOf(
      tables,
      `SELECT ticket_id, count(*) AS n
       FROM (SELECT ticket_id FROM ticket_field_history UNION ALL SELECT ticket_id FROM ticket_sla_applied)
       GROUP BY ticket_id`,
    );
    const counts = Object.fromEntries(rows.map(({ ticket_id: ticket, n }) => [ticket, n]));
    expect(counts).toEqual(expected.history_rows_by_ticket_with_the_6_apply_sla);
  });

  it('ticket_comments has every comment, and none was redacted after it landed', async () => {
    const comments = await rowsOf(tables, 'FROM ticket_comments');
    expect(comments).toHaveLength(expected.comments);
    expect(comments.filter(({ body }) => body === null)).toEqual([]);
  });

  it('the last value of each field is that of its ticket', async () => {
    expect(await rowsOf(tables, 'FROM history_gaps')).toEqual([]);
    const compared = await rowsOf(
      tables,
      `SELECT field FROM ticket_field_history
       WHERE valid_to IS NULL AND field NOT IN ('sla_policy', 'satisfaction_reason_code')`,
    );
    expect(compared).toHaveLength(78);
  });

  it('the tags of the last change are those of the ticket', async () => {
    const tags = await rowsOf(
      tables,
      `SELECT c.value, CAST(to_json(t.tags) AS VARCHAR) AS tags
       FROM (SELECT * FROM ticket_changes WHERE field = 'tags'
         QUALIFY row_number() OVER (PARTITION BY ticket_id ORDER BY "at" DESC, position DESC) = 1) AS c
       JOIN tickets_latest AS t ON t.id = c.ticket_id`,
    );
    expect(tags).toHaveLength(5);
    for (const { value, tags: now } of tags) expect(value).toBe(now);
  });

  it('the previous value of each change is the value before it', async () => {
    const changes = await rowsOf(tables, `FROM ticket_changes WHERE kind = 'Change'`);
    expect(changes.filter(({ field }) => !String(field).endsWith('tags'))).toHaveLength(39);
    expect(await brokenPreviousValues(tables)).toEqual([]);
  });

  it("the first public replies are as late as Zendesk's metric sets say, except one that was made private", async () => {
    const rows = await rowsOf(
      tables,
      `SELECT t.id, round(date_diff('second', t.created_at, min(c.created_at)) / 60, 2) AS minutes
       FROM tickets_latest AS t JOIN ticket_comments AS c ON c.subdomain = t.subdomain AND c.ticket_id = t.id
       WHERE c.public AND c.author_id <> t.requester_id
       GROUP BY t.id, t.created_at`,
    );
    const minutes = new Map(rows.map((row) => [Number(row['id']), Number(row['minutes'])]));
    for (const [ticket, expectedMinutes] of Object.entries(expected.first_reply_minutes)) {
      expect([ticket, minutes.get(Number(ticket)) ?? null]).toEqual([ticket, expectedMinutes]);
    }
    expect([...minutes.keys()].toSorted((a, b) => a - b)).toEqual([2, 6]);
  });
});

it('a lost first event and a lost last change are gaps', async () => {
  const lost = new Set([100_518, 105_957]);
  const isLeft = (record: object): boolean => !('id' in record && typeof record.id === 'number' && lost.has(record.id));
  const folder = join(FOLDER, 'gaps');
  const landings = recordedLandings().map((landing) => ({ ...landing, records: landing.records.filter(isLeft) }));
  await writeLandings(folder, 'page', landings);
  const tables = await openTables(folder, 'page', datasetsOf(['tickets', 'ticket_events']));
  const rows = await rowsOf(tables, 'SELECT * EXCLUDE (subdomain) FROM history_gaps ORDER BY ticket_id, field');
  const value = { ticket_id: 2, reason: 'other value', updated_at: '2026-10-09T07:57:21' };
  expect(rows).toEqual([
    {
      ticket_id: 1,
      reason: 'no Create event',
      field: null,
      history_value: null,
      ticket_value: null,
      updated_at: '2026-10-08T21:14:20',
    },
    { ...value, field: 'custom_status_id', history_value: '7501', ticket_value: '7502' },
    { ...value, field: 'status', history_value: 'open', ticket_value: 'solved' },
  ]);
  tables.close();
});

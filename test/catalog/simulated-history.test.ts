import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetsOf } from '#catalog/datasets.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { rowsOf } from '../support/catalog/history-check.ts';
import { brokenPreviousValues } from '../support/catalog/previous-values.ts';
import { drainAll, landPages } from '../support/catalog/simulated-lake.ts';
import { ALL_EXPORTS } from '../support/all-exports.ts';
import { simulateExports } from '../support/sandbox/zendesk/derived-export.ts';

const DATASETS = datasetsOf(['tickets', 'ticket_events', 'ticket_metric_events']);

/** A simulated account that was read twice, with deletions, restores and redactions before and in between. */
const simulation = simulateExports(ALL_EXPORTS, { tickets: 150, moderatedShare: 0.2 });
const { account, clock, zendesk } = simulation;
const drain = () => drainAll(simulation).filter(({ dataset }) => DATASETS.includes(dataset));
const before = drain();
const now = Math.floor(clock.now() / 1000);
for (let id = 1; id <= account.size; id += 1) {
  const { state } = account.current(id).facts;
  if (state === 'open' && id % 3 === 0) account.redact(id, 0, { second: now + id });
  if (state === 'open' && id % 3 === 1) account.delete(id, { second: now + id });
  if (state === 'open' && id % 6 === 1) account.restore(id, { second: now + id + 1 });
}
clock.advance(3_600_000);

const FOLDER = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
const LAKES = await landPages([...before, ...drain()], FOLDER);
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

describe.each(LAYOUTS)('the histories of a simulated account, %s', (layout) => {
  let tables: Database;
  beforeAll(async () => {
    tables = await openTables(LAKES[layout], layout, DATASETS);
    return () => tables.close();
  }, 60_000);

  it('the last value of each field is that of its ticket', async () => {
    const compared = await rowsOf(tables, 'FROM ticket_field_history WHERE valid_to IS NULL');
    expect(compared.length).toBeGreaterThan(1000);
    expect(await rowsOf(tables, 'FROM history_gaps')).toEqual([]);
  });

  it('the previous value of each change is the value before it', async () => {
    const changes = await rowsOf(tables, `FROM ticket_changes WHERE kind = 'Change' AND field NOT LIKE '%tags'`);
    expect(changes.length).toBeGreaterThan(200);
    expect(await brokenPreviousValues(tables)).toEqual([]);
  });

  it('a deleted ticket has its status, and its former one again when it is restored', async () => {
    const statuses = await rowsOf(
      tables,
      `SELECT list(value ORDER BY valid_from) AS statuses FROM ticket_field_history WHERE field = 'status' GROUP BY ticket_id`,
    );
    const texts = statuses.map((row) => String(row['statuses']));
    expect(texts.filter((text) => text.endsWith('deleted')).length).toBeGreaterThan(0);
    expect(texts.filter((text) => /(\w+),deleted,\1/.test(text)).length).toBeGreaterThan(0);
  });

  it('every comment is as Zendesk shows it, and every redacted one is marked', async () => {
    const comments = await rowsOf(tables, 'FROM ticket_comments');
    const truth = zendesk
      .expectedRecords('ticket_events', { include: ['comment_events'], supportTypeScope: 'all' })
      .flatMap(({ text }) => (JSON.parse(text) as { child_events: { id: number; body?: string }[] }).child_events)
      .filter(({ body }) => body !== undefined);
    expect(new Map(comments.map(({ id, body }) => [id, body]))).toEqual(
      new Map(truth.map(({ id, body }) => [id, body])),
    );
    const redacted = comments.filter(({ redacted_at: at }) => at !== null);
    expect(redacted.length).toBeGreaterThan(10);
    expect(comments.filter(({ body }) => String(body).includes('▇'))).toHaveLength(redacted.length);
  });

  it('every target has a row', async () => {
    const events = await rowsOf(tables, `FROM ticket_metric_events WHERE type = 'apply_sla' AND NOT is_deleted`);
    const targets = await rowsOf(tables, 'FROM ticket_sla_applied');
    expect(targets).toHaveLength(events.length);
    expect(targets.filter(({ breached_at: at }) => at !== null).length).toBeGreaterThan(3);
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { datasetsOf } from '#catalog/datasets.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { oddLanding } from '#engines/history-lakes/odd.ts';
import { type Landing, writeLandings } from '#engines/history-lakes/write.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { rowsOf } from '../support/catalog/history-check.ts';
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';

describe.each(LAYOUTS)('child events of unexpected types, %s', (layout) => {
  it('end no query and hide no other event', async () => {
    const folder = await temporaryFolder();
    await writeLandings(folder, layout, [oddLanding()]);
    const tables = await openTables(folder, layout, datasetsOf(['tickets', 'ticket_events']));
    onTestFinished(() => tables.close());
    expect(
      await rowsOf(tables, 'SELECT field, value, previous_value FROM ticket_changes ORDER BY event_id, field'),
    ).toEqual([
      { field: 'status', value: '{"a":1}', previous_value: '[1,2]' },
      { field: '3001', value: '{"a":null}', previous_value: null },
      { field: '3002', value: null, previous_value: null },
    ]);
    expect(await rowsOf(tables, 'SELECT id, public, body, via, redacted_at FROM ticket_comments')).toEqual([
      { id: null, public: null, body: '7', via: null, redacted_at: null },
    ]);
    expect(await rowsOf(tables, 'FROM history_gaps')).toEqual([]);
  });
});

const landing = (dataset: Landing['dataset'], records: Landing['records']): Landing => ({
  dataset,
  page: { subdomain: 'odd', start: 1_767_225_600, end: 1_767_225_700, readAt: 1_767_225_800, landedAt: 1_767_225_800 },
  records,
});

/** Fields that are text where objects are expected. */
const TEXTS: readonly Landing[] = [
  landing('tickets', [{ id: 1, generated_timestamp: 1, satisfaction_rating: 'offered', custom_fields: 'none' }]),
  landing('ticket_events', [
    {
      id: 1,
      ticket_id: 1,
      timestamp: 1_767_225_600,
      child_events: [{ id: 2, event_type: 'Create', satisfaction_score: 'offered' }],
    },
    { id: 3, ticket_id: 1, timestamp: 1_767_225_600, child_events: 'none' },
  ]),
  landing('ticket_metric_events', [
    { id: 1, ticket_id: 1, metric: 'reply_time', instance_id: 1, type: 'apply_sla', time: '2026-01-01', sla: 'none' },
  ]),
];

describe.each(LAYOUTS)('text in place of an object, %s', (layout) => {
  it('ends no query', async () => {
    const folder = await temporaryFolder();
    await writeLandings(folder, layout, TEXTS);
    const datasets = datasetsOf(['tickets', 'ticket_events', 'ticket_metric_events']);
    const tables = await openTables(folder, layout, datasets);
    onTestFinished(() => tables.close());
    expect(await rowsOf(tables, 'SELECT event_id, policy_id, target FROM ticket_sla_applied')).toEqual([
      { event_id: 1, policy_id: null, target: null },
    ]);
    expect(await rowsOf(tables, 'SELECT field, history_value, ticket_value FROM history_gaps')).toEqual([
      { field: 'satisfaction_score', history_value: 'offered', ticket_value: 'unoffered' },
    ]);
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { datasetsOf } from '#catalog/datasets.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { oddLanding } from '#engines/history-lakes/odd.ts';
import { writeLandings } from '#engines/history-lakes/write.ts';
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

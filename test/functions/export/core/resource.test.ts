import { expect, it } from 'vitest';
import { RESOURCES, selectResources } from '#functions/export/core/resources.ts';
import { WALK_STYLES } from '#functions/export/core/walk-style.ts';

it.each(Object.entries(RESOURCES))('the resource %s has the name of its row', (name, resource) => {
  expect(resource.name).toBe(name);
  expect(selectResources([{ name }])).toEqual([resource]);
});

it('the paths of tickets have no .json suffix, and the cursor path extends the time-based path', () => {
  expect(RESOURCES.tickets.pagination.timePath).toBe('/api/v2/incremental/tickets');
  expect(RESOURCES.tickets.pagination.walk).toEqual({
    style: WALK_STYLES.cursor,
    path: '/api/v2/incremental/tickets/cursor',
  });
});

it('tickets use generated_timestamp, the field by which Zendesk sorts and filters (airbyte#28774)', () => {
  expect(RESOURCES.tickets.version).toEqual({ id: 'id', timestamp: 'generated_timestamp', timestampFormat: 'epoch' });
});

it('selectResources ignores a name without a row', () => {
  expect(selectResources([{ name: 'none' }, { name: 'tickets' }])).toEqual([RESOURCES.tickets]);
});

import { expect, it } from 'vitest';
import { RESOURCES, selectResources } from '#functions/export/core/resource.ts';

it.each(Object.entries(RESOURCES))('%s is called what its row is called', (name, resource) => {
  expect(resource.name).toBe(name);
  expect(selectResources([name])).toEqual([resource]);
});

it('paths carry no .json, and the cursor endpoint lies below the time-based one', () => {
  expect(RESOURCES.tickets.pagination.timePath).toBe('/api/v2/incremental/tickets');
  expect(RESOURCES.tickets.pagination.cursorPath).toBe('/api/v2/incremental/tickets/cursor');
});

it('tickets are keyed on generated_timestamp, the field that Zendesk sorts and filters by (airbyte#28774)', () => {
  expect(RESOURCES.tickets.version).toEqual({ id: 'id', timestamp: 'generated_timestamp', timestampFormat: 'epoch' });
});

it('a name without a row selects nothing', () => {
  expect(selectResources(['users', 'tickets'])).toEqual([RESOURCES.tickets]);
});

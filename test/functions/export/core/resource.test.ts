import { expect, it } from 'vitest';
import { isResourceName, RESOURCES } from '#functions/export/core/resource.ts';

it.each(Object.entries(RESOURCES))('%s is called what its row is called', (name, resource) => {
  expect(resource.name).toBe(name);
  expect(isResourceName(name)).toBe(true);
});

it('paths carry no .json, and the cursor endpoint lies below the time-based one', () => {
  expect(RESOURCES.tickets.path).toBe('/api/v2/incremental/tickets');
  expect(RESOURCES.tickets.cursorPath).toBe('/api/v2/incremental/tickets/cursor');
});

it('tickets are keyed on generated_timestamp, the field that Zendesk sorts and filters by (airbyte#28774)', () => {
  expect(RESOURCES.tickets.version).toEqual({ id: 'id', timestamp: 'generated_timestamp' });
});

it.each(['users', 'toString', '__proto__', '', undefined, 7, ['tickets']])('%j is no resource', (name) => {
  expect(isResourceName(name)).toBe(false);
});

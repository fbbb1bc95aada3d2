import { describe, expect, it } from 'vitest';
import type { IncrementalResource } from '#functions/export/core/resource.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { ALL_EXPORTS } from '#test/support/all-exports.ts';
import { BEGAN, createTestWorld } from '#test/support/test-world.ts';

describe('a request with invalid resources or options', () => {
  it.each([
    [{ resources: ['users', 'users'] }, 'resources: expected distinct resources'],
    [{ resources: ['users', { name: 'users', pageSize: 100 }] }, 'resources: expected distinct resources'],
    [{ resources: ['tickets', 'comments'] }, 'resources.1: expected one of: tickets, users, organizations'],
    [{ resources: [{ name: 'ticket' }] }, 'resources.0.name: expected one of: tickets'],
    [{ resources: [] }, 'resources: expected at least one resource'],
    [{ resources: [{ include: ['users'] }] }, 'resources.0.name'],
    [
      { resources: ['tickets'], include: ['comments'] },
      'include.0: expected a sideload of the requested resources: users',
    ],
    [{ resources: ['tickets'], include: ['users', 'identities'] }, 'include.1: expected a sideload'],
    [{ resources: ['ticket_events', 'tickets'], include: ['comment_events'] }, 'include.0: expected a sideload'],
    [
      { resources: ['calls'], include: ['users'] },
      'include.0: expected a sideload of the requested resources: they have none',
    ],
    [{ resources: [{ name: 'calls', pageSize: 100 }] }, 'resources.0.pageSize: calls has no such option'],
    [{ resources: [{ name: 'articles', pageSize: 100 }] }, 'resources.0.pageSize: articles has no such option'],
    [{ resources: [{ name: 'organizations', include: [] }] }, 'resources.0.include: organizations has no such option'],
    [
      { resources: [{ name: 'users', supportTypeScope: 'all' }] },
      'resources.0.supportTypeScope: users has no such option',
    ],
    [{ resources: [{ name: 'users', compression: 'none' }] }, 'resources.0.compression: unknown field'],
    [{ resources: [{ name: 'users', settleSeconds: 7200 }] }, 'resources.0.settleSeconds'],
  ])('throws an InvalidRequestError that names the field, before any request: %j', async (event, message) => {
    const world = createTestWorld({ exports: ALL_EXPORTS });
    await expect(world.invokeAll(event)).rejects.toMatchObject({
      name: 'InvalidRequestError',
      message: expect.stringContaining(message),
    });
    expect(world.requests).toEqual([]);
    expect(world.cursors.items.size).toBe(0);
    expect(world.secretReads).toBe(0);
  });
});

const ROWS: readonly IncrementalResource[] = Object.values(INCREMENTAL_RESOURCES);

/** The members of a last page of any resource. */
const ENVELOPE = { count: 1, end_of_stream: true, next_page: null, end_time: BEGAN };

describe.each(ROWS)('a page of $name', ({ name, itemKey, version, pagination }) => {
  const readable = version.timestampFormat === 'iso' ? new Date(BEGAN * 1000).toISOString() : BEGAN;
  const other = name === 'tickets' ? 'users' : 'tickets';

  it.each([
    ['no timestamp', {}],
    ['a timestamp of null', { [version.timestamp]: null }],
    ['a timestamp in words', { [version.timestamp]: 'yesterday' }],
    ['a timestamp in milliseconds', { [version.timestamp]: BEGAN * 1000 }],
    ['a date without a time', { [version.timestamp]: '2026-11-24' }],
  ])('causes a MalformedPageError if a record has %s, and the others continue', async (_, fields) => {
    const world = createTestWorld({ exports: ALL_EXPORTS, rateLimit: { total: 1000, windowSeconds: 60 } });
    world.account.create({ second: BEGAN });
    world.account.users.create({ second: BEGAN });
    const records = [
      { id: 1, [version.timestamp]: readable },
      { id: 2, subject: 'planted', ...fields },
    ];
    const body = JSON.stringify({ [itemKey]: records, ...ENVELOPE });
    world.happens = ({ path }) => (path === pagination.timePath ? { kind: 'respond', status: 200, body } : undefined);

    const run = world.invokeAll({ resources: [name, other], startTime: BEGAN });

    await expect(run).rejects.toMatchObject({
      name: 'MalformedPageError',
      message: expect.stringContaining(`acme/${name}: `),
      errors: [{ export: `acme/${name}` }],
    });
    await expect(run).rejects.toMatchObject({ message: expect.stringContaining(`no ${version.timestamp} in`) });
    await expect(run).rejects.not.toMatchObject({ message: expect.stringContaining('planted') });
    expect(world.pages().filter(({ path }) => path === pagination.timePath)).toHaveLength(3);
    expect(world.landed(name)).toEqual([]);
    expect(world.item(name)).toEqual({});
    expect(world.runHistory(other)).toMatchObject({ lastOutcome: 'caught_up' });
    expect(world.landed(other)).toHaveLength(1);
  });
});

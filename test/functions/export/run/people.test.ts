import { describe, expect, it } from 'vitest';
import { organizationsExport, usersExport } from '#sandbox/zendesk/index.ts';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';

const ALL = { resources: ['tickets', 'users', 'organizations'] };

const createPeopleWorld = (options: TestWorldOptions = {}): TestWorld =>
  createTestWorld({
    rateLimit: { total: 1000, windowSeconds: 60 },
    exports: [usersExport, organizationsExport],
    ...options,
  });

const recordOf = (world: TestWorld, resource: string, id: number): Record<string, unknown> =>
  JSON.parse(world.landed(resource).findLast((text) => JSON.parse(text).id === id) ?? '{}');

describe('users and organizations', () => {
  it.each(['page', 'ndjson'] as const)('land completely next to tickets and their sideloads (%s)', async (layout) => {
    const world = createPeopleWorld();
    for (let i = 0; i < 40; i += 1) world.account.create({ second: BEGAN + i });
    // A sideloaded user is not a record of the export of users, and has the version of the page.
    const include = ['users', 'organizations', 'identities'];

    const { exports } = await world.invokeAll({ ...ALL, layout, include, pageSize: 300 });

    expect(exports.map(({ outcome }) => outcome)).toEqual(['caught_up', 'caught_up', 'caught_up']);
    for (const resource of ALL.resources) {
      expect(world.differing(resource)).toEqual([]);
      expect(world.chain(resource)).toEqual({ complete: true, gaps: [] });
    }
    expect(new Set(world.pages().map(({ path, query: { include: sent } }) => `${path} ${sent ?? ''}`))).toEqual(
      new Set([
        '/api/v2/incremental/tickets users,organizations',
        '/api/v2/incremental/users organizations,identities',
        '/api/v2/incremental/organizations ',
      ]),
    );
  });

  it('land again when they are deleted, and so do the users and tickets of a deleted organization', async () => {
    const world = createPeopleWorld();
    for (let i = 0; i < 100; i += 1) world.account.create({ second: BEGAN + i });
    await world.invokeAll(ALL);
    const lastUser = world.account.users.latest().at(-1)?.id ?? 0;
    const organization = [...world.account.inTimeOrder()].find(({ references }) => references.organization !== null)
      ?.references.organization;
    if (organization === undefined || organization === null) throw new Error('No ticket has an organization.');

    world.account.users.delete(lastUser);
    world.account.organizations.delete(organization);
    await world.invokeAll(ALL);

    expect(recordOf(world, 'users', lastUser)).toMatchObject({
      active: false,
      email: null,
      permanently_deleted: false,
    });
    expect(recordOf(world, 'organizations', organization)).toMatchObject({
      deleted_at: expect.any(String),
      name: expect.stringContaining(`${organization}_deleted_`),
    });
    for (const resource of ALL.resources) {
      expect(world.differing(resource)).toEqual([]);
      expect(world.landed(resource).length).toBeGreaterThan(world.zendesk.expectedRecords(resource).length);
    }
  });

  it.each(['page', 'ndjson'] as const)('land twice if a page has a user twice (%s)', async (layout) => {
    const world = createPeopleWorld();
    const [first, second] = world.account.users.latest();
    world.account.users.update(first?.id ?? 0, { second: BEGAN });
    world.account.users.update(second?.id ?? 0, { second: BEGAN });
    const repeated = world.account.users.current(first?.id ?? 0).text;
    world.happens = () => ({ kind: 'rewrite', page: (body) => body.replace(repeated, `${repeated},${repeated}`) });

    const result = await world.invoke({ resources: ['users'], layout, startTime: BEGAN });

    expect(result).toMatchObject({ outcome: 'caught_up', records: 3 });
    expect(world.landed('users').filter((text) => text === repeated)).toHaveLength(2);
  });

  it('land with a cursor walk if more users share one second than fit on a page', async () => {
    const world = createPeopleWorld({ rules: { secondMode: 'capped' } });
    const users = world.account.users.latest().slice(0, 70);
    for (const [index, { id }] of users.entries()) {
      world.account.users.update(id, { second: BEGAN + (index < 60 ? 0 : index) });
    }

    expect(await world.invoke({ resources: ['users'], pageSize: 20, startTime: BEGAN - 100 })).toMatchObject({
      outcome: 'caught_up',
      endTime: BEGAN + 69,
    });

    const walk = world.pages().filter(({ path }) => path === '/api/v2/incremental/users/cursor');
    expect(walk.length).toBeGreaterThan(2);
    const updated = new Set(users.map(({ id }) => `${id}@`));
    expect(world.missing('users').filter((version) => updated.has(version.replace(/\d+$/, '')))).toEqual([]);
    expect(world.chain('users')).toEqual({ complete: true, gaps: [] });
  });
});

import { describe, expect, it } from 'vitest';
import { createTable } from '#test/support/functions/record-tables.ts';
import { smallPages } from '#test/support/functions/small-pages.ts';
import { BEGAN, createTestWorld } from '#test/support/test-world.ts';

const PAGE_SIZE = 10;
/** More records share this second than fit on a page. */
const SECOND = BEGAN + 9;

type Name = Parameters<typeof createTable>[0];

/** A world with tickets and 34 records of another resource, 31 of them in one second. */
function createCrowdedWorld(resource: Name) {
  const table = createTable(resource, { secondMode: 'capped' });
  const world = createTestWorld({ ...smallPages(PAGE_SIZE), tables: [table] });
  for (let i = 0; i < 25; i += 1) world.account.create({ second: BEGAN + i });
  for (let id = 1; id <= 3; id += 1) table.put({ id, second: BEGAN + id });
  for (let id = 10; id <= 40; id += 1) table.put({ id, second: SECOND });
  return { world, table };
}

describe.each<Name>(['organizations', 'calls', 'legs', 'articles'])(
  'a second with more %s than fit on a page',
  (name) => {
    const event = { resources: [name, 'tickets'], startTime: BEGAN };
    const failure = {
      name: 'PinnedSecondError',
      message: expect.stringContaining(`acme/${name}: more records share second ${SECOND}`),
      errors: [{ export: `acme/${name}` }],
    };

    it('causes a PinnedSecondError in every run, after its page has landed, and the others continue', async () => {
      const { world } = createCrowdedWorld(name);
      await expect(world.invokeAll(event)).rejects.toMatchObject(failure);
      expect(world.item(name)).toMatchObject({ startTime: BEGAN, endTime: SECOND });
      expect(world.item(name)).not.toHaveProperty('leaseOwner');
      expect(world.runHistory(name)).toMatchObject({ lastOutcome: 'PinnedSecondError' });
      const ids = world.landed(name).map((text): unknown => JSON.parse(text).id);
      expect(new Set(ids)).toHaveProperty('size', 3 + PAGE_SIZE);
      expect(world.missing()).toEqual([]);

      world.account.create({ second: BEGAN + 100 });
      const keys = world.keys();
      await expect(world.invokeAll(event)).rejects.toMatchObject(failure);
      expect(world.item(name)).toMatchObject({ endTime: SECOND });
      expect(world.missing()).toEqual([]);
      // Only the new ticket lands. The crowded page has landed before.
      expect(world.keys().length).toBe(keys.length + 1);
    });

    it('causes no error once enough of its records have a later timestamp', async () => {
      const { world, table } = createCrowdedWorld(name);
      await expect(world.invokeAll(event)).rejects.toMatchObject(failure);
      for (let id = 15; id <= 40; id += 1) table.put({ id, second: SECOND + id });

      await world.invokeAll(event);

      expect(world.differing(name)).toEqual([]);
      expect(world.chain(name)).toEqual({ complete: true, gaps: [] });
      expect(world.item(name)).toMatchObject({ endTime: SECOND + 40 });
    });
  },
);

it('a second with more organizations than fit on a page causes no error, because Zendesk returns it whole', async () => {
  const table = createTable('organizations');
  const world = createTestWorld({ ...smallPages(PAGE_SIZE), tables: [table] });
  for (let id = 1; id <= 3; id += 1) table.put({ id, second: BEGAN + id });
  for (let id = 10; id <= 40; id += 1) table.put({ id, second: SECOND });
  for (let id = 41; id <= 45; id += 1) table.put({ id, second: SECOND + id });
  expect(await world.invoke({ resources: ['organizations'], startTime: BEGAN })).toMatchObject({
    outcome: 'caught_up',
    endTime: SECOND + 45,
  });
  expect(world.differing('organizations')).toEqual([]);
  expect(world.chain('organizations')).toEqual({ complete: true, gaps: [] });
});

it('an export without a cursor endpoint does not start a walk after a page that takes longer than a run', async () => {
  const table = createTable('calls');
  const world = createTestWorld({ tables: [table] });
  table.put({ id: 1, second: BEGAN });
  world.happens = () => ({ kind: 'hang' });
  await world.invoke({ resources: ['calls'] }, { remainingMs: 20_000 });
  world.happens = () => undefined;
  expect(await world.invoke({ resources: ['calls'] })).toMatchObject({ outcome: 'caught_up', pages: 1 });
});

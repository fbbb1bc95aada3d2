import { describe, expect, it } from 'vitest';
import { LISTS } from '#functions/export/core/lists.ts';
import { createTestWorld, type TestWorld } from '#test/support/test-world.ts';
import { expectedRows, latestRows, snapshotsOf } from '#test/support/functions/snapshots.ts';

const HOLIDAYS = { resources: [{ name: 'holidays', snapshotSeconds: 300 }] };
const LIMITS = { otherRateLimits: { account: { total: 10_000, windowSeconds: 60 } } };
const GONE = { kind: 'respond', status: 404, body: '{"error":"RecordNotFound"}' } as const;

const schedulesOf = ({ account, clock }: TestWorld): string[] =>
  account.lists.schedules.at(clock.now()).map(({ key }) => String(key));

/** The pages of the latest snapshot: number, parent and whether it is the last. */
const latestPages = (world: TestWorld) =>
  snapshotsOf(world, 'holidays')
    .at(-1)
    ?.pages.map(({ page, parent, isLast }) => [page, parent, isLast]);

describe('the holidays of an account', () => {
  it.each(['page', 'ndjson'] as const)('land as the schedules and one page per schedule (%s)', async (layout) => {
    const world = createTestWorld(LIMITS);
    const schedules = schedulesOf(world);

    expect(await world.invoke({ ...HOLIDAYS, layout })).toMatchObject({
      outcome: 'caught_up',
      pages: schedules.length + 1,
    });

    expect(latestPages(world)).toEqual([
      [1, undefined, false],
      ...schedules.map((parent, index) => [index + 2, parent, index === schedules.length - 1]),
    ]);
    expect(latestRows(world, 'holidays')).toEqual(expectedRows(world, 'holidays'));
    expect(world.pages().map(({ path }) => path)).toEqual([
      '/api/v2/business_hours/schedules',
      ...schedules.map((id) => `/api/v2/business_hours/schedules/${id}/holidays`),
    ]);
    expect(world.stored('holidays').readAt).toBeLessThanOrEqual(world.clock.now() / 1000);
  });

  it.each(['none', 'gzip'] as const)(
    'land with the ids of their schedules read from the page (%s)',
    async (compression) => {
      const world = createTestWorld(LIMITS);
      await world.invoke({ ...HOLIDAYS, compression });
      const [first] = snapshotsOf(world, 'holidays')[0]?.pages ?? [];
      expect(first?.metadata['records']).toBe(String(schedulesOf(world).length));
      expect(first?.isGzip).toBe(compression === 'gzip');
    },
  );

  it.each([0, 1, -1])('pass over a schedule that was deleted meanwhile, wherever it is (%i)', async (index) => {
    const world = createTestWorld(LIMITS);
    const schedules = schedulesOf(world);
    const gone = schedules.at(index) ?? '';
    world.happens = ({ path }) => (path.includes(gone) ? GONE : undefined);

    expect(await world.invoke(HOLIDAYS)).toMatchObject({ outcome: 'caught_up' });

    const left = schedules.filter((id) => id !== gone);
    expect(latestPages(world)).toEqual([
      [1, undefined, false],
      ...left.map((parent, i) => [i + 2, parent, i === left.length - 1]),
    ]);
  });

  it('end with the page of the schedules if none of them is left, or if there is none', async () => {
    const world = createTestWorld(LIMITS);
    world.happens = ({ path }) => (path.endsWith('/holidays') ? GONE : undefined);
    expect(await world.invoke(HOLIDAYS)).toMatchObject({ outcome: 'caught_up', pages: 1 });
    expect(latestPages(world)).toEqual([[1, undefined, true]]);

    world.happens = () => ({ kind: 'respond', status: 200, body: '{"schedules":[]}' });
    expect(await world.invoke(HOLIDAYS)).toMatchObject({ outcome: 'caught_up', pages: 1 });
    expect(latestPages(world)).toEqual([[1, undefined, true]]);
  });

  it('land no page before the next schedule has answered, and begin again after an interruption', async () => {
    const world = createTestWorld(LIMITS);
    const [, second = ''] = schedulesOf(world);
    world.happens = ({ path }) => (path.includes(second) ? { kind: 'respond', status: 500 } : undefined);
    await expect(world.invoke(HOLIDAYS)).rejects.toMatchObject({ name: 'ZendeskUnavailableError' });
    expect(latestPages(world)).toEqual([[1, undefined, false]]);

    world.happens = () => undefined;
    await world.invoke(HOLIDAYS);
    expect(snapshotsOf(world, 'holidays').map(({ isComplete }) => isComplete)).toEqual([false, true]);
    expect(latestRows(world, 'holidays')).toEqual(expectedRows(world, 'holidays'));
  });

  it('do not block each other while each keeps a page until the next one has answered', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const resources = Object.fromEntries(names.map((name) => [name, { ...LISTS.holidays, name }]));
    const world = createTestWorld({ ...LIMITS, resources });
    const { exports } = await world.invokeAll({ resources: names });
    expect(exports.map(({ outcome }) => outcome)).toEqual(names.map(() => 'caught_up'));
    expect(world.keys()).toHaveLength(names.length * (schedulesOf(world).length + 1));
  });

  it('end as refused if the account may list the schedules but not their holidays', async () => {
    const world = createTestWorld(LIMITS);
    await world.invoke(HOLIDAYS);
    world.happens = ({ path }) =>
      path.endsWith('/holidays')
        ? { kind: 'respond', status: 403, body: '{"error":{"title":"Forbidden","message":"no access"}}' }
        : undefined;
    await expect(world.invokeAll({ resources: [...HOLIDAYS.resources, 'groups'] })).rejects.toMatchObject({
      name: 'ZendeskRefusedError',
    });
  });

  it('fail without landing anything if a schedule has no integer id', async () => {
    const world = createTestWorld(LIMITS);
    world.happens = () => ({ kind: 'respond', status: 200, body: '{"schedules":[{"id":"seven"}]}' });
    await expect(world.invoke(HOLIDAYS)).rejects.toMatchObject({
      name: 'MalformedPageError',
      message: expect.stringContaining('schedules: a record has no integer id'),
    });
    expect(world.keys()).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { type ChainLink, verifyChain } from '#catalog/chain.ts';
import { ROW_LIMIT_BYTES } from '#functions/export/core/lake/layout.ts';
import { mapMembers } from '#sandbox/zendesk/members.ts';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const NDJSON = { layout: 'ndjson', include: ['users', 'metric_sets'], pageSize: 10 };

/** An account of so many tickets, a second apart. */
function worldOf(tickets: number): TestWorld {
  const world = createTestWorld();
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

const datasetOf = (key: string): string => key.split('/')[1] ?? '';
const datasets = (world: TestWorld): string[] => [...world.lake.objects.keys()].map(datasetOf);
const PAGE = ['tickets_users', 'tickets_metric_sets', 'tickets'];

/** The lines of one dataset, in the order in which they landed. */
const linesIn = (world: TestWorld, dataset: string): string[] =>
  [...world.lake.objects.values()]
    .filter(({ key }) => datasetOf(key) === dataset)
    .flatMap(({ body }) => body.toString().trimEnd().split('\n'));

describe('an export as ndjson', () => {
  it('lands the sideloads of each page and then its tickets, line by line, before its checkpoint', async () => {
    const world = worldOf(15);
    const calls: string[] = [];
    world.onCall = (call) => void calls.push(call);

    expect(await world.invoke(NDJSON)).toMatchObject({ outcome: 'caught_up', pages: 2, records: 16 });

    expect(datasets(world)).toEqual([...PAGE, ...PAGE]);
    expect(calls).toEqual([
      'acquire',
      ...PAGE.map(() => 'land'),
      'checkpoint',
      ...PAGE.map(() => 'land'),
      'checkpoint',
    ]);
    const truth = world.account.latestRecords().map(({ id }) => world.account.current(id).textWithMetricSet);
    expect(new Set(linesIn(world, 'tickets'))).toEqual(new Set(truth));
    const sets = world.account.latestRecords().map(({ id }) => world.account.current(id).metricSetText);
    expect(new Set(linesIn(world, 'tickets_metric_sets'))).toEqual(new Set(sets));
  });

  it('counts the bytes of all objects newly written, and tells of the page as it came', async () => {
    const world = worldOf(5);
    const { bytes } = await world.invoke(NDJSON);
    const sizes = [...world.lake.objects.values()].map(({ body }) => body.length);
    expect(sizes).toHaveLength(3);
    expect(bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(world.logs).toContainEqual(
      expect.objectContaining({ message: 'page', fields: expect.objectContaining({ landed: 'new', records: 5 }) }),
    );
  });

  it('counts no page whose tickets were there already, but the bytes of a sideload that was not', async () => {
    const world = worldOf(5);
    await world.invoke(NDJSON);
    const [users] = world.lake.objects.values();
    // As if only the records had landed, which this function never leaves behind.
    world.lake.objects.delete(users?.key ?? '');
    world.setItem({});
    expect(await world.invoke(NDJSON)).toMatchObject({ pages: 0, records: 0, bytes: users?.body.length });
    const pages = world.logs.filter(({ message }) => message === 'page');
    expect(pages.map(({ fields }) => fields)).toMatchObject([{ landed: 'new' }, { landed: 'present' }]);
  });

  it('lands nothing of an empty page, and nothing again of a page that repeats the last one', async () => {
    const world = createTestWorld();
    await world.invoke(NDJSON);
    expect(datasets(world)).toEqual([]);
    world.account.create({ second: BEGAN });
    await world.invoke(NDJSON);
    await world.invoke(NDJSON);
    expect(datasets(world)).toEqual(PAGE);
    const pages = world.logs.filter(({ message }) => message === 'page');
    expect(pages.map(({ fields }) => fields)).toMatchObject([{ landed: 'new' }, { landed: 'repeated' }]);
  });

  it.each([0, 1, 2])('killed before its call %i to S3 loses nothing and leaves no second copy', async (kill) => {
    const world = worldOf(5);
    let lands = 0;
    world.onCall = (call) => {
      if (call !== 'land') return;
      lands += 1;
      if (lands === kill + 1) throw new Error('killed');
    };
    await expect(world.invoke(NDJSON)).rejects.toThrow('killed');
    expect(datasets(world)).toEqual(PAGE.slice(0, kill));
    expect(world.item().endTime).toBeUndefined();

    expect(await world.invoke(NDJSON)).toMatchObject({ outcome: 'caught_up', pages: 1, records: 5 });
    expect(datasets(world)).toEqual(PAGE);
    expect(linesIn(world, 'tickets')).toHaveLength(5);
  });
});

/** What keys and metadata say of the objects with tickets. */
const chainOf = (world: TestWorld): ChainLink[] =>
  [...world.lake.objects.values()]
    .filter(({ key }) => datasetOf(key) === 'tickets')
    .map(({ key, metadata: { pagination, cursor, 'after-cursor': afterCursor } }) => ({
      startTime: Number(/(\d{10})-\d{10}-/.exec(key)?.[1]),
      endTime: Number(/-(\d{10})-/.exec(key)?.[1]),
      pagination: pagination === 'cursor' ? 'cursor' : 'time',
      ...(cursor !== undefined && { cursor }),
      ...(afterCursor !== undefined && { afterCursor }),
    }));

const gapsIn = (world: TestWorld) => {
  const { startTime = 0, endTime = 0 } = world.item();
  return verifyChain(chainOf(world), { start_time: startTime, end_time: endTime }).gaps;
};

describe('a second that holds more tickets than a page, as ndjson', () => {
  it('is read by time, then walked: the chain has no gap, since keys of cursor pages differ', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' } });
    for (let i = 0; i < 8; i += 1) world.account.create({ second: BEGAN + i });
    for (let i = 0; i < 25; i += 1) world.account.create({ second: BEGAN + 8 });
    for (let i = 9; i < 15; i += 1) world.account.create({ second: BEGAN + i });

    expect(await world.invoke(NDJSON)).toMatchObject({ outcome: 'caught_up', endTime: BEGAN + 14 });

    expect(new Set(linesIn(world, 'tickets')).size).toBe(8 + 25 + 6);
    expect(gapsIn(world)).toEqual([]);
    const within = chainOf(world).filter(({ startTime, endTime }) => startTime === endTime);
    expect(within.map(({ pagination }) => pagination)).toEqual(['time', 'cursor', 'cursor']);
  });

  it('stays provable where it was read by time before it held so many', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' } });
    for (let i = 0; i < 10; i += 1) world.account.create({ second: BEGAN });
    const request = { ...NDJSON, startTime: BEGAN };
    await world.invoke(request);
    for (let i = 0; i < 7; i += 1) world.account.create({ second: BEGAN });
    world.account.create({ second: BEGAN + 1 });
    // Read again from its beginning, as after a rewind.
    world.setItem({ startTime: BEGAN, endTime: BEGAN });
    expect(await world.invoke(request)).toMatchObject({ outcome: 'caught_up', endTime: BEGAN + 1 });
    expect(gapsIn(world)).toEqual([]);
    expect(new Set(linesIn(world, 'tickets')).size).toBe(18);
  });
});

describe('a row that is longer than its readers take', () => {
  const MARK = 'planted-content';

  /** The first page's tickets and users begin with a text of so many bytes. */
  function grow(world: TestWorld, bytes: number): void {
    const long = JSON.stringify(MARK.padEnd(bytes - 2, '.'));
    world.happens = () => ({
      kind: 'rewrite',
      page: (page) => mapMembers(page, (key, value) => (key === 'users' ? value.replace('[', `[${long},`) : value)),
    });
  }

  it('lands all the same, and is told in the log and counted, without its content', async () => {
    const world = worldOf(5);
    const limit = ROW_LIMIT_BYTES.ndjson;
    grow(world, limit + 3);
    expect(await world.invoke(NDJSON)).toMatchObject({ pages: 1 });

    const [users] = world.lake.objects.values();
    expect(users?.body.length).toBeGreaterThan(limit);
    expect(world.logs.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        message: 'oversized',
        fields: {
          run_id: 'run-1',
          export: 'acme/tickets',
          key: users?.key,
          layout: 'ndjson',
          rows: 1,
          largest_bytes: limit + 3,
          limit_bytes: limit,
        },
      },
    ]);
    expect(world.metrics).toEqual([
      {
        dimensions: { subdomain: 'acme', resource: 'tickets' },
        metrics: [{ name: 'OversizedRows', unit: 'Count', value: 1 }],
      },
    ]);
    expect(JSON.stringify(world.logs)).not.toContain(MARK);
  });

  it('is the whole page where pages land as they are', async () => {
    const world = worldOf(5);
    grow(world, ROW_LIMIT_BYTES.page);
    expect(await world.invoke({ ...NDJSON, layout: 'page' })).toMatchObject({ pages: 1 });
    const [page] = world.lake.objects.values();
    expect(world.logs).toContainEqual(
      expect.objectContaining({
        message: 'oversized',
        fields: expect.objectContaining({ key: page?.key, layout: 'page', rows: 1, largest_bytes: page?.body.length }),
      }),
    );
    expect(world.metrics).toMatchObject([{ metrics: [{ value: 1 }] }]);
  });

  it('is nothing that an ordinary page has', async () => {
    const world = worldOf(5);
    await world.invoke(NDJSON);
    expect(world.metrics).toEqual([]);
    expect(world.logs.filter(({ level }) => level === 'warn')).toEqual([]);
  });
});

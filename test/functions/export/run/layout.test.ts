import { describe, expect, it } from 'vitest';
import { type ChainLink, verifyChain } from '#catalog/chain.ts';
import { ROW_LIMIT_BYTES } from '#functions/export/core/lake/layout.ts';
import { mapMembers } from '#sandbox/zendesk/members.ts';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const NDJSON = { layout: 'ndjson', include: ['users', 'metric_sets'], pageSize: 10 };

/** Creates an account with this many tickets, one second apart. */
function worldOf(tickets: number): TestWorld {
  const world = createTestWorld();
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

const readDataset = (key: string): string => key.split('/')[1] ?? '';
const datasets = (world: TestWorld): string[] => [...world.lake.objects.keys()].map(readDataset);
const PAGE = ['tickets_users', 'tickets_metric_sets', 'tickets'];

/** The lines of one dataset in landing order. */
const linesIn = (world: TestWorld, dataset: string): string[] =>
  [...world.lake.objects.values()]
    .filter(({ key }) => readDataset(key) === dataset)
    .flatMap(({ body }) => body.toString().trimEnd().split('\n'));

describe('the layout ndjson', () => {
  it('lands the sideloads of each page, then its tickets, one record per line, before the checkpoint', async () => {
    const world = worldOf(15);
    const calls: string[] = [];
    world.onCall = (call) => void calls.push(call);

    expect(await world.invoke(NDJSON)).toMatchObject({ outcome: 'caught_up', pages: 2, records: 16 });

    expect(datasets(world)).toEqual([...PAGE, ...PAGE]);
    expect(calls).toEqual([
      'read',
      'acquire',
      ...PAGE.map(() => 'land'),
      'checkpoint',
      ...PAGE.map(() => 'land'),
      'checkpoint',
    ]);
    const expected = world.account.latestRecords().map(({ id }) => world.account.current(id).textWithMetricSet);
    expect(new Set(linesIn(world, 'tickets'))).toEqual(new Set(expected));
    const sets = world.account.latestRecords().map(({ id }) => world.account.current(id).metricSetText);
    expect(new Set(linesIn(world, 'tickets_metric_sets'))).toEqual(new Set(sets));
  });

  it('counts the bytes of all new objects, and logs the page with its records', async () => {
    const world = worldOf(5);
    const { bytes } = await world.invoke(NDJSON);
    const sizes = [...world.lake.objects.values()].map(({ body }) => body.length);
    expect(sizes).toHaveLength(3);
    expect(bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(world.logs).toContainEqual(
      expect.objectContaining({ message: 'page', fields: expect.objectContaining({ landed: 'new', records: 5 }) }),
    );
  });

  it('does not count a page whose tickets are present, but counts the bytes of a missing sideload', async () => {
    const world = worldOf(5);
    await world.invoke(NDJSON);
    const [users] = world.lake.objects.values();
    // As if only the records had landed, which never happens, because sideloads land first.
    world.lake.objects.delete(users?.key ?? '');
    world.setItem({});
    expect(await world.invoke(NDJSON)).toMatchObject({ pages: 0, records: 0, bytes: users?.body.length });
    const pages = world.logs.filter(({ message }) => message === 'page');
    expect(pages.map(({ fields }) => fields)).toMatchObject([{ landed: 'new' }, { landed: 'present' }]);
  });

  it('lands neither an empty page nor a page that repeats the last one', async () => {
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

  it.each([0, 1, 2])('loses nothing and writes no duplicate if the run is killed before S3 call %i', async (kill) => {
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

/** Reads the chain links of the ticket objects from their keys and metadata. */
const readChain = (world: TestWorld): ChainLink[] =>
  [...world.lake.objects.values()]
    .filter(({ key }) => readDataset(key) === 'tickets')
    .map(({ key, metadata: { pagination, cursor, 'after-cursor': afterCursor } }) => ({
      startTime: Number(/(\d{10})-\d{10}-/.exec(key)?.[1]),
      endTime: Number(/-(\d{10})-/.exec(key)?.[1]),
      pagination: pagination === 'cursor' ? 'cursor' : 'time',
      ...(cursor !== undefined && { cursor }),
      ...(afterCursor !== undefined && { afterCursor }),
    }));

const findGaps = (world: TestWorld) => {
  const { startTime = 0, endTime = 0 } = world.item();
  return verifyChain(readChain(world), { start_time: startTime, end_time: endTime }).gaps;
};

describe('the chain of a pinned second in the layout ndjson', () => {
  it('continues from time-based pages into the walk without a gap, because keys of cursor pages differ', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' } });
    for (let i = 0; i < 8; i += 1) world.account.create({ second: BEGAN + i });
    for (let i = 0; i < 25; i += 1) world.account.create({ second: BEGAN + 8 });
    for (let i = 9; i < 15; i += 1) world.account.create({ second: BEGAN + i });

    expect(await world.invoke(NDJSON)).toMatchObject({ outcome: 'caught_up', endTime: BEGAN + 14 });

    expect(new Set(linesIn(world, 'tickets')).size).toBe(8 + 25 + 6);
    expect(findGaps(world)).toEqual([]);
    const within = readChain(world).filter(({ startTime, endTime }) => startTime === endTime);
    expect(within.map(({ pagination }) => pagination)).toEqual(['time', 'cursor', 'cursor']);
  });

  it('remains without a gap if the second was read by time before it was pinned', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' } });
    for (let i = 0; i < 10; i += 1) world.account.create({ second: BEGAN });
    const request = { ...NDJSON, startTime: BEGAN };
    await world.invoke(request);
    for (let i = 0; i < 7; i += 1) world.account.create({ second: BEGAN });
    world.account.create({ second: BEGAN + 1 });
    // Read again from its beginning, as after a rewind.
    world.setItem({ startTime: BEGAN, endTime: BEGAN });
    expect(await world.invoke(request)).toMatchObject({ outcome: 'caught_up', endTime: BEGAN + 1 });
    expect(findGaps(world)).toEqual([]);
    expect(new Set(linesIn(world, 'tickets')).size).toBe(18);
  });
});

describe('a row beyond the limit of query engines', () => {
  const MARK = 'planted-content';

  /** Adds a first user of this many bytes to every page. */
  function addLongRow(world: TestWorld, bytes: number): void {
    const long = JSON.stringify(MARK.padEnd(bytes - 2, '.'));
    world.happens = () => ({
      kind: 'rewrite',
      page: (page) => mapMembers(page, (key, value) => (key === 'users' ? value.replace('[', `[${long},`) : value)),
    });
  }

  it('lands, and emits a warning and a metric without its content', async () => {
    const world = worldOf(5);
    const limit = ROW_LIMIT_BYTES.ndjson;
    addLongRow(world, limit + 3);
    expect(await world.invoke(NDJSON)).toMatchObject({ pages: 1 });

    const [users] = world.lake.objects.values();
    expect(users?.body.length).toBeGreaterThan(limit);
    expect(world.logs.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        message: 'oversized',
        fields: {
          run_id: 'run-1',
          request_id: 'request-1',
          export: 'acme/tickets',
          key: users?.key,
          layout: 'ndjson',
          rows: 1,
          largest_bytes: limit + 3,
          limit_bytes: limit,
        },
      },
    ]);
    expect(world.exportMetrics).toContainEqual(
      expect.objectContaining({
        dimensions: { subdomain: 'acme', resource: 'tickets' },
        metrics: [{ name: 'OversizedRows', unit: 'Count', value: 1 }],
      }),
    );
    expect(JSON.stringify(world.logs)).not.toContain(MARK);
  });

  it('means the whole page in the layout page', async () => {
    const world = worldOf(5);
    addLongRow(world, ROW_LIMIT_BYTES.page);
    expect(await world.invoke({ ...NDJSON, layout: 'page' })).toMatchObject({ pages: 1 });
    const [page] = world.lake.objects.values();
    expect(world.logs).toContainEqual(
      expect.objectContaining({
        message: 'oversized',
        fields: expect.objectContaining({ key: page?.key, layout: 'page', rows: 1, largest_bytes: page?.body.length }),
      }),
    );
    expect(world.exportMetrics).toContainEqual(expect.objectContaining({ values: { OversizedRows: 1 } }));
  });

  it('does not occur on an ordinary page, which emits no warning', async () => {
    const world = worldOf(5);
    await world.invoke(NDJSON);
    expect(world.exportMetrics.filter(({ values }) => 'OversizedRows' in values)).toEqual([]);
    expect(world.logs.filter(({ level }) => level === 'warn')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const LIMIT = { total: 1000, windowSeconds: 60 };
const HIDING = { rules: { filtersAfterCut: true }, rateLimit: LIMIT } as const;

/** Creates `hidden` tickets of AI agents, `perSecond` in each second, with a few tickets of people before and after. */
function around(hidden: number, perSecond = 1, options: Parameters<typeof createTestWorld>[0] = HIDING): TestWorld {
  const world = createTestWorld(options);
  for (let i = 0; i < 3; i += 1) world.account.create({ second: BEGAN + i });
  for (let i = 0; i < hidden; i += 1) {
    world.account.create({ second: BEGAN + 10 + Math.floor(i / perSecond), supportType: 'ai_agent' });
  }
  for (let i = 0; i < 3; i += 1) world.account.create({ second: BEGAN + 5000 + i });
  return world;
}

/** Visible tickets (without `support_type_scope`) that have not landed. */
const missing = (world: TestWorld): string[] =>
  world
    .missing()
    .filter((version) => world.account.current(Number.parseInt(version, 10)).facts.supportType === 'agent');

const hiddenPages = (world: TestWorld) => world.logs.filter(({ message }) => message === 'hidden_page');

describe('a hidden page', () => {
  it.each([
    [300, 1],
    [300, 100],
    [30, 30],
    [1000, 7],
  ])(
    'does not end the export, so every visible ticket lands (%i hidden tickets, %i per second)',
    async (hidden, each) => {
      const world = around(hidden, each);
      expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', endTime: BEGAN + 5002 });
      expect(missing(world)).toEqual([]);
      expect(hiddenPages(world).length).toBeGreaterThan(0);
    },
  );

  it('lands if the run continues from it, so that the chain has no gap', async () => {
    const world = around(300);
    await world.invoke({ pageSize: 10 });
    const intervals = world.keys().map((key) => /(\d{10})-(\d{10})-/.exec(key)?.slice(1).map(Number) ?? []);
    let reached = BEGAN;
    for (const [from = 0, to = 0] of intervals) {
      expect(from).toBeLessThanOrEqual(reached);
      reached = Math.max(reached, to);
    }
    expect(reached).toBe(BEGAN + 5002);
    expect([...world.lake.objects.values()].some(({ metadata }) => metadata['records'] === '0')).toBe(true);
  });

  it('emits a warning with its request, and a metric', async () => {
    const world = around(30);
    await world.invoke({ pageSize: 10 });
    expect(hiddenPages(world)[0]).toMatchObject({
      level: 'warn',
      fields: { export: 'acme/tickets', records: 1, per_page: 10, start_time: expect.any(Number) },
    });
    const counted = world.exportMetrics.filter(({ values }) => 'HiddenPages' in values);
    expect(counted).toHaveLength(hiddenPages(world).length);
  });

  it('causes a second request with half the page size', async () => {
    const world = around(300);
    await world.invoke({ pageSize: 16 });
    const start = String(Object(hiddenPages(world)[0]?.fields).start_time);
    const sizes = world
      .pages()
      .filter(({ query }) => query['start_time'] === start)
      .map(({ query }) => query['per_page']);
    expect(sizes.slice(0, 2)).toEqual(['16', '8']);
    expect(world.item()).not.toHaveProperty('perPage');
  });

  it('does not change the stored page size if the time ends during the second request', async () => {
    const world = around(300);
    world.setItem({ endTime: BEGAN + 20, startTime: BEGAN });
    world.happens = ({ query }) => (query['per_page'] === '10' ? undefined : { kind: 'hang' });
    expect(await world.invoke({ pageSize: 10 }, { remainingMs: 20_000 })).toMatchObject({ outcome: 'budget_spent' });
    expect(world.item()).toEqual({ endTime: BEGAN + 20, startTime: BEGAN });
  });

  it('lands an object without lines in the layout ndjson', async () => {
    const world = around(300);
    expect(await world.invoke({ pageSize: 10, layout: 'ndjson' })).toMatchObject({ outcome: 'caught_up' });
    expect(missing(world)).toEqual([]);
  });
});

/** Responds to every time-based request with this page, whatever its page size. */
function respondWith(world: TestWorld, page: object): void {
  world.happens = ({ path }) =>
    path.endsWith('/cursor')
      ? undefined
      : {
          kind: 'respond',
          status: 200,
          body: JSON.stringify({ tickets: [], count: 0, end_of_stream: false, next_page: null, ...page }),
        };
}

describe('a page that only appears to hide rows', () => {
  it('starts a walk if it has the same end_time for every page size, as in a wrong response', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
    respondWith(world, { end_time: BEGAN + 900 });
    expect(await world.invoke({ startTime: BEGAN })).toMatchObject({ outcome: 'caught_up' });
    const byTime = world.pages().filter(({ path }) => !path.endsWith('/cursor'));
    expect(byTime.map(({ query }) => query['per_page'])).toEqual([
      '1000',
      '500',
      '250',
      '125',
      '62',
      '31',
      '15',
      '7',
      '3',
      '1',
    ]);
    expect(missing(world)).toEqual([]);
  });

  it('starts a walk once a larger page size times out, without probing even larger sizes', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
    respondWith(world, { end_time: BEGAN + 900 });
    const { happens } = world;
    world.happens = (request) =>
      Number(request.query['per_page']) > 10 ? { kind: 'respond', status: 504, body: 'timeout' } : happens(request);
    expect(await world.invoke({ startTime: BEGAN, pageSize: 10 })).toMatchObject({ outcome: 'caught_up' });
    const byTime = world.pages().filter(({ path }) => !path.endsWith('/cursor'));
    expect(byTime.map(({ query }) => query['per_page'])).toEqual(['10', '5', '2', '1', '20', '10']);
    expect(missing(world)).toEqual([]);
  });

  it('probes all other sizes if a smaller one times out', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
    respondWith(world, { end_time: BEGAN + 900 });
    const { happens } = world;
    world.happens = (request) =>
      request.query['per_page'] === '5' ? { kind: 'respond', status: 504, body: 'timeout' } : happens(request);
    expect(await world.invoke({ startTime: BEGAN, pageSize: 10 })).toMatchObject({ outcome: 'caught_up' });
    const sizes = world.pages().flatMap(({ path, query }) => (path.endsWith('/cursor') ? [] : [query['per_page']]));
    expect(sizes.join()).toBe('10,5,2,2,1,20,40,80,160,320,640,1000');
  });

  it('starts a walk immediately if it has no end_time', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
    respondWith(world, { end_time: null });
    expect(await world.invoke({ startTime: BEGAN })).toMatchObject({ outcome: 'caught_up' });
    expect(world.pages().filter(({ path }) => !path.endsWith('/cursor'))).toHaveLength(1);
    expect(missing(world)).toEqual([]);
  });

  it('ends as stalled, and counts as a stalled run, if the walk does not advance either', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    world.happens = () => ({
      kind: 'respond',
      status: 200,
      body: '{"tickets":[],"count":0,"end_of_stream":false,"next_page":null,"end_time":null,"after_cursor":null}',
    });
    expect(await world.invoke({ startTime: BEGAN })).toMatchObject({ outcome: 'stalled', pages: 0 });
    expect(world.runHistory()).toMatchObject({ lastOutcome: 'stalled', stalledRuns: 1 });
    expect(world.accountMetrics.at(-1)?.values).toMatchObject({ StalledRuns: 1, Failed: 0 });
    expect(world.exportMetrics.at(-1)?.values).toEqual({ Stalled: 1 });
  });

  it('ends as stalled if the time ends in a walk through hidden rows only', async () => {
    const world = createTestWorld({ ...HIDING, latencyMs: 2000 });
    for (let i = 0; i < 500; i += 1) world.account.create({ second: BEGAN, supportType: 'ai_agent' });
    world.account.create({ second: BEGAN + 50 });
    respondWith(world, { end_time: null });
    expect(await world.invoke({ startTime: BEGAN, pageSize: 10 }, { remainingMs: 20_000 })).toMatchObject({
      outcome: 'stalled',
    });
    expect(world.item()).toMatchObject({ endTime: BEGAN, pinnedSecond: BEGAN });
    expect(world.item()).not.toHaveProperty('afterCursor');
    // With enough time, the walk completes.
    expect(await world.invoke({ startTime: BEGAN, pageSize: 10 })).toMatchObject({ outcome: 'caught_up' });
    expect(missing(world)).toEqual([]);
  });
});

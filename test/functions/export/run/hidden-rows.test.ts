import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const LIMIT = { total: 1000, windowSeconds: 60 };
const HIDING = { rules: { filtersAfterCut: true }, rateLimit: LIMIT } as const;

/** Tickets of people around `hidden` tickets of AI agents, `perSecond` of them in each second. */
function around(hidden: number, perSecond = 1, options: Parameters<typeof createTestWorld>[0] = HIDING): TestWorld {
  const world = createTestWorld(options);
  for (let i = 0; i < 3; i += 1) world.account.create({ second: BEGAN + i });
  for (let i = 0; i < hidden; i += 1) {
    world.account.create({ second: BEGAN + 10 + Math.floor(i / perSecond), supportType: 'ai_agent' });
  }
  for (let i = 0; i < 3; i += 1) world.account.create({ second: BEGAN + 5000 + i });
  return world;
}

/** Tickets that a request without `support_type_scope` shows, and that have not landed. */
const missing = (world: TestWorld): string[] =>
  world
    .missing()
    .filter((version) => world.account.current(Number.parseInt(version, 10)).facts.supportType === 'agent');

const hiddenPages = (world: TestWorld) => world.logs.filter(({ message }) => message === 'hidden_page');

describe('pages that Zendesk cuts before it filters them', () => {
  it.each([
    [300, 1],
    [300, 100],
    [30, 30],
    [1000, 7],
  ])('of %i hidden tickets, %i in a second, do not end the export: all that shows is landed', async (hidden, each) => {
    const world = around(hidden, each);
    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', endTime: BEGAN + 5002 });
    expect(missing(world)).toEqual([]);
    expect(hiddenPages(world).length).toBeGreaterThan(0);
  });

  it('leave a chain without a gap: the empty page lands that the run continues from', async () => {
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

  it('are logged at WARN with what was asked for, and counted', async () => {
    const world = around(30);
    await world.invoke({ pageSize: 10 });
    expect(hiddenPages(world)[0]).toMatchObject({
      level: 'warn',
      fields: { export: 'acme/tickets', records: 1, per_page: 10, start_time: expect.any(Number) },
    });
    const counted = world.metrics.flatMap(({ metrics }) => metrics).filter(({ name }) => name === 'HiddenPages');
    expect(counted).toHaveLength(hiddenPages(world).length);
  });

  it('are asked for again with another page size, and the shorter one is followed', async () => {
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

  it('teach no page size if the time ends while they are asked for again', async () => {
    const world = around(300);
    world.setItem({ endTime: BEGAN + 20, startTime: BEGAN });
    world.happens = ({ query }) => (query['per_page'] === '10' ? undefined : { kind: 'hang' });
    expect(await world.invoke({ pageSize: 10 }, { remainingMs: 20_000 })).toMatchObject({ outcome: 'budget_spent' });
    expect(world.item()).toEqual({ endTime: BEGAN + 20, startTime: BEGAN });
  });

  it('in ndjson land an object without lines', async () => {
    const world = around(300);
    expect(await world.invoke({ pageSize: 10, layout: 'ndjson' })).toMatchObject({ outcome: 'caught_up' });
    expect(missing(world)).toEqual([]);
  });
});

/** Always this page, whatever the size that is asked for. */
function answering(world: TestWorld, page: object): void {
  world.happens = ({ path }) =>
    path.endsWith('/cursor')
      ? undefined
      : {
          kind: 'respond',
          status: 200,
          body: JSON.stringify({ tickets: [], count: 0, end_of_stream: false, next_page: null, ...page }),
        };
}

describe('a page that seems to hide rows', () => {
  it('with the same end_time for every page size may be a wrong answer: the export walks instead', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
    answering(world, { end_time: BEGAN + 900 });
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

  it('is walked once a larger page size times out, without probing still larger ones', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
    answering(world, { end_time: BEGAN + 900 });
    const { happens } = world;
    world.happens = (request) =>
      Number(request.query['per_page']) > 10 ? { kind: 'respond', status: 504, body: 'timeout' } : happens(request);
    expect(await world.invoke({ startTime: BEGAN, pageSize: 10 })).toMatchObject({ outcome: 'caught_up' });
    const byTime = world.pages().filter(({ path }) => !path.endsWith('/cursor'));
    expect(byTime.map(({ query }) => query['per_page'])).toEqual(['10', '5', '2', '1', '20', '10']);
    expect(missing(world)).toEqual([]);
  });

  it('is probed with all other sizes if a smaller one times out', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
    answering(world, { end_time: BEGAN + 900 });
    const { happens } = world;
    world.happens = (request) =>
      request.query['per_page'] === '5' ? { kind: 'respond', status: 504, body: 'timeout' } : happens(request);
    expect(await world.invoke({ startTime: BEGAN, pageSize: 10 })).toMatchObject({ outcome: 'caught_up' });
    const sizes = world.pages().flatMap(({ path, query }) => (path.endsWith('/cursor') ? [] : [query['per_page']]));
    expect(sizes.join()).toBe('10,5,2,2,1,20,40,80,160,320,640,1000');
  });

  it('without an end_time is walked at once', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
    answering(world, { end_time: null });
    expect(await world.invoke({ startTime: BEGAN })).toMatchObject({ outcome: 'caught_up' });
    expect(world.pages().filter(({ path }) => !path.endsWith('/cursor'))).toHaveLength(1);
    expect(missing(world)).toEqual([]);
  });

  it('stalls if the walk leads nowhere either: it counts as a run that got nowhere', async () => {
    const world = createTestWorld({ rateLimit: LIMIT });
    world.happens = () => ({
      kind: 'respond',
      status: 200,
      body: '{"tickets":[],"count":0,"end_of_stream":false,"next_page":null,"end_time":null,"after_cursor":null}',
    });
    expect(await world.invoke({ startTime: BEGAN })).toMatchObject({ outcome: 'stalled', pages: 0 });
    expect(world.runHistory()).toMatchObject({ lastOutcome: 'stalled', stalledRuns: 1 });
    expect(world.figures.at(-1)?.values).toMatchObject({ StalledRuns: 1, CaughtUp: 0, Failed: 0 });
  });

  it('stalls if the time ends in a walk through nothing but hidden rows', async () => {
    const world = createTestWorld({ ...HIDING, latencyMs: 2000 });
    for (let i = 0; i < 500; i += 1) world.account.create({ second: BEGAN, supportType: 'ai_agent' });
    world.account.create({ second: BEGAN + 50 });
    answering(world, { end_time: null });
    expect(await world.invoke({ startTime: BEGAN, pageSize: 10 }, { remainingMs: 20_000 })).toMatchObject({
      outcome: 'stalled',
    });
    expect(world.item()).toMatchObject({ endTime: BEGAN, pinnedSecond: BEGAN });
    expect(world.item()).not.toHaveProperty('afterCursor');
    // Given the time, the walk gets through.
    expect(await world.invoke({ startTime: BEGAN, pageSize: 10 })).toMatchObject({ outcome: 'caught_up' });
    expect(missing(world)).toEqual([]);
  });
});

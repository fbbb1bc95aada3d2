import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';

function worldWith(tickets: number, options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld(options);
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

/** Expects that the run returned at least one second before its deadline and released its lease. */
function expectPunctual(world: TestWorld, { remainingMs }: { remainingMs: number }): void {
  expect(remainingMs).toBeGreaterThanOrEqual(1000);
  expect(world.item()).not.toHaveProperty('leaseOwner');
  expect(world.item()).not.toHaveProperty('leaseUntil');
}

describe('the time budget', () => {
  it('starts no page that it does not expect to finish, and the next run resumes there', async () => {
    const world = worldWith(100, { latencyMs: 10_000 });

    const first = await world.invoke({ pageSize: 10 }, { remainingMs: 60_000 });
    expect(first).toMatchObject({ outcome: 'budget_spent', pages: 5 });
    expectPunctual(world, first);

    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', startTime: first.endTime });
    expect(world.missing()).toEqual([]);
  });

  it('aborts a hanging request in time to release the lease, and the next run resumes there', async () => {
    const world = worldWith(30);
    let requests = 0;
    world.happens = () => ((requests += 1) === 2 ? { kind: 'hang' } : undefined);

    const first = await world.invoke({ pageSize: 10 }, { remainingMs: 30_000 });
    expect(first).toMatchObject({ outcome: 'budget_spent', pages: 1 });
    expectPunctual(world, first);
    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up' });
    expect(world.missing()).toEqual([]);
  });

  it.each([2000, 3000, 5000])('returns in time even with only %i ms', async (remainingMs) => {
    const world = worldWith(30);
    world.happens = () => ({ kind: 'hang' });

    const result = await world.invoke({}, { remainingMs });
    expect(result.outcome).toBe('budget_spent');
    expectPunctual(world, result);
    expect(world.requests).toHaveLength(1);
  });

  it('returns rate_limited for a Retry-After longer than the time left', async () => {
    const world = worldWith(30);
    world.happens = () => ({ kind: 'respond', status: 429, headers: { 'retry-after': '3600' }, body: 'Too many' });

    const result = await world.invoke();
    expect(result.outcome).toBe('rate_limited');
    expectPunctual(world, result);
    expect(world.requests).toHaveLength(1);
    world.happens = () => undefined;
    await world.invoke();
    expect(world.missing()).toEqual([]);
  });

  it('returns budget_spent between retries', async () => {
    const world = worldWith(30);
    world.happens = () => ({ kind: 'respond', status: 500, body: '<html>' });

    const result = await world.invoke({}, { remainingMs: 20_000 });
    expect(result.outcome).toBe('budget_spent');
    expectPunctual(world, result);
    expect(world.requests.length).toBeGreaterThan(2);
  });

  it.each(['land', 'checkpoint'])('returns before the deadline if a %s hangs', async (hanging) => {
    const world = worldWith(30);
    world.onCall = (call, { signal }) => {
      if (call !== hanging) return;
      world.clock.elapse(3_600_000, signal);
      throw new Error('timed out');
    };

    const result = await world.invoke();
    expect(result.outcome).toBe('budget_spent');
    expectPunctual(world, result);
    world.onCall = () => undefined;
    await world.invoke();
    expect(world.missing()).toEqual([]);
  });

  it('throws a StorageError if the lease is neither granted nor refused in time', async () => {
    const world = worldWith(1);
    world.onCall = (call, { signal }) => {
      if (call !== 'acquire') return;
      world.clock.elapse(3_600_000, signal);
      throw new Error('timed out');
    };

    await expect(world.invoke()).rejects.toMatchObject({
      name: 'StorageError',
      message: expect.stringContaining('acme/tickets'),
    });
    expect(world.requests).toEqual([]);
  });
});

describe('the page size', () => {
  it('halves on each 504, and doubles back after a page has landed (airbyte#52059)', async () => {
    const world = worldWith(200);
    world.happens = ({ query }) =>
      Number(query['per_page']) > 30 ? { kind: 'respond', status: 504, body: 'upstream request timeout' } : undefined;

    expect(await world.invoke({ pageSize: 100 })).toMatchObject({ outcome: 'caught_up' });
    expect(world.missing()).toEqual([]);
    expect(
      world
        .pages()
        .slice(0, 5)
        .map(({ query }) => query['per_page']),
    ).toEqual(['100', '50', '25', '50', '25']);
  });

  it('stays reduced on the item until a page of the configured size has landed again', async () => {
    const world = worldWith(40, { latencyMs: 1500 });
    world.happens = ({ query }) =>
      Number(query['per_page']) > 10 ? { kind: 'respond', status: 504, body: '' } : undefined;
    await world.invoke({ pageSize: 80 }, { remainingMs: 16_000 });
    expect(world.item().perPage).toBeLessThan(80);

    world.happens = () => undefined;
    const before = world.pages().length;
    const { perPage } = world.item();
    await world.invoke({ pageSize: 80 });
    expect(world.pages()[before]?.query['per_page']).toBe(String(perPage));
    for (let i = 0; i < 4; i += 1) {
      world.account.create();
      await world.invoke({ pageSize: 80 });
    }
    expect(world.item()).not.toHaveProperty('perPage');
  });

  it("halves if the deadline aborts the request for a run's first page", async () => {
    const world = worldWith(40);
    world.happens = () => ({ kind: 'hang' });

    await world.invoke({ pageSize: 1000 }, { remainingMs: 30_000 });
    expect(world.item()).toMatchObject({ perPage: 500 });
    await world.invoke({ pageSize: 1000 }, { remainingMs: 30_000 });
    expect(world.item()).toMatchObject({ perPage: 250 });
  });

  it("halves if the deadline aborts the landing of a run's first page, so that a later run succeeds", async () => {
    const world = worldWith(200);
    world.onCall = (call, { signal }) => {
      const perPage = Number(world.pages().at(-1)?.query['per_page']);
      if (call === 'land') world.clock.elapse(perPage * 100, signal);
      if (call === 'land' && signal.aborted) throw new Error('timed out');
    };

    expect(await world.invoke({ pageSize: 200 }, { remainingMs: 15_000 })).toMatchObject({
      outcome: 'budget_spent',
      pages: 0,
    });
    expect(world.item()).toMatchObject({ perPage: 100 });
    for (let run = 0; run < 8; run += 1) await world.invoke({ pageSize: 200 }, { remainingMs: 15_000 });
    expect(world.missing()).toEqual([]);
  });

  it('stays if the deadline aborts a later page than the first', async () => {
    const world = worldWith(40);
    let requests = 0;
    world.happens = () => ((requests += 1) > 1 ? { kind: 'hang' } : undefined);
    await world.invoke({ pageSize: 10 }, { remainingMs: 30_000 });
    expect(world.item()).not.toHaveProperty('perPage');
  });
});

describe('a page that times out even for one record', () => {
  it('starts a walk, since Zendesk may serve the second whole', async () => {
    const world = worldWith(5, { rateLimit: { total: 100, windowSeconds: 60 } });
    world.happens = ({ path }) => (path.endsWith('/cursor') ? undefined : { kind: 'respond', status: 504, body: '' });
    world.setItem({ endTime: BEGAN, startTime: BEGAN });

    await world.invoke({ pageSize: 20 });

    const walk = world.pages().findIndex(({ path }) => path.endsWith('/cursor'));
    expect(
      world
        .pages()
        .slice(0, walk)
        .map(({ query }) => query['per_page']),
    ).toEqual(['20', '10', '5', '2', '1']);
    expect(world.pages()[walk]?.query).toEqual({ start_time: String(BEGAN), per_page: '1' });
    expect(world.missing()).toEqual([]);
  });

  it('starts the walk in the next run if the deadline aborted a first page of one record', async () => {
    const world = worldWith(5);
    world.setItem({ endTime: BEGAN, startTime: BEGAN, perPage: 1 });
    world.happens = () => ({ kind: 'hang' });

    await world.invoke({}, { remainingMs: 30_000 });
    expect(world.item()).toEqual({ endTime: BEGAN, startTime: BEGAN, perPage: 1, pinnedSecond: BEGAN });
    world.happens = () => undefined;
    await world.invoke();
    expect(world.pages()[1]?.path).toMatch(/cursor$/);
    expect(world.missing()).toEqual([]);
  });

  it('throws a ZendeskUnavailableError if the walk times out too', async () => {
    const world = worldWith(5, { rateLimit: { total: 1000, windowSeconds: 60 } });
    world.happens = () => ({ kind: 'respond', status: 504, body: 'upstream request timeout' });

    await expect(world.invoke()).rejects.toMatchObject({ name: 'ZendeskUnavailableError' });
    expect(world.item()).toMatchObject({ perPage: 1, pinnedSecond: 0 });
    expect(world.pages().length).toBeLessThan(25);
  });
});

describe('the rate limit', () => {
  it('causes no 429 over several windows, because the run obeys its header', async () => {
    const world = worldWith(450, { rateLimit: { total: 10, windowSeconds: 60 } });

    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', pages: 50 });
    expect(world.zendesk.rateLimit.rejections).toBe(0);
    expect(world.missing()).toEqual([]);
    const minutes = (world.requests.at(-1)?.at ?? 0) - (world.requests[0]?.at ?? 0);
    expect(minutes).toBeLessThan(5 * 62_000);
  });

  it('ends the run as rate_limited if the next window opens after the deadline', async () => {
    const world = worldWith(450, { rateLimit: { total: 10, windowSeconds: 60 } });
    const result = await world.invoke({ pageSize: 10 }, { remainingMs: 40_000 });
    expect(result).toMatchObject({ outcome: 'rate_limited', pages: 10 });
    expectPunctual(world, result);
  });

  it('never exceeds a lower requestsPerMinute', async () => {
    const world = worldWith(120, { rateLimit: { total: 100, windowSeconds: 60 } });
    await world.invoke({ pageSize: 10, requestsPerMinute: 3 });
    const at = world.pages().map((request) => request.at);
    for (const start of at)
      expect(at.filter((each) => each >= start && each <= start + 60_000).length).toBeLessThanOrEqual(3);
    expect(world.missing()).toEqual([]);
  });

  it('defaults to 10 requests per minute until a response has the header', async () => {
    const world = worldWith(300, { rateLimit: { total: 1000, windowSeconds: 60 } });
    world.happens = () => ({ kind: 'rewrite', headers: { 'zendesk-ratelimit-incremental-exports': 'none' } });
    await world.invoke({ pageSize: 10 }, { remainingMs: 90_000 });
    expect(world.pages().length).toBeGreaterThanOrEqual(20);
    expect(world.pages().length).toBeLessThanOrEqual(21);
  });
});

import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';

function worldWith(tickets: number, options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 1000, windowSeconds: 60 }, ...options });
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

/** Applies a fault to the first `times` requests. */
function first<T>(times: number, fault: T): () => T | undefined {
  let count = 0;
  return () => ((count += 1) <= times ? fault : undefined);
}

const page = (members: object): string =>
  JSON.stringify({
    tickets: [{ id: 1, generated_timestamp: BEGAN }],
    count: 1,
    end_of_stream: true,
    next_page: null,
    end_time: BEGAN,
    ...members,
  });

describe('a temporary failure', () => {
  it.each([
    ...[408, 409, 425, 429, 500, 501, 502, 503, 520, 524].map((status) => ({
      kind: 'respond' as const,
      status,
      headers: { 'content-type': 'text/html' },
      body: '<html>oops</html>',
    })),
    { kind: 'reset' as const },
  ])('causes a retry: %j', async (fault) => {
    const world = worldWith(5);
    world.happens = first(2, fault);
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1 });
    expect(world.requests).toHaveLength(3);
    expect(world.clock.sleeps.every((ms) => ms >= 1000)).toBe(true);
  });

  it.each(['<html>Sign in</html>', '{"tickets":[', '', page({}).slice(0, -20)])(
    'causes a retry if a 200 has an invalid page: %s',
    async (body) => {
      const world = worldWith(5);
      world.happens = first(2, { kind: 'respond', status: 200, body });
      expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1 });
      expect(world.requests).toHaveLength(3);
    },
  );

  it('causes any number of retries if it is a 429', async () => {
    const world = worldWith(5);
    world.happens = first(40, { kind: 'respond', status: 429, headers: { 'retry-after': '5' }, body: '' });
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1 });
    expect(world.requests).toHaveLength(41);
  });

  it.each([
    ['7', 7000],
    ['50, 53', 53_000],
    ['Tue, 24 Nov 2026 12:05:20 GMT', 20_000],
  ])('causes a retry after exactly Retry-After: %s', async (retryAfter, waited) => {
    const world = worldWith(5, { latencyMs: 0 });
    world.happens = first(1, { kind: 'respond', status: 503, headers: { 'retry-after': retryAfter }, body: '' });
    await world.invoke();
    expect(world.clock.sleeps).toEqual([waited]);
  });

  it.each(['0', '-5', 'soon', ''])('causes a retry after at least a second for Retry-After %j', async (retryAfter) => {
    const world = worldWith(5);
    world.happens = first(1, { kind: 'respond', status: 429, headers: { 'retry-after': retryAfter }, body: '' });
    await world.invoke();
    expect(world.clock.sleeps[0]).toBeGreaterThanOrEqual(1000);
    expect(world.clock.sleeps[0]).toBeLessThanOrEqual(2000);
  });

  it("causes a retry at the window's end if a 429 has only the rate-limit header", async () => {
    const world = worldWith(5);
    world.happens = first(1, {
      kind: 'respond',
      status: 429,
      headers: { 'zendesk-ratelimit-incremental-exports': 'total=10; remaining=0; resets=23' },
      body: '',
    });
    await world.invoke();
    expect((world.pages()[1]?.at ?? 0) - (world.pages()[0]?.at ?? 0)).toBeGreaterThanOrEqual(23_000);
  });
});

describe('a permanent failure', () => {
  it('throws a ZendeskUnavailableError after at least 8 attempts over at least 2 minutes', async () => {
    const world = worldWith(5);
    world.happens = () => ({
      kind: 'respond',
      status: 500,
      headers: { 'content-type': 'text/html' },
      body: '<html>planted content</html>',
    });
    await expect(world.invoke()).rejects.toMatchObject({
      name: 'ZendeskUnavailableError',
      message: expect.stringMatching(/acme\/tickets.*500/),
    });
    expect(world.requests.length).toBeGreaterThanOrEqual(8);
    expect((world.requests.at(-1)?.at ?? 0) - (world.requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(120_000 - 500);
    expect(world.item()).toEqual({});
    expect(JSON.stringify(world.logs)).not.toContain('planted');
  });

  it('counts the two minutes from the first request, not from a wait for the rate limit before it', async () => {
    const world = worldWith(95, { rateLimit: { total: 10, windowSeconds: 60 }, latencyMs: 0, random: 0 });
    world.happens = () => (world.requests.length > 10 ? { kind: 'respond', status: 500, body: '' } : undefined);
    await expect(world.invoke({ pageSize: 10 })).rejects.toMatchObject({ name: 'ZendeskUnavailableError' });
    const failed = world.requests.slice(10).map(({ at }) => at);
    expect((failed.at(-1) ?? 0) - (failed[0] ?? 0)).toBeGreaterThanOrEqual(120_000);
  });

  it('throws a ZendeskRefusedError on any other 4xx without a retry', async () => {
    const world = worldWith(5);
    world.happens = () => ({
      kind: 'respond',
      status: 400,
      body: '{"error":{"title":"Invalid","message":"per_page is off"}}',
    });
    await expect(world.invoke()).rejects.toMatchObject({
      name: 'ZendeskRefusedError',
      message: expect.stringContaining('per_page is off'),
    });
    expect(world.requests).toHaveLength(1);
  });

  it.each([
    ['HTML', '<html>planted</html>'],
    ['a JSON array', '[]'],
    ['no records member', page({ tickets: undefined })],
    ['records of another type', page({ tickets: 'planted' })],
    ['a record without id', page({ tickets: [{ generated_timestamp: BEGAN, subject: 'planted' }] })],
    ['a record without its timestamp', page({ tickets: [{ id: 1, subject: 'planted' }] })],
    ['no end_of_stream', page({ end_of_stream: undefined })],
    ['an end_of_stream of another type', page({ end_of_stream: 'true' })],
    ['an end_time of null on a page with records', page({ end_time: null })],
    ['an end_time of another type', page({ end_time: String(BEGAN) })],
    ['an end_time before the start_time', page({ end_time: BEGAN - 1 })],
    [
      'JSON that is malformed within a record',
      page({ tickets: [{ id: 1, generated_timestamp: BEGAN, subject: 'planted' }] }).replace('planted"', 'planted'),
    ],
  ])('throws a MalformedPageError after three attempts, with nothing landed: %s', async (_, body) => {
    const world = worldWith(5);
    world.happens = () => ({ kind: 'respond', status: 200, body });
    const run = world.invoke({ startTime: BEGAN });
    await expect(run).rejects.toMatchObject({
      name: 'MalformedPageError',
      message: expect.stringContaining('acme/tickets'),
    });
    await expect(run).rejects.not.toMatchObject({ message: expect.stringContaining('planted') });
    expect(JSON.stringify(world.logs)).not.toContain('planted');
    expect(world.requests).toHaveLength(3);
    expect(world.keys()).toEqual([]);
    expect(world.item()).toEqual({});
  });

  it('throws an InvalidRequestError for an invalid event, naming the field, without a request', async () => {
    const world = worldWith(5);
    await expect(world.invoke({ pageSize: 5 })).rejects.toMatchObject({
      name: 'InvalidRequestError',
      message: expect.stringContaining('pageSize'),
    });
    await expect(world.invoke({ pagesize: 500 })).rejects.toMatchObject({
      name: 'InvalidRequestError',
      message: expect.stringContaining('pagesize'),
    });
    expect(world.requests).toEqual([]);
    expect(world.cursors.items.size).toBe(0);
  });
});

describe('the log', () => {
  it('contains one line per page and one per run, and neither secrets nor ticket content', async () => {
    const world = worldWith(25, { secret: { clientId: 'lake', clientSecret: 'planted-client-secret' } });
    await world.invoke({ pageSize: 10 });

    const lines = world.logs.map(({ message }) => message);
    expect(lines).toEqual(['page', 'page', 'page', 'run']);
    const text = JSON.stringify(world.logs);
    expect(text).not.toContain('planted-client-secret');
    expect(text).not.toMatch(/Bearer|Basic/);
    const subjects = world.account.latestRecords().map(({ text: ticket }) => JSON.parse(ticket).subject as string);
    expect(subjects.filter((subject) => text.includes(subject))).toEqual([]);
  });

  it('masks credentials that an error response echoes', async () => {
    const world = worldWith(1);
    world.happens = () => ({
      kind: 'respond',
      status: 400,
      body: '{"error":"Bad","description":"token planted-access-token is odd"}',
    });
    const run = world.invoke();
    await expect(run).rejects.toMatchObject({ message: expect.stringContaining('***') });
    await expect(run).rejects.not.toMatchObject({ message: expect.stringContaining('planted-access-token') });
  });
});

import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from './support/test-world.ts';

/* Bugs of other exporters in the requests that they send, from their issue trackers. */

function worldWith(tickets: number): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 1000, windowSeconds: 60 } });
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

describe('the rate limit', () => {
  it('waits at least a second for a Retry-After of 0 (airbyte#11899)', async () => {
    const world = worldWith(1);
    let responses = 0;
    world.happens = () =>
      (responses += 1) <= 5 ? { kind: 'respond', status: 429, headers: { 'retry-after': '0' }, body: '' } : undefined;
    await world.invoke();
    expect(world.clock.sleeps.length).toBeGreaterThanOrEqual(5);
    expect(Math.min(...world.clock.sleeps)).toBeGreaterThanOrEqual(1000);
  });

  it('retries a 429 in plain text, which is not JSON (airbyte#11035)', async () => {
    const world = worldWith(1);
    let responses = 0;
    world.happens = () =>
      (responses += 1) === 1
        ? {
            kind: 'respond',
            status: 429,
            headers: { 'retry-after': '1' },
            body: 'Number of allowed API requests per minute exceeded',
          }
        : undefined;
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1 });
  });

  it('ignores the headers of other rate limits (airbyte#7373)', async () => {
    const world = worldWith(45);
    world.happens = () => ({
      kind: 'rewrite',
      headers: { 'x-rate-limit-remaining': '0', 'ratelimit-remaining': '0', 'ratelimit-reset': '60' },
    });
    await world.invoke({ pageSize: 10 });
    expect(world.clock.sleeps).toEqual([]);
  });

  it('does not count token requests against the limit of the exports (airbyte#77548)', async () => {
    const world = createTestWorld({ secret: { clientId: 'lake', clientSecret: 'planted-client-secret' } });
    for (let i = 0; i < 45; i += 1) world.account.create({ second: BEGAN + i });
    await world.invoke({ pageSize: 10, requestsPerMinute: 5 });
    expect(world.requests).toHaveLength(6);
    expect(world.clock.sleeps).toEqual([]);
  });

  it('retries for longer than the rate-limit window of 60 seconds (tap-zendesk#155)', async () => {
    const world = worldWith(1);
    const began = world.clock.now() + 300_000;
    world.happens = ({ at }) => (at < began + 100_000 ? { kind: 'respond', status: 503, body: '' } : undefined);
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1 });
  });

  it('measures the pace from request to request, so that slow responses do not halve the throughput', async () => {
    const world = createTestWorld({ latencyMs: 5000 });
    for (let i = 0; i < 85; i += 1) world.account.create({ second: BEGAN + i });
    await world.invoke({ pageSize: 10, requestsPerMinute: 60 });
    const starts = world.pages().map(({ at }) => at);
    expect(starts.slice(1).map((at, i) => at - (starts[i] ?? 0))).toEqual(starts.slice(1).map(() => 5000));
  });
});

describe('start_time', () => {
  it('appears in every request, in whole seconds (PostHog#37480, tap-zendesk 2.7.3)', async () => {
    const world = worldWith(25);
    await world.invoke({ pageSize: 10, startTime: '2020-01-01T00:00:00.750+02:00' });
    for (const { query } of world.pages()) expect(query['start_time']).toMatch(/^\d+$/);
    expect(world.pages()[0]?.query['start_time']).toBe('1577829600');
  });

  it.each([-1, '1969-12-31T23:59:59Z', '2020-13-01T00:00:00Z', '2020-01-01', 1.5, 1_577_829_600_000])(
    'causes an InvalidRequestError before any request if it is %j (airbyte#24252, #12059, estuary#2329)',
    async (startTime) => {
      const world = worldWith(1);
      await expect(world.invoke({ startTime })).rejects.toMatchObject({
        name: 'InvalidRequestError',
        message: expect.stringContaining('startTime'),
      });
      expect(world.requests).toEqual([]);
    },
  );
});

describe('per_page', () => {
  it('defaults to the maximum of 1000 instead of 100 (airbyte#9062, estuary#1880)', async () => {
    const world = worldWith(1);
    await world.invoke();
    expect(world.pages()[0]?.query['per_page']).toBe('1000');
  });
});

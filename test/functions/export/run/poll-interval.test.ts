import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const POLL = { pollSeconds: 270 };

function worldWith(tickets: number): TestWorld {
  const world = createTestWorld();
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

/** A scheduled invocation one minute after the last run's end. */
const invokeNextMinute = (world: TestWorld, event: object = {}) =>
  world.invoke({ ...POLL, ...event }, { afterMs: 60_000 });

describe('a run less than pollSeconds after one that caught up', () => {
  it('returns not_due with the current position, after one read and no write', async () => {
    const world = worldWith(5);
    await invokeNextMinute(world);
    const [item, runHistory] = [world.item(), world.runHistory()];
    const calls: string[] = [];
    world.onCall = (call) => void calls.push(call);
    const [requests, secretReads] = [world.requests.length, world.secretReads];

    expect(await invokeNextMinute(world)).toEqual({
      resource: 'tickets',
      outcome: 'not_due',
      pages: 0,
      records: 0,
      bytes: 0,
      startTime: BEGAN + 4,
      endTime: BEGAN + 4,
      lagSeconds: Math.floor(world.clock.now() / 1000) - BEGAN - 4,
      remainingMs: 840_000,
    });
    expect(calls).toEqual(['read']);
    expect([world.item(), world.runHistory()]).toEqual([item, runHistory]);
    expect([world.requests.length, world.secretReads]).toEqual([requests, secretReads]);
  });

  it('emits no metrics and logs one line', async () => {
    const world = worldWith(5);
    await invokeNextMinute(world);
    const lines = world.logs.length;
    const metrics = [...world.accountMetrics, ...world.exportMetrics];
    await invokeNextMinute(world);
    expect([...world.accountMetrics, ...world.exportMetrics]).toEqual(metrics);
    expect(world.logs.slice(lines)).toMatchObject([{ level: 'info', message: 'run' }]);
  });

  it('leaves changes to the first run after pollSeconds', async () => {
    const world = worldWith(5);
    await invokeNextMinute(world);
    world.account.create();
    const outcomes: string[] = [];
    for (let minute = 1; minute <= 5; minute += 1) outcomes.push((await invokeNextMinute(world)).outcome);
    expect(outcomes).toEqual(['not_due', 'not_due', 'not_due', 'not_due', 'caught_up']);
    expect(world.missing()).toEqual([]);
  });

  it('polls if pollSeconds is 0', async () => {
    const world = worldWith(5);
    await invokeNextMinute(world);
    expect(await invokeNextMinute(world, { pollSeconds: 0 })).toMatchObject({ outcome: 'caught_up' });
  });
});

describe('a run less than pollSeconds after another outcome', () => {
  it('resumes immediately after a run that handed over', async () => {
    const world = createTestWorld({ rateLimit: { total: 100, windowSeconds: 60 } });
    for (let i = 0; i < 60; i += 1) world.account.create({ second: BEGAN + i });
    const first = await world.invoke({ ...POLL, pageSize: 10 }, { remainingMs: 5_000 });
    expect(first).toMatchObject({ outcome: 'budget_spent' });
    expect(await invokeNextMinute(world, { pageSize: 10 })).toMatchObject({
      outcome: 'caught_up',
      startTime: first.endTime,
    });
  });

  it('returns not_due after a rate_limited run that made no progress', async () => {
    const world = worldWith(5);
    world.happens = () => ({ kind: 'respond', status: 429, headers: { 'retry-after': '3600' }, body: 'Too many' });
    expect(await invokeNextMinute(world)).toMatchObject({ outcome: 'rate_limited' });
    expect(await invokeNextMinute(world)).toMatchObject({ outcome: 'not_due' });
    expect(world.requests).toHaveLength(1);
  });

  it('returns not_due after a failed run, and retries after pollSeconds', async () => {
    const world = worldWith(5);
    world.happens = () => ({ kind: 'respond', status: 403, body: '{}' });
    await expect(invokeNextMinute(world)).rejects.toMatchObject({ name: 'CredentialsError' });
    expect(await invokeNextMinute(world)).toMatchObject({ outcome: 'not_due' });
    expect(world.runHistory()).toMatchObject({ lastOutcome: 'CredentialsError', stalledRuns: 1 });
    await expect(world.invoke(POLL, { afterMs: 300_000 })).rejects.toMatchObject({ name: 'CredentialsError' });
  });

  it('resumes a crashed run as soon as its lease has expired', async () => {
    const world = worldWith(5);
    await invokeNextMinute(world);
    const leaseUntil = Math.floor(world.clock.now() / 1000) + 840;
    const killed = { leaseOwner: 'killed', leaseUntil, runHistory: world.runHistory() };
    world.setItem({ ...world.item(), ...killed });
    expect(await world.invoke(POLL, { afterMs: 300_000 })).toMatchObject({ outcome: 'lease_held' });
    expect(await world.invoke(POLL, { afterMs: 841_000 })).toMatchObject({ outcome: 'caught_up' });
  });
});

describe('a run that cannot read the cursor items', () => {
  it('logs this and acquires the lease, which shows that it is due', async () => {
    const world = worldWith(5);
    world.onCall = (call) => {
      if (call === 'read') throw new Error('no DynamoDB');
    };
    expect(await invokeNextMinute(world)).toMatchObject({ outcome: 'caught_up', pages: 1 });
    expect(world.logs).toContainEqual({
      level: 'warn',
      message: 'unread',
      fields: { run_id: 'run-1', request_id: 'request-1', export: 'acme/tickets', detail: 'no DynamoDB' },
    });
  });

  it('returns not_due after it acquired and released the lease, without metrics', async () => {
    const world = worldWith(5);
    await invokeNextMinute(world);
    const [item, metrics] = [world.item(), world.accountMetrics.length];
    const calls: string[] = [];
    world.onCall = (call) => {
      calls.push(call);
      if (call === 'read') throw new Error('no DynamoDB');
    };
    expect(await invokeNextMinute(world)).toMatchObject({ outcome: 'not_due' });
    expect(calls).toEqual(['read', 'acquire', 'release']);
    expect([world.item(), world.accountMetrics.length]).toEqual([item, metrics]);
  });

  it('fails if it is not due and cannot release its lease', async () => {
    const world = worldWith(5);
    await invokeNextMinute(world);
    world.onCall = (call) => {
      if (call !== 'acquire') throw new Error('no DynamoDB');
    };
    await expect(invokeNextMinute(world)).rejects.toThrow('no DynamoDB');
    expect(world.accountMetrics.at(-1)?.values).toMatchObject({ Failed: 1 });
  });
});

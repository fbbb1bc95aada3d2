import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const POLL = { pollSeconds: 270 };

function worldWith(tickets: number): TestWorld {
  const world = createTestWorld();
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

/** A tick of a schedule, a minute after the last run's end. */
const tick = (world: TestWorld, event: object = {}) => world.invoke({ ...POLL, ...event }, { afterMs: 60_000 });

describe('a run that comes too soon after one that had caught up', () => {
  it('asks nothing, changes nothing but that it takes the lease and gives it back, and tells where the export is', async () => {
    const world = worldWith(5);
    await tick(world);
    const [item, runHistory] = [world.item(), world.runHistory()];
    const calls: string[] = [];
    world.onCall = (call) => void calls.push(call);
    const [requests, secretReads] = [world.requests.length, world.secretReads];

    expect(await tick(world)).toEqual({
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
    expect(calls).toEqual(['acquire', 'release']);
    expect([world.item(), world.runHistory()]).toEqual([item, runHistory]);
    expect([world.requests.length, world.secretReads]).toEqual([requests, secretReads]);
  });

  it('puts no figures, and one line into the log', async () => {
    const world = worldWith(5);
    await tick(world);
    const [figures, lines] = [world.figures.length, world.logs.length];
    await tick(world);
    expect(world.figures).toHaveLength(figures);
    expect(world.metrics).toEqual([]);
    expect(world.logs.slice(lines)).toMatchObject([{ level: 'info', message: 'run' }]);
  });

  it('finds what has changed at the first tick after the rest, and no later', async () => {
    const world = worldWith(5);
    await tick(world);
    world.account.create();
    const outcomes: string[] = [];
    for (let minute = 1; minute <= 5; minute += 1) outcomes.push((await tick(world)).outcome);
    expect(outcomes).toEqual(['not_due', 'not_due', 'not_due', 'not_due', 'caught_up']);
    expect(world.missing()).toEqual([]);
  });

  it('is one that polls, where no rest is asked for', async () => {
    const world = worldWith(5);
    await tick(world);
    expect(await tick(world, { pollSeconds: 0 })).toMatchObject({ outcome: 'caught_up' });
  });
});

describe('a run that comes soon after one that', () => {
  it('handed over goes on at once', async () => {
    const world = createTestWorld({ rateLimit: { total: 100, windowSeconds: 60 } });
    for (let i = 0; i < 60; i += 1) world.account.create({ second: BEGAN + i });
    const first = await world.invoke({ ...POLL, pageSize: 10 }, { remainingMs: 5_000 });
    expect(first).toMatchObject({ outcome: 'budget_spent' });
    expect(await tick(world, { pageSize: 10 })).toMatchObject({ outcome: 'caught_up', startTime: first.endTime });
  });

  it('was told to wait for long without having got on rests too: Zendesk is not asked every minute', async () => {
    const world = worldWith(5);
    world.happens = () => ({ kind: 'respond', status: 429, headers: { 'retry-after': '3600' }, body: 'Too many' });
    expect(await tick(world)).toMatchObject({ outcome: 'rate_limited' });
    expect(await tick(world)).toMatchObject({ outcome: 'not_due' });
    expect(world.requests).toHaveLength(1);
  });

  it('failed rests, and tries again after the rest', async () => {
    const world = worldWith(5);
    world.happens = () => ({ kind: 'respond', status: 403, body: '{}' });
    await expect(tick(world)).rejects.toMatchObject({ name: 'CredentialsError' });
    expect(await tick(world)).toMatchObject({ outcome: 'not_due' });
    expect(world.runHistory()).toMatchObject({ lastOutcome: 'CredentialsError', stalledRuns: 1 });
    await expect(world.invoke(POLL, { afterMs: 300_000 })).rejects.toMatchObject({ name: 'CredentialsError' });
  });

  it('was killed takes the export up as soon as its lease has ended', async () => {
    const world = worldWith(5);
    await tick(world);
    const leaseUntil = Math.floor(world.clock.now() / 1000) + 840;
    const killed = { leaseOwner: 'killed', leaseUntil, runHistory: world.runHistory() };
    world.setItem({ ...world.item(), ...killed });
    expect(await tick(world)).toMatchObject({ outcome: 'lease_held' });
    expect(await world.invoke(POLL, { afterMs: 841_000 })).toMatchObject({ outcome: 'caught_up' });
  });
});

it('a rest that cannot give its lease back fails as any run does', async () => {
  const world = worldWith(5);
  await tick(world);
  world.onCall = (call) => {
    if (call === 'release') throw new Error('no DynamoDB');
  };
  await expect(tick(world)).rejects.toThrow('no DynamoDB');
  expect(world.figures.at(-1)?.values).toMatchObject({ Failed: 1 });
});

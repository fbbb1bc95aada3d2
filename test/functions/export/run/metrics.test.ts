import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';

function worldWith(tickets: number, options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 1000, windowSeconds: 60 }, ...options });
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

/** What the last run put, which has to be one set for one export. */
function figures(world: TestWorld) {
  const last = world.figures.at(-1);
  expect(last?.dimensions).toEqual({ subdomain: 'acme', resource: 'tickets' });
  return last?.values ?? {};
}

const refusedBy = (status: number) => () => ({ kind: 'respond' as const, status, body: '{}' });

const breakSecret = (world: TestWorld): void => {
  world.secret = { nothing: 'known' };
  // What is known of it is kept until then.
  world.happens = refusedBy(401);
};

describe('a run that catches up', () => {
  it('puts what it did, and that nothing is behind', async () => {
    const world = worldWith(25);
    const { bytes, lagSeconds } = await world.invoke({ pageSize: 10, startTime: BEGAN });
    expect(world.figures).toHaveLength(1);
    expect(figures(world)).toMatchObject({
      LagSeconds: lagSeconds,
      SecondsSinceCaughtUp: 0,
      AdvancedSeconds: 24,
      Pages: 3,
      // A page repeats the last second of the one before it.
      Records: 27,
      Bytes: bytes,
      CaughtUp: 1,
      Failed: 0,
      StalledRuns: 0,
    });
    expect(world.runHistory()).toMatchObject({
      lastOutcome: 'caught_up',
      totalPages: 3,
      totalRecords: 27,
      totalBytes: bytes,
    });
    expect(world.runHistory().caughtUpAt).toBe(world.runHistory().lastRunAt);
  });

  it('puts the same set where there is nothing to do, run after run, and the totals stay', async () => {
    const world = worldWith(5);
    await world.invoke();
    const { totalPages, totalRecords, totalBytes } = world.runHistory();
    for (let i = 0; i < 3; i += 1) {
      await world.invoke();
      expect(figures(world)).toMatchObject({
        SecondsSinceCaughtUp: 0,
        AdvancedSeconds: 0,
        Pages: 0,
        DuplicatesRatio: 1,
      });
    }
    expect(new Set(world.figures.map(({ values }) => Object.keys(values).join()))).toHaveProperty('size', 1);
    expect(world.runHistory()).toMatchObject({ totalPages, totalRecords, totalBytes, stalledRuns: 0 });
  });

  it('puts it where Zendesk shows no ticket at all', async () => {
    const world = createTestWorld();
    await world.invoke();
    expect(figures(world)).toMatchObject({ CaughtUp: 1, SecondsSinceCaughtUp: 0, Records: 0, DuplicatesRatio: 0 });
  });

  it('puts it where its beginning is too recent to ask for', async () => {
    const world = createTestWorld();
    await world.invoke({ startTime: 4_000_000_000 });
    expect(figures(world)).toMatchObject({ CaughtUp: 1, SecondsSinceCaughtUp: 0 });
  });
});

describe('a run that does not catch up', () => {
  it('puts for how long that has been so, and that it moved on', async () => {
    const world = worldWith(400, { rateLimit: { total: 2, windowSeconds: 60 } });
    for (let i = 1; i <= 3; i += 1) {
      await world.invoke({ pageSize: 10, startTime: BEGAN }, { remainingMs: 100_000 });
      expect(figures(world)).toMatchObject({ RateLimited: 1, CaughtUp: 0, StalledRuns: 0 });
      expect(figures(world).AdvancedSeconds).toBeGreaterThan(20);
      expect(figures(world).RateLimitWaitSeconds).toBeGreaterThan(50);
    }
    const { firstRunAt = 0, lastRunAt = 0, caughtUpAt } = world.runHistory();
    expect(figures(world).SecondsSinceCaughtUp).toBe(lastRunAt - firstRunAt);
    expect(lastRunAt - firstRunAt).toBeGreaterThanOrEqual(600);
    expect(caughtUpAt).toBeUndefined();
  });

  it('counts as stalled where its time is up before a page has come', async () => {
    const world = worldWith(5, { latencyMs: 3_600_000 });
    for (let i = 1; i <= 3; i += 1) {
      await world.invoke();
      expect(figures(world)).toMatchObject({ BudgetSpent: 1, StalledRuns: i, AdvancedSeconds: 0 });
    }
  });
});

describe('a run that finds the lease held', () => {
  it('puts that, and nothing that it cannot know; it counts nothing on the item', async () => {
    const world = worldWith(5);
    await world.invoke();
    const runHistory = world.runHistory();
    world.setItem({ ...world.item(), runHistory, leaseOwner: 'another', leaseUntil: 9_999_999_999 });
    await world.invoke();
    expect(figures(world)).toMatchObject({ LeaseHeld: 1, CaughtUp: 0, Failed: 0, Pages: 0, AdvancedSeconds: 0 });
    for (const name of ['LagSeconds', 'SecondsSinceCaughtUp', 'StalledRuns']) {
      expect(figures(world)).not.toHaveProperty(name);
    }
    expect(world.runHistory()).toEqual(runHistory);
  });
});

describe('a run that loses its lease', () => {
  it('puts that, and leaves the item to whoever took it', async () => {
    const world = worldWith(25);
    const taken = {
      endTime: BEGAN + 1,
      leaseOwner: 'thief',
      leaseUntil: 9_999_999_999,
      runHistory: { stalledRuns: 2 },
    };
    world.onCall = (call) => {
      if (call === 'land') world.setItem(taken);
    };
    await world.invoke({ pageSize: 10 });
    expect(figures(world)).toMatchObject({ LeaseLost: 1, CaughtUp: 0, Failed: 0, StalledRuns: 0 });
    expect(world.runHistory()).toEqual({ stalledRuns: 2 });
  });
});

describe('a run that fails', () => {
  const failures: [string, (world: TestWorld) => void, number][] = [
    ['CredentialsError', (world) => void (world.happens = refusedBy(401)), 1],
    ['CredentialsError', (world) => void (world.happens = refusedBy(403)), 1],
    ['CredentialsError', breakSecret, 1],
    ['ZendeskRefusedError', (world) => void (world.happens = refusedBy(400)), 0],
    ['ZendeskUnavailableError', (world) => void (world.happens = refusedBy(500)), 0],
    ['MalformedPageError', (world) => void (world.happens = refusedBy(200)), 0],
  ];

  it.each(failures)(
    'as %s (%#) puts all the same, and its name stands on the item',
    async (name, breakIt, credentials) => {
      const world = worldWith(5);
      await world.invoke();
      breakIt(world);
      for (let i = 1; i <= 2; i += 1) {
        await expect(world.invoke()).rejects.toMatchObject({ name });
        expect(world.figures).toHaveLength(i + 1);
        expect(figures(world)).toMatchObject({
          Failed: 1,
          CaughtUp: 0,
          StalledRuns: i,
          CredentialsErrors: credentials,
        });
        expect(figures(world).SecondsSinceCaughtUp).toBeGreaterThanOrEqual(i * 300);
        expect(world.runHistory()).toMatchObject({ lastOutcome: name, stalledRuns: i });
      }
    },
  );

  it('after it has asked again and again puts how often', async () => {
    const world = worldWith(5);
    world.happens = refusedBy(500);
    await expect(world.invoke()).rejects.toMatchObject({ name: 'ZendeskUnavailableError' });
    expect(figures(world).Retries).toBe(world.requests.length - 1);
  });

  it('before it has the lease puts that it failed, and nothing that it does not know', async () => {
    const world = worldWith(5);
    world.onCall = () => {
      throw new Error('no DynamoDB');
    };
    await expect(world.invoke()).rejects.toThrow('no DynamoDB');
    expect(figures(world)).toMatchObject({ Failed: 1, Pages: 0, CredentialsErrors: 0 });
    expect(figures(world)).not.toHaveProperty('SecondsSinceCaughtUp');
  });

  it('after it has moved on is not stalled, and what it landed is in the totals', async () => {
    const world = worldWith(25);
    world.happens = () => (world.pages().length > 1 ? refusedBy(400)() : undefined);
    await expect(world.invoke({ pageSize: 10 })).rejects.toMatchObject({ name: 'ZendeskRefusedError' });
    expect(figures(world)).toMatchObject({ Failed: 1, Pages: 1, StalledRuns: 0 });
    expect(world.runHistory()).toMatchObject({ totalPages: 1, totalRecords: 10, stalledRuns: 0 });
  });
});

describe('a walk that gets nowhere', () => {
  it('is stalled although every run begins it anew: a refused cursor is no step', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, rateLimit: { total: 1000, windowSeconds: 60 } });
    for (let i = 0; i < 40; i += 1) world.account.create({ second: BEGAN });
    await world.invoke({ pageSize: 10, startTime: BEGAN }, { remainingMs: 4_000 });
    expect(world.item()).toHaveProperty('afterCursor');
    world.happens = ({ path, query }) =>
      path.endsWith('/cursor') && !('cursor' in query) ? refusedBy(400)() : refusedBy(410)();
    for (let i = 1; i <= 3; i += 1) {
      await expect(world.invoke({ pageSize: 10, startTime: BEGAN })).rejects.toThrow('400');
      expect(figures(world)).toMatchObject({ StalledRuns: i });
    }
  });

  it('is not stalled while its cursor moves, and tells its time', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, rateLimit: { total: 1000, windowSeconds: 60 } });
    for (let i = 0; i < 60; i += 1) world.account.create({ second: BEGAN });
    await world.invoke({ pageSize: 10, startTime: BEGAN }, { remainingMs: 2_000 });
    await world.invoke({ pageSize: 10, startTime: BEGAN }, { remainingMs: 2_000 });
    expect(figures(world)).toMatchObject({ AdvancedSeconds: 0, StalledRuns: 0, CaughtUp: 0 });
    expect(figures(world).PinnedSeconds).toBeGreaterThan(0);
    expect(world.item()).toHaveProperty('afterCursor');
  });
});

describe('an API token', () => {
  it('is told with the days that it has left', async () => {
    const world = worldWith(5, { secret: { email: 'admin@example.com', apiToken: 'planted-api-token' } });
    await world.invoke();
    const [left] = world.figures.map(({ at, values }) => ({ at, days: values.ApiTokenDaysLeft ?? NaN }));
    const endsAt = (left?.at ?? 0) + (left?.days ?? 0) * 86_400_000;
    expect(endsAt).toBeLessThanOrEqual(Date.UTC(2027, 3, 30));
    expect(endsAt).toBeGreaterThan(Date.UTC(2027, 3, 29));
  });

  it('is not told of where there is none', async () => {
    const world = worldWith(5);
    await world.invoke();
    expect(figures(world)).not.toHaveProperty('ApiTokenDaysLeft');
  });
});

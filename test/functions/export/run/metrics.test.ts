import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';

function worldWith(tickets: number, options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 1000, windowSeconds: 60 }, ...options });
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

/** Returns the metrics of the last run, after a check of their dimensions. */
function lastMetrics(world: TestWorld) {
  const last = world.figures.at(-1);
  expect(last?.dimensions).toEqual({ subdomain: 'acme', resource: 'tickets' });
  return last?.values ?? {};
}

const refusedBy = (status: number) => () => ({ kind: 'respond' as const, status, body: '{}' });

const breakSecret = (world: TestWorld): void => {
  world.secret = { unknown: 'form' };
  // The secret is cached until a 401.
  world.happens = refusedBy(401);
};

describe('a run that catches up', () => {
  it('emits its pages, records and bytes, and a SecondsSinceCaughtUp of 0', async () => {
    const world = worldWith(25);
    const { bytes, lagSeconds } = await world.invoke({ pageSize: 10, startTime: BEGAN });
    expect(world.figures).toHaveLength(1);
    expect(lastMetrics(world)).toMatchObject({
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

  it('emits the same metrics if it is idle, and does not change the totals', async () => {
    const world = worldWith(5);
    await world.invoke();
    const { totalPages, totalRecords, totalBytes } = world.runHistory();
    for (let i = 0; i < 3; i += 1) {
      await world.invoke();
      expect(lastMetrics(world)).toMatchObject({
        SecondsSinceCaughtUp: 0,
        AdvancedSeconds: 0,
        Pages: 0,
        DuplicatesRatio: 1,
      });
    }
    expect(new Set(world.figures.map(({ values }) => Object.keys(values).join()))).toHaveProperty('size', 1);
    expect(world.runHistory()).toMatchObject({ totalPages, totalRecords, totalBytes, stalledRuns: 0 });
  });

  it('emits CaughtUp if Zendesk has no tickets', async () => {
    const world = createTestWorld();
    await world.invoke();
    expect(lastMetrics(world)).toMatchObject({ CaughtUp: 1, SecondsSinceCaughtUp: 0, Records: 0, DuplicatesRatio: 0 });
  });

  it('emits CaughtUp if startTime is too recent', async () => {
    const world = createTestWorld();
    await world.invoke({ startTime: 4_000_000_000 });
    expect(lastMetrics(world)).toMatchObject({ CaughtUp: 1, SecondsSinceCaughtUp: 0 });
  });
});

describe('a run that does not catch up', () => {
  it('emits the time since the first run and the seconds it advanced', async () => {
    const world = worldWith(400, { rateLimit: { total: 2, windowSeconds: 60 } });
    for (let i = 1; i <= 3; i += 1) {
      await world.invoke({ pageSize: 10, startTime: BEGAN }, { remainingMs: 100_000 });
      expect(lastMetrics(world)).toMatchObject({ RateLimited: 1, CaughtUp: 0, StalledRuns: 0 });
      expect(lastMetrics(world).AdvancedSeconds).toBeGreaterThan(20);
      expect(lastMetrics(world).RateLimitWaitSeconds).toBeGreaterThan(50);
    }
    const { firstRunAt = 0, lastRunAt = 0, caughtUpAt } = world.runHistory();
    expect(lastMetrics(world).SecondsSinceCaughtUp).toBe(lastRunAt - firstRunAt);
    expect(lastRunAt - firstRunAt).toBeGreaterThanOrEqual(600);
    expect(caughtUpAt).toBeUndefined();
  });

  it('counts as stalled if the time is up before the first page arrives', async () => {
    const world = worldWith(5, { latencyMs: 3_600_000 });
    for (let i = 1; i <= 3; i += 1) {
      await world.invoke();
      expect(lastMetrics(world)).toMatchObject({ BudgetSpent: 1, StalledRuns: i, AdvancedSeconds: 0 });
    }
  });
});

describe('a run that finds the lease held', () => {
  it('emits LeaseHeld without unknown values, and does not change the item', async () => {
    const world = worldWith(5);
    await world.invoke();
    const runHistory = world.runHistory();
    world.setItem({ ...world.item(), runHistory, leaseOwner: 'another', leaseUntil: 9_999_999_999 });
    await world.invoke();
    expect(lastMetrics(world)).toMatchObject({ LeaseHeld: 1, CaughtUp: 0, Failed: 0, Pages: 0, AdvancedSeconds: 0 });
    for (const name of ['LagSeconds', 'SecondsSinceCaughtUp', 'StalledRuns']) {
      expect(lastMetrics(world)).not.toHaveProperty(name);
    }
    expect(world.runHistory()).toEqual(runHistory);
  });
});

describe('a run that loses its lease', () => {
  it('emits LeaseLost, and does not change the item of the new owner', async () => {
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
    expect(lastMetrics(world)).toMatchObject({ LeaseLost: 1, CaughtUp: 0, Failed: 0, StalledRuns: 0 });
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
    'emits all metrics and writes the error name %s to the item (case %#)',
    async (name, breakIt, credentials) => {
      const world = worldWith(5);
      await world.invoke();
      breakIt(world);
      for (let i = 1; i <= 2; i += 1) {
        await expect(world.invoke()).rejects.toMatchObject({ name });
        expect(world.figures).toHaveLength(i + 1);
        expect(lastMetrics(world)).toMatchObject({
          Failed: 1,
          CaughtUp: 0,
          StalledRuns: i,
          CredentialsErrors: credentials,
        });
        expect(lastMetrics(world).SecondsSinceCaughtUp).toBeGreaterThanOrEqual(i * 300);
        expect(world.runHistory()).toMatchObject({ lastOutcome: name, stalledRuns: i });
      }
    },
  );

  it('emits the number of retries', async () => {
    const world = worldWith(5);
    world.happens = refusedBy(500);
    await expect(world.invoke()).rejects.toMatchObject({ name: 'ZendeskUnavailableError' });
    expect(lastMetrics(world).Retries).toBe(world.requests.length - 1);
  });

  it('emits Failed without unknown values if the lease was not acquired', async () => {
    const world = worldWith(5);
    world.onCall = () => {
      throw new Error('no DynamoDB');
    };
    await expect(world.invoke()).rejects.toThrow('no DynamoDB');
    expect(lastMetrics(world)).toMatchObject({ Failed: 1, Pages: 0, CredentialsErrors: 0 });
    expect(lastMetrics(world)).not.toHaveProperty('SecondsSinceCaughtUp');
  });

  it('does not count as stalled if it advanced before, and adds the landed page to the totals', async () => {
    const world = worldWith(25);
    world.happens = () => (world.pages().length > 1 ? refusedBy(400)() : undefined);
    await expect(world.invoke({ pageSize: 10 })).rejects.toMatchObject({ name: 'ZendeskRefusedError' });
    expect(lastMetrics(world)).toMatchObject({ Failed: 1, Pages: 1, StalledRuns: 0 });
    expect(world.runHistory()).toMatchObject({ totalPages: 1, totalRecords: 10, stalledRuns: 0 });
  });
});

describe('a run within a walk', () => {
  it('counts as stalled if Zendesk refuses the cursor and the restarted walk', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, rateLimit: { total: 1000, windowSeconds: 60 } });
    for (let i = 0; i < 40; i += 1) world.account.create({ second: BEGAN });
    await world.invoke({ pageSize: 10, startTime: BEGAN }, { remainingMs: 4_000 });
    expect(world.item()).toHaveProperty('afterCursor');
    world.happens = ({ path, query }) =>
      path.endsWith('/cursor') && !('cursor' in query) ? refusedBy(400)() : refusedBy(410)();
    for (let i = 1; i <= 3; i += 1) {
      await expect(world.invoke({ pageSize: 10, startTime: BEGAN })).rejects.toThrow('400');
      expect(lastMetrics(world)).toMatchObject({ StalledRuns: i });
    }
  });

  it('does not count as stalled while its cursor advances, and emits PinnedSeconds', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, rateLimit: { total: 1000, windowSeconds: 60 } });
    for (let i = 0; i < 60; i += 1) world.account.create({ second: BEGAN });
    await world.invoke({ pageSize: 10, startTime: BEGAN }, { remainingMs: 2_000 });
    await world.invoke({ pageSize: 10, startTime: BEGAN }, { remainingMs: 2_000 });
    expect(lastMetrics(world)).toMatchObject({ AdvancedSeconds: 0, StalledRuns: 0, CaughtUp: 0 });
    expect(lastMetrics(world).PinnedSeconds).toBeGreaterThan(0);
    expect(world.item()).toHaveProperty('afterCursor');
  });
});

describe('ApiTokenDaysLeft', () => {
  it('counts the days until Zendesk ends API tokens', async () => {
    const world = worldWith(5, { secret: { email: 'admin@example.com', apiToken: 'planted-api-token' } });
    await world.invoke();
    const [left] = world.figures.map(({ at, values }) => ({ at, days: values.ApiTokenDaysLeft ?? NaN }));
    const endsAt = (left?.at ?? 0) + (left?.days ?? 0) * 86_400_000;
    expect(endsAt).toBeLessThanOrEqual(Date.UTC(2027, 3, 30));
    expect(endsAt).toBeGreaterThan(Date.UTC(2027, 3, 29));
  });

  it('does not appear with other credentials', async () => {
    const world = worldWith(5);
    await world.invoke();
    expect(lastMetrics(world)).not.toHaveProperty('ApiTokenDaysLeft');
  });
});

import { describe, expect, it } from 'vitest';
import { BUSY_EXPORT_METRICS } from '#common/cost-model.ts';
import type { MetricName } from '#functions/export/core/telemetry/metrics.ts';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

function worldWith(tickets: number, options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 1000, windowSeconds: 60 }, ...options });
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

type Values = Readonly<Partial<Record<MetricName, number>>>;

/** Invokes the function with `invoke`. Returns the metrics of the account and of its export, by their dimensions. */
async function metricsOf(
  world: TestWorld,
  invoke: () => Promise<unknown>,
): Promise<{ account: Values; tickets: Values }> {
  const [known, knownOfExport] = [world.accountMetrics.length, world.exportMetrics.length];
  await invoke();
  const [account, ...others] = world.accountMetrics.slice(known);
  const puts = world.exportMetrics.slice(knownOfExport);
  expect([account?.dimensions, others]).toEqual([{ subdomain: 'acme' }, []]);
  for (const { dimensions } of puts) expect(dimensions).toEqual({ subdomain: 'acme', resource: 'tickets' });
  return { account: account?.values ?? {}, tickets: Object.assign({}, ...puts.map(({ values }) => values)) };
}

const metricsOfRun = (world: TestWorld, ...args: Parameters<TestWorld['invoke']>) =>
  metricsOf(world, () => world.invoke(...args));

/** The metrics of a run that fails with this error. */
const metricsOfFailure = (world: TestWorld, error: object, event: object = {}) =>
  metricsOf(world, async () => expect(await thrownBy(() => world.invoke(event))).toMatchObject(error));

const refusedBy = (status: number) => () => ({ kind: 'respond' as const, status, body: '{}' });

const breakSecret = (world: TestWorld): void => {
  world.secret = { unknown: 'form' };
  // The secret is cached until a 401.
  world.happens = refusedBy(401);
};

const HEALTHY = { FreshnessRatio: 0, StalledRuns: 0, Failed: 0, CredentialsErrors: 0 };

describe('a run that catches up', () => {
  it('emits that its account is healthy, and the pages and records of its export', async () => {
    const world = worldWith(25);
    const { account, tickets } = await metricsOfRun(world, { pageSize: 10, startTime: BEGAN });
    expect(account).toEqual(HEALTHY);
    // A page repeats the last second of the one before it.
    expect(tickets).toEqual({ Pages: 3, Records: 27 });
    expect(Object.keys(tickets)).toHaveLength(BUSY_EXPORT_METRICS);
    expect(world.runHistory()).toMatchObject({ lastOutcome: 'caught_up', totalPages: 3, totalRecords: 27 });
    const { caughtUpAt, freshAt, lastRunAt } = world.runHistory();
    expect([caughtUpAt, freshAt]).toEqual([lastRunAt, lastRunAt]);
  });

  it('emits only the metrics of its account if it is idle, and does not change the totals', async () => {
    const world = worldWith(5);
    await world.invoke();
    const { totalPages, totalRecords, totalBytes } = world.runHistory();
    for (let i = 0; i < 3; i += 1) expect(await metricsOfRun(world)).toEqual({ account: HEALTHY, tickets: {} });
    expect(world.runHistory()).toMatchObject({ totalPages, totalRecords, totalBytes, stalledRuns: 0 });
  });

  it('emits that its account is healthy if Zendesk has no tickets, or if startTime is too recent', async () => {
    expect(await metricsOfRun(createTestWorld())).toEqual({ account: HEALTHY, tickets: {} });
    const startTime = 4_000_000_000;
    expect(await metricsOfRun(createTestWorld(), { startTime })).toEqual({ account: HEALTHY, tickets: {} });
  });
});

describe('a run that does not catch up', () => {
  it('emits that its account is fresh while the backlog shrinks, and since when its export is behind', async () => {
    const world = worldWith(0, { rateLimit: { total: 2, windowSeconds: 60 } });
    for (let i = 0; i < 400; i += 1) world.account.create({ second: BEGAN - 400_000 + i * 1000 });
    for (let i = 1; i <= 3; i += 1) {
      const event = { pageSize: 10, startTime: BEGAN - 400_000 };
      const { account, tickets } = await metricsOfRun(world, event, { remainingMs: 100_000 });
      expect(account).toEqual(HEALTHY);
      const { firstRunAt = 0, lastRunAt = 0 } = world.runHistory();
      expect(tickets).toMatchObject({ RateLimited: 1, RateLimitWaitSeconds: expect.any(Number) });
      expect(tickets.SecondsSinceCaughtUp ?? 0).toBe(lastRunAt - firstRunAt);
    }
    expect(world.runHistory()).not.toHaveProperty('caughtUpAt');
  });

  it('emits how long it has been behind as a fraction of its limit if the backlog grows', async () => {
    const world = worldWith(4000, { rateLimit: { total: 2, windowSeconds: 60 } });
    const ratios: (number | undefined)[] = [];
    for (let i = 0; i < 3; i += 1) {
      const event = { pageSize: 10, startTime: BEGAN, staleSeconds: 1800 };
      const { account } = await metricsOfRun(world, event, { remainingMs: 100_000 });
      ratios.push(account.FreshnessRatio);
    }
    const { freshAt = 0, lastRunAt = 0 } = world.runHistory();
    expect(ratios).toEqual([0, expect.any(Number), (lastRunAt - freshAt) / 1800]);
    expect(lastRunAt - freshAt).toBeGreaterThan(600);
  });

  it('counts as stalled if the time is up before the first page arrives', async () => {
    const world = worldWith(5, { latencyMs: 3_600_000 });
    for (let i = 1; i <= 3; i += 1) {
      const { account, tickets } = await metricsOfRun(world);
      expect([account.StalledRuns, tickets.BudgetSpent]).toEqual([i, 1]);
    }
  });
});

describe('a run that finds the lease held', () => {
  it('emits the state of the export by its item, and does not change the item', async () => {
    const world = worldWith(5);
    await world.invoke();
    const runHistory = { ...world.runHistory(), stalledRuns: 2 };
    world.setItem({ ...world.item(), runHistory, leaseOwner: 'another', leaseUntil: 9_999_999_999 });
    const { account, tickets } = await metricsOfRun(world, {}, { afterMs: 3 * 3_600_000 });
    expect(tickets).toEqual({ LeaseHeld: 1 });
    expect(account).toEqual({ ...HEALTHY, FreshnessRatio: 3, StalledRuns: 2 });
    expect(world.runHistory()).toEqual(runHistory);
  });
});

describe('a run that loses its lease', () => {
  it('emits LeaseLost, and does not change the item of the new owner', async () => {
    const world = worldWith(25);
    const runHistory = { stalledRuns: 2 };
    const taken = { endTime: BEGAN + 1, leaseOwner: 'thief', leaseUntil: 9_999_999_999, runHistory };
    world.onCall = (call) => {
      if (call === 'land') world.setItem(taken);
    };
    const { account, tickets } = await metricsOfRun(world, { pageSize: 10 });
    expect([account.Failed, tickets.LeaseLost]).toEqual([0, 1]);
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
    'emits Failed and writes the error name %s to the item (case %#)',
    async (name, breakIt, credentials) => {
      const world = worldWith(5);
      await world.invoke();
      breakIt(world);
      for (let i = 1; i <= 2; i += 1) {
        const { account, tickets } = await metricsOfFailure(world, { name });
        expect(account).toMatchObject({ Failed: 1, StalledRuns: i, CredentialsErrors: credentials });
        expect(account.FreshnessRatio).toBeGreaterThanOrEqual((i * 300) / 3600);
        expect(tickets.SecondsSinceCaughtUp).toBeGreaterThanOrEqual(i * 300);
        expect(world.runHistory()).toMatchObject({ lastOutcome: name, stalledRuns: i });
      }
    },
  );

  it('emits the number of retries', async () => {
    const world = worldWith(5);
    world.happens = refusedBy(500);
    const { tickets } = await metricsOfFailure(world, { name: 'ZendeskUnavailableError' });
    expect(tickets.Retries).toBe(world.requests.length - 1);
  });

  it('emits Failed without unknown values if DynamoDB does not respond', async () => {
    const world = worldWith(5);
    world.onCall = () => {
      throw new Error('no DynamoDB');
    };
    const { account, tickets } = await metricsOfFailure(world, { message: 'no DynamoDB' });
    expect(account).toEqual({ StalledRuns: 0, Failed: 1, CredentialsErrors: 0 });
    expect(tickets).toEqual({});
  });

  it('does not count as stalled if it advanced before, and adds the landed page to the totals', async () => {
    const world = worldWith(25);
    world.happens = () => (world.pages().length > 1 ? refusedBy(400)() : undefined);
    const { account, tickets } = await metricsOfFailure(world, { name: 'ZendeskRefusedError' }, { pageSize: 10 });
    expect(account).toMatchObject({ Failed: 1, StalledRuns: 0 });
    expect(tickets).toMatchObject({ Pages: 1, Records: 10 });
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
      const event = { pageSize: 10, startTime: BEGAN };
      const { account } = await metricsOfFailure(world, { message: expect.stringContaining('400') }, event);
      expect(account).toMatchObject({ StalledRuns: i });
    }
  });

  it('does not count as stalled while its cursor advances, and emits PinnedSeconds', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, rateLimit: { total: 1000, windowSeconds: 60 } });
    for (let i = 0; i < 60; i += 1) world.account.create({ second: BEGAN });
    const event = { pageSize: 10, startTime: BEGAN };
    await world.invoke(event, { remainingMs: 2_000 });
    const { account, tickets } = await metricsOfRun(world, event, { remainingMs: 2_000 });
    expect(account).toMatchObject({ StalledRuns: 0 });
    expect(tickets.PinnedSeconds).toBeGreaterThan(0);
    expect(world.item()).toHaveProperty('afterCursor');
  });
});

describe('ApiTokenDaysLeft', () => {
  it('counts the days until Zendesk ends API tokens', async () => {
    const world = worldWith(5, { secret: { email: 'admin@example.com', apiToken: 'planted-api-token' } });
    const { account } = await metricsOfRun(world);
    const endsAt = world.clock.now() + (account.ApiTokenDaysLeft ?? NaN) * 86_400_000;
    expect(endsAt).toBeLessThanOrEqual(Date.UTC(2027, 3, 30));
    expect(endsAt).toBeGreaterThan(Date.UTC(2027, 3, 29));
  });

  it('does not appear with other credentials', async () => {
    expect((await metricsOfRun(worldWith(5))).account).not.toHaveProperty('ApiTokenDaysLeft');
  });
});

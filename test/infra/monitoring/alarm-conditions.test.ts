import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';
import { alarmsOf, firingAlarms, type Sample } from '#test/support/infra/evaluate-alarm.ts';
import { simulateSchedule, type ScheduleOptions } from '#test/support/infra/simulate-schedule.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

const ALARMS = alarmsOf(synthesize());
const HOUR = 60;

function worldWith(seconds: readonly number[], options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld(options);
  for (const second of seconds) world.account.create({ second: BEGAN + second });
  return world;
}

/**
 * Simulates a healthy hour, applies the change, then simulates the given schedule. Returns the alarms that fire after
 * the healthy hour.
 */
async function alarmsAfter(
  world: TestWorld,
  schedule: ScheduleOptions,
  change: () => void = () => undefined,
): Promise<string[]> {
  const before = await simulateSchedule(world, { minutes: HOUR, event: schedule.event ?? {} });
  change();
  const from = world.clock.now();
  const samples = [...before, ...(await simulateSchedule(world, schedule))];
  return firingAlarms(ALARMS, samples, from, world.clock.now());
}

const respond = (status: number) => () => ({ kind: 'respond' as const, status, body: '{}' });

/** Keeps the alarms of the export, without its id; drops those of the function. */
const exportAlarms = (names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith('acme/tickets ')).map((name) => name.replace('acme/tickets ', ''));

const tokenExpiresIn = (value: number): Sample[] => [
  { name: 'ApiTokenDaysLeft', at: 0, value, dimensions: { subdomain: 'acme', resource: 'tickets' } },
];

describe('alarms', () => {
  it('stay off over a weekend without changes', async () => {
    const world = worldWith([1, 2, 3]);
    expect(await alarmsAfter(world, { minutes: 60 * HOUR })).toEqual([]);
    expect(world.figures.at(-1)?.values.LagSeconds).toBeGreaterThan(60 * 3600);
  });

  it('stay off while a backfill shrinks its backlog for hours', async () => {
    // A ticket per hour for 125 days, read at ten tickets per minute.
    const seconds = Array.from({ length: 3000 }, (_, i) => (i - 3000) * 3600);
    const world = worldWith(seconds, { rateLimit: { total: 1, windowSeconds: 60 } });
    const event = { pageSize: 10, startTime: BEGAN - 3000 * 3600 };
    expect(await alarmsAfter(world, { minutes: 3 * HOUR, event })).toEqual([]);
    expect(world.figures.at(-1)?.values).toMatchObject({ CaughtUp: 0, StalledRuns: 0 });
    expect(world.figures.at(-1)?.values.SecondsSinceCaughtUp).toBeGreaterThan(3 * 3600);
  });

  it('stay off if one invocation is lost', async () => {
    const world = worldWith([1, 2, 3]);
    expect(await alarmsAfter(world, { minutes: 2 * HOUR, isLost: (tick) => tick === 5 })).toEqual([]);
  });

  it('stay off if requests succeed on retry within a run', async () => {
    const world = worldWith([1, 2, 3]);
    world.happens = () => (world.requests.length % 2 === 0 ? undefined : respond(503)());
    expect(await alarmsAfter(world, { minutes: 2 * HOUR })).toEqual([]);
  });

  it('freshness fires if nothing runs', async () => {
    const world = worldWith([1, 2, 3]);
    const names = await alarmsAfter(world, { minutes: 2 * HOUR, isLost: () => true });
    expect(names).toEqual(['acme/tickets freshness']);
  });

  it('freshness fires if the backlog of a backfill grows', async () => {
    // One page of ten tickets per minute covers only 50 seconds.
    const world = worldWith(
      Array.from({ length: 4000 }, (_, i) => i * 5),
      { rateLimit: { total: 1, windowSeconds: 60 } },
    );
    const names = await alarmsAfter(world, { minutes: 3 * HOUR, event: { pageSize: 10, startTime: BEGAN } });
    expect(names).toEqual(['acme/tickets freshness']);
    expect(world.figures.at(-1)?.values).toMatchObject({ CaughtUp: 0, StalledRuns: 0 });
  });

  it('freshness and stuck fire if a cursor walk makes no progress and no run fails', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, rateLimit: { total: 1000, windowSeconds: 60 } });
    for (let i = 0; i < 40; i += 1) world.account.create({ second: BEGAN });
    const names = await alarmsAfter(world, { minutes: 3 * HOUR, event: { pageSize: 10, startTime: BEGAN } }, () => {
      world.setItem({ ...world.item(), endTime: BEGAN, pinnedSecond: BEGAN, runHistory: world.runHistory() });
      // Cursor requests never complete.
      world.happens = ({ path }) => (path.endsWith('/cursor') ? { kind: 'hang' } : undefined);
    });
    expect(exportAlarms(names)).toEqual(expect.arrayContaining(['freshness', 'stuck']));
    expect(exportAlarms(names)).not.toContain('credentials');
  });

  it('credentials fires at the first run after a token is revoked, the other alarms later', async () => {
    const early = worldWith([1, 2, 3]);
    const first = await alarmsAfter(early, { minutes: 6 }, () => void (early.happens = respond(401)));
    expect(exportAlarms(first)).toEqual(['credentials']);
    const world = worldWith([1, 2, 3]);
    const names = await alarmsAfter(world, { minutes: 2 * HOUR }, () => void (world.happens = respond(401)));
    expect(exportAlarms(names).sort()).toEqual(['credentials', 'failing', 'freshness', 'stuck']);
    expect(names).toEqual(expect.arrayContaining(['failure queue', 'function errors']));
  });

  it('all export alarms except credentials fire if Zendesk is down for hours', async () => {
    const world = worldWith([1, 2, 3]);
    const names = await alarmsAfter(world, { minutes: 2 * HOUR }, () => void (world.happens = respond(500)));
    expect(exportAlarms(names).sort()).toEqual(['failing', 'freshness', 'stuck']);
  });

  it('failing and freshness fire if the cursor item cannot be read', async () => {
    const world = worldWith([1, 2, 3]);
    const names = await alarmsAfter(world, { minutes: 2 * HOUR }, () => {
      world.onCall = () => {
        throw new Error('no DynamoDB');
      };
    });
    expect(exportAlarms(names).sort()).toEqual(['failing', 'freshness']);
  });

  it('API token fires if the token expires in less than 30 days, and not earlier', () => {
    const only = new Map([...ALARMS].filter(([name]) => name === 'acme/tickets API token'));
    expect(firingAlarms(only, tokenExpiresIn(30), 60_000, 60_000)).toEqual([]);
    expect(firingAlarms(only, tokenExpiresIn(29), 60_000, 60_000)).toEqual(['acme/tickets API token']);
    expect(firingAlarms(only, tokenExpiresIn(-3), 60_000, 60_000)).toEqual(['acme/tickets API token']);
  });

  it.each([
    ['events dropped', 'AsyncEventsDropped'],
    ['invocations dropped', 'InvocationDroppedCount'],
    ['failure queue', 'ApproximateNumberOfMessagesVisible'],
  ])('%s fires if %s is 1', (title, name) => {
    const others = new Map([...ALARMS].filter(([, { TreatMissingData }]) => TreatMissingData !== 'breaching'));
    expect(firingAlarms(others, [{ name, at: 0, value: 1 }], 60_000, 60_000)).toEqual([title]);
    expect(firingAlarms(others, [{ name, at: 0, value: 0 }], 60_000, 60_000)).toEqual([]);
  });

  it('near timeout fires if a run reaches the timeout, but not if it stops just before', () => {
    const others = new Map([...ALARMS].filter(([name]) => name === 'near timeout'));
    expect(firingAlarms(others, [{ name: 'Duration', at: 0, value: 838_750 }], 60_000, 60_000)).toEqual([]);
    expect(firingAlarms(others, [{ name: 'Duration', at: 0, value: 840_000 }], 60_000, 60_000)).toEqual([
      'near timeout',
    ]);
  });

  it('fire only for the stopped account of several', async () => {
    const alarms = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex' }] }));
    const world = worldWith([1, 2, 3]);
    const samples = await simulateSchedule(world, { minutes: 2 * HOUR });
    const to = world.clock.now();
    expect(firingAlarms(alarms, samples, to - 30 * 60_000, to)).toEqual(['globex/tickets freshness']);
  });
});

import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';
import {
  alarmsOf,
  type EvaluationRange,
  firingAlarms,
  firstAlarmAt,
  LONGEST_RANGE,
  type Sample,
  SHORTEST_RANGE,
} from '#test/support/infra/evaluate-alarm.ts';
import { simulateSchedule, type ScheduleOptions } from '#test/support/infra/simulate-schedule.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

const ALARMS = alarmsOf(synthesize());
const HOUR = 60;
const MINUTE_MS = 60_000;

function worldWith(seconds: readonly number[], options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld(options);
  for (const second of seconds) world.account.create({ second: BEGAN + second });
  return world;
}

type Simulated = { readonly samples: readonly Sample[]; readonly from: number; readonly to: number };

/** Simulates a healthy hour, applies the change, then simulates the given schedule from `from` on. */
async function simulateAfter(
  world: TestWorld,
  schedule: ScheduleOptions,
  change: () => void = () => undefined,
): Promise<Simulated> {
  const before = await simulateSchedule(world, { minutes: HOUR, event: schedule.event ?? {} });
  change();
  const from = world.clock.now();
  const samples = [...before, ...(await simulateSchedule(world, schedule))];
  return { samples, from, to: world.clock.now() };
}

/** Returns the alarms that fire after the healthy hour, with any evaluation range that AWS's documentation allows. */
async function alarmsAfter(...args: Parameters<typeof simulateAfter>): Promise<string[]> {
  const { samples, from, to } = await simulateAfter(...args);
  const names = firingAlarms(ALARMS, samples, from, to, LONGEST_RANGE);
  expect(firingAlarms(ALARMS, samples, from, to, SHORTEST_RANGE)).toEqual(names);
  return names;
}

const respond = (status: number) => () => ({ kind: 'respond' as const, status, body: '{}' });

/** Keeps the alarms of the account, without its name; drops those of the function. */
const accountAlarms = (names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith('acme ')).map((name) => name.replace('acme ', ''));

describe('alarms', () => {
  it('stay off over a weekend without changes', async () => {
    const world = worldWith([1, 2, 3]);
    expect(await alarmsAfter(world, { minutes: 60 * HOUR })).toEqual([]);
    expect(world.clock.now() / 1000 - (world.item().endTime ?? 0)).toBeGreaterThan(60 * 3600);
  });

  it('stay off while a backfill shrinks its backlog for hours', async () => {
    // A ticket per hour for 125 days, read at ten tickets per minute.
    const seconds = Array.from({ length: 3000 }, (_, i) => (i - 3000) * 3600);
    const world = worldWith(seconds, { rateLimit: { total: 1, windowSeconds: 60 } });
    const event = { pageSize: 10, startTime: BEGAN - 3000 * 3600 };
    expect(await alarmsAfter(world, { minutes: 3 * HOUR, event })).toEqual([]);
    expect(world.accountMetrics.at(-1)?.values).toMatchObject({ FreshnessRatio: 0, StalledRuns: 0 });
    expect(world.exportMetrics.at(-1)?.values.SecondsSinceCaughtUp).toBeGreaterThan(3 * 3600);
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

  it('stay off for one failed run, except the one on the failure queue', async () => {
    const world = worldWith([1, 2, 3]);
    let failed = false;
    const schedule = { minutes: 2 * HOUR };
    const names = await alarmsAfter(world, schedule, () => {
      world.happens = () => {
        if (failed) return undefined;
        failed = true;
        return respond(400)();
      };
    });
    expect(names).toEqual(['failure queue']);
  });
});

it('alarms stay off for days if the account lacks one of its resources', async () => {
  const world = worldWith([1, 2, 3]);
  world.happens = ({ path }) => (path.endsWith('/calls') ? respond(404)() : undefined);
  expect(await alarmsAfter(world, { minutes: 50 * HOUR, event: { resources: ['tickets', 'calls'] } })).toEqual([]);
  expect(world.runHistory('calls')).toMatchObject({ lastOutcome: 'unavailable' });
  expect(world.exportMetrics.filter(({ values }) => values.Unavailable === 1)).toHaveLength(3);
});

describe('not running', () => {
  it.each([0, 1, 2, 3, 4])('fires within 40 minutes if the schedule stops %d min after a poll', async (minutes) => {
    const world = worldWith([1, 2, 3]);
    const healthy = await simulateSchedule(world, { minutes: HOUR });
    const stopped = { minutes: 2 * HOUR, isLost: (invocation: number) => invocation > minutes };
    const from = world.clock.now();
    const samples = [...healthy, ...(await simulateSchedule(world, stopped))];
    /** Minutes from the last data point to the alarm. */
    const delayOf = (name: string, rangeOf: EvaluationRange): number => {
      const alarm = ALARMS.get(name);
      const last = samples.findLast((sample) => sample.name === alarm?.MetricName)?.at ?? NaN;
      const at = alarm && firstAlarmAt(alarm, samples, { from, to: world.clock.now(), rangeOf });
      expect(at ?? Infinity).toBeLessThanOrEqual(from + (minutes + 40) * MINUTE_MS);
      return Math.ceil(((at ?? NaN) - last) / MINUTE_MS);
    };
    expect(delayOf('acme not running', SHORTEST_RANGE)).toBe(22);
    expect(delayOf('acme not running', LONGEST_RANGE)).toBe(36);
    expect(delayOf('export function not running', SHORTEST_RANGE)).toBe(8);
    expect(delayOf('export function not running', LONGEST_RANGE)).toBe(13);
    const names = firingAlarms(ALARMS, samples, from, world.clock.now());
    expect(names).toEqual(['acme not running', 'export function not running']);
  });

  it('fires with function errors if every run dies before it emits metrics', async () => {
    const names = await alarmsAfter(worldWith([1, 2, 3]), { minutes: 2 * HOUR, dies: () => true });
    expect(names).toEqual(['acme not running', 'function errors']);
  });

  it('fires only for the stopped account of several', async () => {
    const alarms = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex' }] }));
    const world = worldWith([1, 2, 3]);
    const samples = await simulateSchedule(world, { minutes: 2 * HOUR });
    const to = world.clock.now();
    expect(firingAlarms(alarms, samples, to - 30 * MINUTE_MS, to)).toEqual(['globex not running']);
  });
});

describe('freshness', () => {
  it('fires if the backlog of a backfill grows', async () => {
    // One page of ten tickets per minute covers only 50 seconds.
    const world = worldWith(
      Array.from({ length: 4000 }, (_, i) => i * 5),
      { rateLimit: { total: 1, windowSeconds: 60 } },
    );
    const names = await alarmsAfter(world, { minutes: 3 * HOUR, event: { pageSize: 10, startTime: BEGAN } });
    expect(names).toEqual(['acme freshness']);
    expect(world.accountMetrics.at(-1)?.values).toMatchObject({ StalledRuns: 0, Failed: 0 });
  });

  it('fires together with stuck if a cursor walk makes no progress and no run fails', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, rateLimit: { total: 1000, windowSeconds: 60 } });
    for (let i = 0; i < 40; i += 1) world.account.create({ second: BEGAN });
    const names = await alarmsAfter(world, { minutes: 3 * HOUR, event: { pageSize: 10, startTime: BEGAN } }, () => {
      world.setItem({ ...world.item(), endTime: BEGAN, pinnedSecond: BEGAN, runHistory: world.runHistory() });
      // Cursor requests never complete.
      world.happens = ({ path }) => (path.endsWith('/cursor') ? { kind: 'hang' } : undefined);
    });
    expect(accountAlarms(names)).toEqual(['freshness', 'stuck']);
  });

  it('fires alone for an export whose lease is held for hours next to one that catches up', async () => {
    const world = worldWith([1, 2, 3]);
    world.happens = ({ path }) =>
      path.endsWith('/users') ? { kind: 'respond', status: 200, body: NO_USERS } : undefined;
    const event = { resources: ['tickets', 'users'] };
    const names = await alarmsAfter(world, { minutes: 3 * HOUR, event }, () => {
      const item = world.cursors.items.get('acme/users');
      world.cursors.items.set('acme/users', { ...item, leaseOwner: 'another', leaseUntil: 9_999_999_999 });
    });
    expect(names).toEqual(['acme freshness']);
  });

  it.each([
    ['tickets', 'users'],
    ['users', 'tickets'],
  ])('fires with stuck and failing for %s, which fails, next to %s, which catches up', async (failing) => {
    const world = worldWith([1, 2, 3]);
    const event = { resources: ['tickets', 'users'] };
    const answer = { kind: 'respond' as const, status: 200, body: NO_USERS };
    world.happens = ({ path }) => (path.endsWith('/users') ? answer : undefined);
    const names = await alarmsAfter(world, { minutes: 3 * HOUR, event }, () => {
      world.happens = ({ path }) => {
        if (path.endsWith(`/${failing}`)) return respond(400)();
        return path.endsWith('/users') ? answer : undefined;
      };
    });
    expect(accountAlarms(names)).toEqual(['failing', 'freshness', 'stuck']);
  });
});

const NO_USERS = '{"users":[],"count":0,"end_of_stream":true,"next_page":null,"end_time":null}';

describe('alarms on failures', () => {
  it('credentials fires at the first run after a token is revoked, the others later', async () => {
    const early = worldWith([1, 2, 3]);
    const first = await alarmsAfter(early, { minutes: 6 }, () => void (early.happens = respond(401)));
    expect(accountAlarms(first)).toEqual(['credentials']);
    const world = worldWith([1, 2, 3]);
    const names = await alarmsAfter(world, { minutes: 2 * HOUR }, () => void (world.happens = respond(401)));
    expect(accountAlarms(names)).toEqual(['credentials', 'failing', 'freshness', 'stuck']);
    expect(names).toEqual(expect.arrayContaining(['failure queue', 'function errors']));
  });

  it('freshness, stuck and failing fire if Zendesk is down for hours', async () => {
    const world = worldWith([1, 2, 3]);
    const names = await alarmsAfter(world, { minutes: 2 * HOUR }, () => void (world.happens = respond(500)));
    expect(accountAlarms(names)).toEqual(['failing', 'freshness', 'stuck']);
  });

  it('failing fires if DynamoDB does not respond', async () => {
    const world = worldWith([1, 2, 3]);
    const names = await alarmsAfter(world, { minutes: 2 * HOUR }, () => {
      world.onCall = () => {
        throw new Error('no DynamoDB');
      };
    });
    expect(accountAlarms(names)).toEqual(['failing']);
  });
});

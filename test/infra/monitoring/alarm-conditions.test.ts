import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';
import { alarmsOf, ringing, type Sample } from '#test/support/infra/evaluate-alarm.ts';
import { live, type LifeOptions } from '#test/support/infra/export-life.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

const ALARMS = alarmsOf(synthesize());
const HOUR = 60;

function worldWith(seconds: readonly number[], options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld(options);
  for (const second of seconds) world.account.create({ second: BEGAN + second });
  return world;
}

/** Lets an account live for an hour, and then as said: what rings from then on. */
async function ringingIn(
  world: TestWorld,
  then: LifeOptions,
  meanwhile: () => void = () => undefined,
): Promise<string[]> {
  const before = await live(world, { minutes: HOUR, event: then.event ?? {} });
  meanwhile();
  const from = world.clock.now();
  const samples = [...before, ...(await live(world, then))];
  return ringing(ALARMS, samples, from, world.clock.now());
}

const respond = (status: number) => () => ({ kind: 'respond' as const, status, body: '{}' });

/** All but what the stack has one of. */
const ofExport = (names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith('acme/tickets ')).map((name) => name.replace('acme/tickets ', ''));

const tokenEndsIn = (value: number): Sample[] => [
  { name: 'ApiTokenDaysLeft', at: 0, value, dimensions: { subdomain: 'acme', resource: 'tickets' } },
];

describe('no alarm rings', () => {
  it('over a quiet weekend: an account in which nothing happens is fresh', async () => {
    const world = worldWith([1, 2, 3]);
    expect(await ringingIn(world, { minutes: 60 * HOUR })).toEqual([]);
    expect(world.figures.at(-1)?.values.LagSeconds).toBeGreaterThan(60 * 3600);
  });

  it('while a backfill advances, for hours, although it is far behind', async () => {
    // Months of a ticket every hour, ten a minute.
    const seconds = Array.from({ length: 3000 }, (_, i) => (i - 3000) * 3600);
    const world = worldWith(seconds, { rateLimit: { total: 1, windowSeconds: 60 } });
    const event = { pageSize: 10, startTime: BEGAN - 3000 * 3600 };
    expect(await ringingIn(world, { minutes: 3 * HOUR, event })).toEqual([]);
    expect(world.figures.at(-1)?.values).toMatchObject({ CaughtUp: 0, StalledRuns: 0 });
    expect(world.figures.at(-1)?.values.SecondsSinceCaughtUp).toBeGreaterThan(3 * 3600);
  });

  it('where one tick is lost', async () => {
    const world = worldWith([1, 2, 3]);
    expect(await ringingIn(world, { minutes: 2 * HOUR, isLost: (tick) => tick === 5 })).toEqual([]);
  });

  it('at what passes by itself within a run', async () => {
    const world = worldWith([1, 2, 3]);
    world.happens = () => (world.requests.length % 2 === 0 ? undefined : respond(503)());
    expect(await ringingIn(world, { minutes: 2 * HOUR })).toEqual([]);
  });
});

describe('an alarm rings', () => {
  it('where nothing runs at all', async () => {
    const world = worldWith([1, 2, 3]);
    const names = await ringingIn(world, { minutes: 2 * HOUR, isLost: () => true });
    expect(names).toEqual(['acme/tickets freshness']);
  });

  it('where a backfill does not keep up with the time', async () => {
    // Ten tickets a minute of fifty seconds.
    const world = worldWith(
      Array.from({ length: 4000 }, (_, i) => i * 5),
      { rateLimit: { total: 1, windowSeconds: 60 } },
    );
    const names = await ringingIn(world, { minutes: 3 * HOUR, event: { pageSize: 10, startTime: BEGAN } });
    expect(names).toEqual(['acme/tickets freshness']);
    expect(world.figures.at(-1)?.values).toMatchObject({ CaughtUp: 0, StalledRuns: 0 });
  });

  it('where a walk is stuck in its second, which no error tells', async () => {
    const world = createTestWorld({ rules: { secondMode: 'capped' }, rateLimit: { total: 1000, windowSeconds: 60 } });
    for (let i = 0; i < 40; i += 1) world.account.create({ second: BEGAN });
    const names = await ringingIn(world, { minutes: 3 * HOUR, event: { pageSize: 10, startTime: BEGAN } }, () => {
      world.setItem({ ...world.item(), endTime: BEGAN, pinnedSecond: BEGAN, runHistory: world.runHistory() });
      // Answers that never come in time.
      world.happens = ({ path }) => (path.endsWith('/cursor') ? { kind: 'hang' } : undefined);
    });
    expect(ofExport(names)).toEqual(expect.arrayContaining(['freshness', 'stuck']));
    expect(ofExport(names)).not.toContain('credentials');
  });

  it('where a token is revoked, at the next run, and the others as time goes by', async () => {
    const early = worldWith([1, 2, 3]);
    const first = await ringingIn(early, { minutes: 6 }, () => void (early.happens = respond(401)));
    expect(ofExport(first)).toEqual(['credentials']);
    const world = worldWith([1, 2, 3]);
    const names = await ringingIn(world, { minutes: 2 * HOUR }, () => void (world.happens = respond(401)));
    expect(ofExport(names).sort()).toEqual(['credentials', 'failing', 'freshness', 'stuck']);
    expect(names).toEqual(expect.arrayContaining(['failure queue', 'function errors']));
  });

  it('where Zendesk is down for hours, and credentials are not blamed', async () => {
    const world = worldWith([1, 2, 3]);
    const names = await ringingIn(world, { minutes: 2 * HOUR }, () => void (world.happens = respond(500)));
    expect(ofExport(names).sort()).toEqual(['failing', 'freshness', 'stuck']);
  });

  it('where the cursor cannot be read, so that no run knows how the export stands', async () => {
    const world = worldWith([1, 2, 3]);
    const names = await ringingIn(world, { minutes: 2 * HOUR }, () => {
      world.onCall = () => {
        throw new Error('no DynamoDB');
      };
    });
    expect(ofExport(names).sort()).toEqual(['failing', 'freshness']);
  });

  it('where an API token ends within thirty days, and not before', () => {
    const only = new Map([...ALARMS].filter(([name]) => name === 'acme/tickets API token'));
    expect(ringing(only, tokenEndsIn(30), 60_000, 60_000)).toEqual([]);
    expect(ringing(only, tokenEndsIn(29), 60_000, 60_000)).toEqual(['acme/tickets API token']);
    expect(ringing(only, tokenEndsIn(-3), 60_000, 60_000)).toEqual(['acme/tickets API token']);
  });

  it.each([
    ['AsyncEventsDropped', 'events dropped'],
    ['InvocationDroppedCount', 'ticks dropped'],
    ['ApproximateNumberOfMessagesVisible', 'failure queue'],
  ])('at the first of %s', (name, title) => {
    const others = new Map([...ALARMS].filter(([, { TreatMissingData }]) => TreatMissingData !== 'breaching'));
    expect(ringing(others, [{ name, at: 0, value: 1 }], 60_000, 60_000)).toEqual([title]);
    expect(ringing(others, [{ name, at: 0, value: 0 }], 60_000, 60_000)).toEqual([]);
  });

  it('where a run does not end itself in time, but not where it has used all of it', () => {
    const others = new Map([...ALARMS].filter(([name]) => name === 'near time-out'));
    expect(ringing(others, [{ name: 'Duration', at: 0, value: 838_750 }], 60_000, 60_000)).toEqual([]);
    expect(ringing(others, [{ name: 'Duration', at: 0, value: 840_000 }], 60_000, 60_000)).toEqual(['near time-out']);
  });
});

describe('with several accounts', () => {
  it('the one rings that has stopped, and not the other', async () => {
    const alarms = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme' }, { subdomain: 'globex' }] }));
    const world = worldWith([1, 2, 3]);
    const samples = await live(world, { minutes: 2 * HOUR });
    const to = world.clock.now();
    expect(ringing(alarms, samples, to - 30 * 60_000, to)).toEqual(['globex/tickets freshness']);
  });
});

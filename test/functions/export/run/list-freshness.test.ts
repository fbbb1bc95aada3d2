import { describe, expect, it } from 'vitest';
import { fillHistory, fillLists, fillPeople } from '#sandbox/zendesk/index.ts';
import { createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';
import { snapshotsOf, withListPages } from '#test/support/functions/snapshots.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const MANY = { total: 10_000, windowSeconds: 60 };

/** An account with tickets that are polled often and a list. */
const eventWith = (snapshotSeconds: number) => ({
  resources: ['tickets', { name: 'macros', snapshotSeconds }],
  pollSeconds: 270,
});

function createWorld(options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld({ otherRateLimits: { account: MANY }, ...options });
  const history = { tickets: 120, nowMs: world.clock.now(), spanSeconds: 90 * DAY };
  fillHistory(world.account, history);
  fillPeople(world.account, history);
  fillLists(world.account, history);
  return world;
}

const lastRatio = ({ accountMetrics }: TestWorld): number => accountMetrics.at(-1)?.values.FreshnessRatio ?? NaN;

/** Runs the exports until some seconds have passed, and returns the account's freshness after each run. */
async function ratiosFor(world: TestWorld, event: object, seconds: number, afterMs: number): Promise<number[]> {
  const end = world.clock.now() + seconds * 1000;
  const ratios: number[] = [];
  while (world.clock.now() < end) {
    await world.invokeAll(event, { afterMs });
    ratios.push(lastRatio(world));
  }
  return ratios;
}

describe('the freshness of an account with a list', () => {
  it('reaches 1 two intervals after the last complete snapshot began, and not before', async () => {
    const world = createWorld();
    const event = eventWith(HOUR);
    await world.invokeAll(event);
    const began = snapshotsOf(world, 'macros').at(-1)?.time ?? NaN;
    world.happens = ({ path }) => (path.endsWith('/macros') ? { kind: 'respond', status: 400 } : undefined);
    const ratioAt = async (second: number): Promise<number> => {
      const afterMs = second * 1000 - world.clock.now();
      await expect(world.invokeAll(event, { afterMs })).rejects.toThrow('400');
      return lastRatio(world);
    };
    // A run takes a few seconds, and the ratio is that at its end.
    expect(await ratioAt(began + 2 * HOUR - 60)).toBeLessThan(1);
    expect(await ratioAt(began + 2 * HOUR + 271)).toBeGreaterThanOrEqual(1);
  });

  it('reaches 1 by the cursor item of a list that the run does not advance', async () => {
    const world = createWorld();
    const event = eventWith(HOUR);
    await world.invokeAll(event);
    const item = world.cursors.items.get('acme/macros') ?? {};
    const leaseUntil = world.clock.now() + 3 * HOUR * 1000;
    world.cursors.items.set('acme/macros', { ...item, leaseOwner: 'another run', leaseUntil });
    const began = snapshotsOf(world, 'macros').at(-1)?.time ?? NaN;
    await world.invokeAll(event, { afterMs: (began + 2 * HOUR) * 1000 - world.clock.now() });
    expect(lastRatio(world)).toBeGreaterThanOrEqual(1);
    expect(lastRatio(world)).toBeLessThan(1.01);
  });

  it('stays below 1 if a daily list runs on time', async () => {
    const world = createWorld();
    const ratios = await ratiosFor(world, eventWith(DAY), 4 * DAY, 1800_000);
    expect(snapshotsOf(world, 'macros')).toHaveLength(4);
    expect(Math.max(...ratios)).toBeGreaterThan(0.4);
    expect(Math.max(...ratios)).toBeLessThan(0.6);
  });

  it('counts the time that reading a snapshot took, and stays below 1 if it completes within its interval', async () => {
    const world = createWorld({ resources: withListPages(2), latencyMs: 58_000 });
    const interval = 2 * HOUR;
    const ratios = await ratiosFor(world, eventWith(interval), 4 * interval, 300_000);
    const snapshots = snapshotsOf(world, 'macros').filter(({ isComplete }) => isComplete);
    expect(snapshots.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...ratios)).toBeLessThan(1);
    expect(world.runHistory('macros')).toMatchObject({ freshAt: snapshots.at(-1)?.time });
    const { caughtUpAt = 0, freshAt = 0 } = world.runHistory('macros');
    expect(caughtUpAt - freshAt).toBeGreaterThan(HOUR);
  });
});

import { describe, expect, it } from 'vitest';
import { RESOURCES } from '#functions/export/core/resources.ts';
import type { StoredItem } from '#test/support/memory-aws.ts';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const NAMES = Object.keys(RESOURCES);
const EVENT = { resources: NAMES, pollSeconds: 270 };
const MINUTE = { afterMs: 60_000 };

/** A world whose exports all caught up now, and the calls to AWS from now on. */
function restedWorld(items: Readonly<Record<string, StoredItem>> = {}): { world: TestWorld; calls: string[] } {
  const world = createTestWorld();
  const now = Math.floor(world.clock.now() / 1000);
  const runHistory = { firstRunAt: now - 9000, lastRunAt: now, lastOutcome: 'caught_up', freshAt: now, stalledRuns: 0 };
  for (const name of NAMES) {
    world.cursors.items.set(`acme/${name}`, { endTime: now, readAt: now, runHistory, ...items[name] });
  }
  const calls: string[] = [];
  world.onCall = (call) => void calls.push(call);
  return { world, calls };
}

/** The outcomes by resource, in their order. */
async function outcomesOf(world: TestWorld, event: object = {}): Promise<[string, string][]> {
  const { exports } = await world.invokeAll({ ...EVENT, ...event }, MINUTE);
  return exports.map(({ resource, outcome }) => [resource, outcome]);
}

const notDue = NAMES.map((name): [string, string] => [name, 'not_due']);

/** The item of an export that was found unavailable this many hours before the first run. */
function unavailableFor(hours: number): StoredItem {
  const at = Math.floor(createTestWorld().clock.now() / 1000) - hours * 3600;
  return { unavailableAt: at, runHistory: { lastRunAt: at, lastOutcome: 'unavailable' } };
}

describe('a run in which nothing is due', () => {
  it('reads all cursor items with one request, and writes, requests and emits nothing', async () => {
    const { world, calls } = restedWorld();
    expect(await outcomesOf(world)).toEqual(notDue);
    expect(calls).toEqual(['read']);
    expect([world.requests, world.secretReads]).toEqual([[], 0]);
    expect([world.accountMetrics, world.exportMetrics]).toEqual([[], []]);
  });

  it('includes exports that were unavailable less than a day ago, but not longer', async () => {
    expect(await outcomesOf(restedWorld({ calls: unavailableFor(23) }).world)).toEqual(notDue);
    const { world } = restedWorld({ calls: unavailableFor(25) });
    world.happens = () => ({ kind: 'respond', status: 200, body: '{"calls":[],"count":0,"end_time":null}' });
    expect(await outcomesOf(world)).toContainEqual(['calls', 'caught_up']);
  });
});

describe('a run in which one of several exports is due', () => {
  it('acquires only its lease, and returns the results in the order of the request', async () => {
    const { world, calls } = restedWorld({ tickets: {} });
    world.cursors.items.delete('acme/tickets');
    world.account.create({ second: BEGAN });
    const resources = ['users', 'tickets', 'legs'];
    expect(await outcomesOf(world, { resources })).toEqual([
      ['users', 'not_due'],
      ['tickets', 'caught_up'],
      ['legs', 'not_due'],
    ]);
    expect(calls).toEqual(['read', 'acquire', 'land', 'checkpoint']);
  });

  it('emits the worst export of the account, even if it is not due', async () => {
    const { world } = restedWorld();
    const now = Math.floor(world.clock.now() / 1000);
    world.cursors.items.delete('acme/tickets');
    world.cursors.items.set('acme/users', {
      runHistory: { lastRunAt: now, lastOutcome: 'ZendeskRefusedError', freshAt: now - 7140, stalledRuns: 5 },
    });
    await outcomesOf(world);
    expect(world.accountMetrics).toMatchObject([{ values: { FreshnessRatio: 2, StalledRuns: 5, Failed: 0 } }]);
  });

  it('finds a resource unavailable if an export that is not due was read within a day', async () => {
    const { world } = restedWorld();
    world.cursors.items.delete('acme/calls');
    world.happens = () => ({ kind: 'respond', status: 404, body: '{}' });
    expect(await outcomesOf(world)).toEqual(
      notDue.map(([name, end]) => [name, name === 'calls' ? 'unavailable' : end]),
    );
    expect(world.exportMetrics).toMatchObject([{ values: { Unavailable: 1 } }]);
    expect(world.accountMetrics).toMatchObject([{ values: { FreshnessRatio: expect.any(Number), StalledRuns: 0 } }]);
  });
});

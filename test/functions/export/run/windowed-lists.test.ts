import { describe, expect, it } from 'vitest';
import { fillHistory, fillLists, type ListName } from '#sandbox/zendesk/index.ts';
import { createTestWorld, type TestWorld } from '#test/support/test-world.ts';
import { expectedRows, latestRows, snapshotsOf, withListPages } from '#test/support/functions/snapshots.ts';

const MANY = { total: 10_000, windowSeconds: 60 };
const DAY = 86_400;
const DAY_MS = DAY * 1000;

function createWorld(pageSize = 50): TestWorld {
  const world = createTestWorld({
    resources: withListPages(pageSize),
    otherRateLimits: { account: MANY, helpCenter: MANY },
  });
  const history = { tickets: 200, nowMs: world.clock.now(), spanSeconds: 200 * DAY };
  fillHistory(world.account, history);
  fillLists(world.account, history);
  return world;
}

const eventFor = (name: ListName, options: object = {}) => ({ resources: [{ name, ...options }] });
const windowsOf = (world: TestWorld, name: ListName): [string | undefined, number][] =>
  snapshotsOf(world, name).map(({ pages, time }) => [pages[0]?.metadata['since'], time]);

describe.each([
  ['satisfaction_ratings', 30 * DAY],
  ['survey_responses', 29 * DAY],
  ['audit_logs', 3600],
] as const)('the windowed list %s', (name, windowSeconds) => {
  it('reads from the start of the export on, then from its last complete snapshot less the window', async () => {
    const world = createWorld();
    const startTime = Math.floor(world.clock.now() / 1000) - 100 * DAY;

    await world.invoke(eventFor(name, { startTime }));
    await world.invoke(eventFor(name, { startTime }), { afterMs: DAY_MS });

    const [first, second] = snapshotsOf(world, name);
    expect(windowsOf(world, name)).toEqual([
      [String(startTime), first?.time],
      [String((first?.time ?? NaN) - windowSeconds), second?.time],
    ]);
    expect(world.item(name)).toEqual({ startTime, endTime: second?.time, snapshot: {} });
  });

  it('contains every record of the account after a complete snapshot, and its changes after the next', async () => {
    const world = createWorld();
    await world.invoke(eventFor(name));
    expect(latestRows(world, name)).toEqual(expectedRows(world, name));
    fillHistory(world.account, { tickets: 30, nowMs: world.clock.now() + DAY_MS, spanSeconds: 3600, seed: 9 });
    world.account.lists.macros.create();
    await world.invoke(eventFor(name), { afterMs: 2 * DAY_MS });
    expect(latestRows(world, name)).toEqual(expectedRows(world, name));
  });

  it('continues an interrupted snapshot after any time, with the same filters', async () => {
    const world = createWorld(10);
    world.happens = ({ query }) => ('page[after]' in query ? { kind: 'respond', status: 500 } : undefined);
    await expect(world.invoke(eventFor(name))).rejects.toThrow('500');
    expect(world.item(name)).toMatchObject({ startTime: 0, snapshot: { page: 1, since: 0 } });

    world.happens = () => undefined;
    expect(await world.invoke(eventFor(name), { afterMs: 3 * DAY_MS })).toMatchObject({ outcome: 'caught_up' });
    const snapshots = snapshotsOf(world, name);
    expect(snapshots.map(({ isComplete }) => isComplete)).toEqual([true]);
    const filters = world.pages().map(({ url }) => url.replace(/&?page%5B(size|after)%5D=[^&]*/g, ''));
    expect(new Set(filters).size).toBe(1);
  });
});

/** Requests a new snapshot, like an operator. */
function rewind(world: TestWorld, name: ListName, rewoundTo: number): void {
  const { snapshot, afterCursor, runHistory, ...item } = world.stored(name);
  const time = snapshot?.time;
  world.setItem({ ...item, rewoundTo, snapshot: time === undefined ? {} : { time } }, name);
}

describe('a rewind of a list', () => {
  it('makes it due, and the complete snapshot removes the request', async () => {
    const world = createWorld();
    await world.invoke(eventFor('macros'));
    const [first] = snapshotsOf(world, 'macros');
    rewind(world, 'macros', 7);

    expect(await world.invoke(eventFor('macros'), { afterMs: 60_000 })).toMatchObject({ outcome: 'caught_up' });

    const second = snapshotsOf(world, 'macros')[1];
    expect(second?.time).toBeGreaterThan(first?.time ?? NaN);
    expect(world.item('macros')).toEqual({ endTime: second?.time, snapshot: {} });
    expect(await world.invoke(eventFor('macros'))).toMatchObject({ outcome: 'not_due' });
  });

  it('reads a windowed list again from that time on, and lowers where it began', async () => {
    const world = createWorld();
    const startTime = Math.floor(world.clock.now() / 1000) - 10 * DAY;
    await world.invoke(eventFor('audit_logs', { startTime }));
    rewind(world, 'audit_logs', startTime - 50 * DAY);
    expect(await world.invoke(eventFor('audit_logs', { startTime }))).toMatchObject({ outcome: 'caught_up' });
    expect(windowsOf(world, 'audit_logs')[1]?.[0]).toBe(String(startTime - 50 * DAY));
    expect(world.item('audit_logs')).toMatchObject({ startTime: startTime - 50 * DAY });
  });

  it('holds until a snapshot is complete, even if one is interrupted', async () => {
    const world = createWorld(10);
    await world.invoke(eventFor('audit_logs'));
    rewind(world, 'audit_logs', 5);
    world.happens = ({ query }) => ('page[after]' in query ? { kind: 'respond', status: 500 } : undefined);
    await expect(world.invoke(eventFor('audit_logs'))).rejects.toThrow('500');
    expect(world.item('audit_logs')).toMatchObject({ rewoundTo: 5, snapshot: { page: 1, since: 5 } });
    world.happens = () => undefined;
    expect(await world.invoke(eventFor('audit_logs'))).toMatchObject({ outcome: 'caught_up' });
    expect(world.item('audit_logs')).not.toHaveProperty('rewoundTo');
  });
});

it('a windowed list whose start time is in the future has caught up until then', async () => {
  const world = createWorld();
  const startTime = Math.floor(world.clock.now() / 1000) + DAY;
  const result = await world.invoke(eventFor('audit_logs', { startTime }));
  expect(result).toMatchObject({ outcome: 'caught_up', pages: 0, startTime: null, endTime: null });
  expect(world.pages()).toEqual([]);
  await world.invoke(eventFor('audit_logs', { startTime }), { afterMs: DAY_MS });
  expect(windowsOf(world, 'audit_logs')).toMatchObject([[String(startTime), expect.any(Number)]]);
});

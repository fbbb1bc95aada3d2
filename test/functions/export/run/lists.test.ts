import { describe, expect, it } from 'vitest';
import { fillHistory, fillLists, fillPeople } from '#sandbox/zendesk/index.ts';
import { createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';
import {
  expectedRows,
  latestRows,
  LIST_NAMES,
  numbersOf,
  snapshotsOf,
  withListPages,
} from '#test/support/functions/snapshots.ts';

const DAY_MS = 86_400_000;
const MANY = { total: 10_000, windowSeconds: 60 };
const ALL = { resources: LIST_NAMES };

/** A world without rate limits, in which the lists have a history. */
function createWorld(options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld({
    otherRateLimits: { account: MANY, helpCenter: MANY, ticketFields: MANY },
    ...options,
  });
  const history = { tickets: 120, nowMs: world.clock.now(), spanSeconds: 90 * 86_400 };
  fillHistory(world.account, history);
  fillPeople(world.account, history);
  fillLists(world.account, history);
  return world;
}

describe('all lists of an account', () => {
  it.each(['page', 'ndjson'] as const)('land complete and byte for byte (%s)', async (layout) => {
    const world = createWorld({ resources: withListPages(20) });

    const { exports } = await world.invokeAll({ ...ALL, layout });

    expect(new Set(exports.map(({ outcome }) => outcome))).toEqual(new Set(['caught_up']));
    for (const name of LIST_NAMES) {
      const [snapshot, ...others] = snapshotsOf(world, name);
      expect(others).toEqual([]);
      expect(snapshot?.isComplete).toBe(true);
      expect(snapshot && numbersOf(snapshot)).toEqual(snapshot?.pages.map(({ page }) => page));
      expect(latestRows(world, name)).toEqual(expectedRows(world, name));
      expect(world.item(name)).toMatchObject({ endTime: snapshot?.time, snapshot: {} });
    }
  });

  it('land again when the interval is over, and not before, even if nothing has changed', async () => {
    const world = createWorld();
    await world.invokeAll(ALL);
    const requests = world.pages().length;

    const idle = await world.invokeAll(ALL);
    expect(new Set(idle.exports.map(({ outcome }) => outcome))).toEqual(new Set(['not_due']));
    expect(world.pages()).toHaveLength(requests);

    const daily = await world.invokeAll(ALL, { afterMs: DAY_MS });
    expect(new Set(daily.exports.map(({ outcome }) => outcome))).toEqual(new Set(['caught_up']));
    for (const name of LIST_NAMES) {
      expect(snapshotsOf(world, name).map(({ isComplete }) => isComplete)).toEqual([true, true]);
      expect(latestRows(world, name)).toEqual(expectedRows(world, name));
    }
  });
});

describe('a list', () => {
  const EVENT = { resources: [{ name: 'macros', snapshotSeconds: 3600 }] };

  it('loses a deleted record with the next snapshot, and keeps it in the one before', async () => {
    const world = createWorld();
    await world.invoke(EVENT);
    const id = world.account.lists.macros.create();
    await world.invoke(EVENT, { afterMs: 3_600_000 });
    world.account.lists.macros.remove(id);
    await world.invoke(EVENT, { afterMs: 3_600_000 });

    const has = snapshotsOf(world, 'macros').map(({ pages }) =>
      pages.some(({ texts }) => texts.join().includes(`${id}`)),
    );
    expect(has).toEqual([false, true, false]);
  });

  it('keeps a deleted group, with the flag that it is deleted', async () => {
    const world = createWorld();
    const id = world.account.lists.groups.create();
    world.account.lists.groups.remove(id);
    await world.invoke({ resources: ['groups'] });

    const row = latestRows(world, 'groups').find((text) => JSON.parse(text).id === id) ?? '{}';
    expect(JSON.parse(row)).toMatchObject({ deleted: true });
  });

  it('reports when the last complete snapshots before and after the run began', async () => {
    const world = createWorld();
    const first = await world.invoke(EVENT);
    const [snapshot] = snapshotsOf(world, 'macros');
    const seconds = (): number => Math.floor(world.clock.now() / 1000);
    const begun = snapshot?.time ?? NaN;
    expect(first).toMatchObject({ startTime: null, endTime: begun, lagSeconds: seconds() - begun });

    const idle = await world.invoke(EVENT);
    expect(idle).toMatchObject({ outcome: 'not_due', startTime: begun, endTime: begun, lagSeconds: seconds() - begun });

    const second = await world.invoke(EVENT, { afterMs: 3_600_000 });
    expect(second).toMatchObject({ startTime: begun, endTime: snapshotsOf(world, 'macros').at(-1)?.time });
    expect(world.accountMetrics.at(-1)?.values).toMatchObject({ StalledRuns: 0 });
  });

  it('logs each page with its number', async () => {
    const world = createWorld({ resources: withListPages(50) });
    await world.invoke(EVENT);
    const pages = world.logs.filter(({ message }) => message === 'page').map(({ fields }) => fields);
    const [snapshot] = snapshotsOf(world, 'macros');
    expect(pages.slice(0, 1)).toMatchObject([
      { pagination: 'list', start_time: snapshot?.time, end_time: snapshot?.time, page: 1, persisted: null },
    ]);
    expect(pages.at(-1)).toMatchObject({ page: pages.length, end_of_stream: true, persisted: snapshot?.time });
  });

  it('lands the only page of an empty list', async () => {
    const world = createWorld();
    world.happens = () => ({ kind: 'respond', status: 200, body: '{"views":[],"meta":{"has_more":false}}' });
    expect(await world.invoke({ resources: ['views'] })).toMatchObject({ outcome: 'caught_up', pages: 1, records: 0 });
    expect(snapshotsOf(world, 'views')).toMatchObject([{ isComplete: true, pages: [{ page: 1, texts: [] }] }]);
  });
});

describe('a list that takes longer than a run', () => {
  const EVENT = { resources: ['macros'] };

  it('continues in the next runs, even if it takes more than an hour', async () => {
    const world = createWorld({ resources: withListPages(2), latencyMs: 58_000 });
    const outcomes: string[] = [];
    while (outcomes.at(-1) !== 'caught_up') {
      const { outcome, pages } = await world.invoke(EVENT, { afterMs: 60_000 });
      expect(pages).toBeGreaterThan(0);
      outcomes.push(outcome);
    }
    const [first, ...others] = snapshotsOf(world, 'macros');
    expect(world.clock.now() / 1000 - (first?.time ?? 0)).toBeGreaterThan(3600);
    expect(others).toEqual([]);
    expect(latestRows(world, 'macros')).toEqual(expectedRows(world, 'macros'));
    expect(world.runHistory('macros')).toMatchObject({ stalledRuns: 0 });
  });

  it.each([
    [600_000, [true]],
    [3_600_000, [false, true]],
  ])('continues %i ms after a failed run only if its last page is less than an hour old', async (afterMs, complete) => {
    const world = createWorld({ resources: withListPages(20) });
    world.happens = ({ query }) => ('page[after]' in query ? { kind: 'respond', status: 500 } : undefined);
    await expect(world.invoke(EVENT)).rejects.toThrow('500');
    expect(world.item('macros')).toEqual({
      snapshot: { time: expect.any(Number), page: 1, pageTime: expect.any(Number) },
      afterCursor: expect.any(String),
    });

    world.happens = () => undefined;
    await world.invoke(EVENT, { afterMs });
    expect(snapshotsOf(world, 'macros').map(({ isComplete }) => isComplete)).toEqual(complete);
    expect(latestRows(world, 'macros')).toEqual(expectedRows(world, 'macros'));
  });
});

import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillHistory, fillLists, type ListName } from '#sandbox/zendesk/index.ts';
import { createTestWorld, type TestWorld } from '#test/support/test-world.ts';
import { NOON } from '#test/support/virtual-clock.ts';
import {
  expectedRows,
  latestRows,
  numbersOf,
  type Snapshot,
  snapshotsOf,
  withListPages,
} from '#test/support/functions/snapshots.ts';

const MANY = { total: 10_000, windowSeconds: 60 };
/** Longer than a lease. */
const PAUSE_MS = 900_000;
/** The start of a list with a window, in epoch seconds: a few pages before now. */
const SINCE = NOON / 1000 - 60 * 86_400;
/** One list of each kind, in a few pages. */
const KINDS: readonly (readonly [ListName, number])[] = [
  ['macros', 35],
  ['custom_roles', 2],
  ['custom_statuses', 100],
  ['holidays', 100],
  ['audit_logs', 40],
];

function createWorld(pageSize: number): TestWorld {
  const world = createTestWorld({ resources: withListPages(pageSize), otherRateLimits: { account: MANY } });
  const history = { tickets: 20, nowMs: world.clock.now(), spanSeconds: 200 * 86_400 };
  fillHistory(world.account, history);
  fillLists(world.account, history);
  return world;
}

const exportList = (world: TestWorld, name: ListName, afterMs: number) =>
  world.invoke({ resources: [name], startTime: SINCE }, { afterMs });

/** Runs the function, which dies at this call to S3 or DynamoDB. Returns false if the run makes fewer calls. */
async function runUntilCrash(world: TestWorld, name: ListName, at: number, afterMs: number): Promise<boolean> {
  let calls = 0;
  world.onCall = () => {
    calls += 1;
    if (calls >= at) throw new Error('crash');
  };
  await exportList(world, name, afterMs).catch(() => undefined);
  world.onCall = () => undefined;
  return calls >= at;
}

/** The complete snapshots that lack a page, and whether the last one is not the one on the item or differs from Zendesk. */
function findProblems(world: TestWorld, name: ListName): string[] {
  const snapshots = snapshotsOf(world, name);
  const { endTime, snapshot } = world.item(name);
  const gaps = snapshots.filter((each) => each.isComplete && !hasAllPages(each)).map(({ time }) => `gap in ${time}`);
  return [
    ...gaps,
    ...(endTime === snapshots.at(-1)?.time ? [] : ['another end_time']),
    ...(isDeepStrictEqual(snapshot, {}) ? [] : ['a snapshot under way']),
    ...(isDeepStrictEqual(latestRows(world, name), expectedRows(world, name, SINCE)) ? [] : ['other rows']),
  ];
}

function hasAllPages(snapshot: Snapshot): boolean {
  const last = snapshot.pages.findLast(({ isLast }) => isLast)?.page ?? 0;
  return isDeepStrictEqual(
    numbersOf(snapshot),
    Array.from({ length: last }, (_, index) => index + 1),
  );
}

describe.each(KINDS)('the export of %s with %i records per page', (name, pageSize) => {
  it('completes a snapshot after a crash at any call', async () => {
    for (let at = 1, isCrash = true; isCrash; at += 1) {
      const world = createWorld(pageSize);
      isCrash = await runUntilCrash(world, name, at, PAUSE_MS);
      if (isCrash) await exportList(world, name, PAUSE_MS);
      expect([at, ...findProblems(world, name)]).toEqual([at]);
    }
  });

  it('completes a snapshot after any sequence of crashes and pauses, while records are deleted and created', async () => {
    const crash = fc.record({
      at: fc.integer({ min: 1, max: 12 }),
      pauseMs: fc.constantFrom(PAUSE_MS, 3_600_000, 90_000_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(crash, { maxLength: 5 }), async (crashes) => {
        const world = createWorld(pageSize);
        const { lists } = world.account;
        for (const { at, pauseMs } of crashes) {
          await runUntilCrash(world, name, at, pauseMs);
          lists.macros.remove(lists.macros.create());
          lists.custom_roles.create();
          lists.schedules.create();
        }
        await exportList(world, name, 90_000_000);
        await exportList(world, name, 90_000_000);
        expect(findProblems(world, name)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

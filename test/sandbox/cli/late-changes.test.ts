import { expect, test } from 'vitest';
import { ALL_VISIBLE_AFTER, countLateChanges, LIVE, SETTLE_SECONDS } from '#sandbox/cli/simulated-account.ts';
import { liveActivity } from '#sandbox/zendesk/index.ts';
import { createTestWorld } from '#test/support/test-world.ts';

/** Polls an account with the sandbox's live activity. Counts the tickets that are missing after the activity has ended. */
async function countMissing(settleSeconds: number): Promise<{ readonly missing: number; readonly late: number }> {
  const world = createTestWorld({ rateLimit: { total: 1000, windowSeconds: 60 } });
  const live = liveActivity(LIVE);
  for (let poll = 0; poll < 4; poll += 1) {
    await world.invoke({ settleSeconds, supportTypeScope: 'all' }, { afterMs: 0 });
    const from = world.clock.now();
    world.clock.advance(100_000);
    live(world.account, from, world.clock.now());
  }
  await world.invoke({ settleSeconds, supportTypeScope: 'all' }, { afterMs: ALL_VISIBLE_AFTER * 1000 });
  return { missing: world.missing().length, late: countLateChanges(world) };
}

test("the lookback window covers the sandbox's late changes, which are lost without it", async () => {
  const without = await countMissing(0);
  expect(without.late).toBeGreaterThan(5);
  expect(without.missing).toBeGreaterThan(0);
  expect(await countMissing(SETTLE_SECONDS)).toMatchObject({ missing: 0, late: without.late });
});

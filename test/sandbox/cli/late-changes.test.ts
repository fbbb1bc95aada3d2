import { expect, test } from 'vitest';
import { ALL_VISIBLE_AFTER, countLateChanges, LIVE, SETTLE_SECONDS } from '#sandbox/cli/simulated-account.ts';
import { liveActivity } from '#sandbox/zendesk/index.ts';
import { createTestWorld } from '#test/support/test-world.ts';

/** What an export misses that polls an account with the sandbox's live activity, after the activity has ended. */
async function missed(settleSeconds: number): Promise<{ readonly missing: number; readonly late: number }> {
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

test('the sandbox’s late changes are lost without a lookback window, and its lookback window covers them', async () => {
  const without = await missed(0);
  expect(without.late).toBeGreaterThan(5);
  expect(without.missing).toBeGreaterThan(0);
  expect(await missed(SETTLE_SECONDS)).toMatchObject({ missing: 0, late: without.late });
});

import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

function backlog(tickets: number): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 10, windowSeconds: 60 } });
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

describe('the rate-limit window', () => {
  it('carries over to the next run of the process, which gets no 429', async () => {
    const world = backlog(600);
    for (let run = 0; run < 8; run += 1) {
      expect(await world.invoke({ pageSize: 10 }, { remainingMs: 40_000, afterMs: 15_000 })).toMatchObject({
        outcome: 'rate_limited',
      });
    }
    expect(world.pages().length).toBeGreaterThan(25);
    expect(world.zendesk.rateLimit.rejections).toBe(0);
  });

  it('does not apply to another account', async () => {
    const world = backlog(200);
    await world.invoke({ pageSize: 10 }, { remainingMs: 40_000 });
    const before = world.pages().length;
    await world.invoke({ pageSize: 10, subdomain: 'globex' }, { remainingMs: 5_000, afterMs: 0 });
    expect(world.pages().length).toBeGreaterThan(before);
  });
});

describe('allowanceShare', () => {
  it('limits the fraction of each rate-limit window that a run uses', async () => {
    const world = backlog(200);
    await world.invoke({ pageSize: 10, allowanceShare: 0.3 });
    const minutes = world.pages().map(({ at }) => Math.floor(at / 60_000));
    for (const minute of minutes) expect(minutes.filter((each) => each === minute).length).toBeLessThanOrEqual(3);
    expect(minutes.length).toBeGreaterThan(18);
  });
});

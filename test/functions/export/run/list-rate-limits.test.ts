import { describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';
import { expectedRows, latestRows, withListPages } from '#test/support/functions/snapshots.ts';

const MINUTE_MS = 60_000;

/** A world in which the list of macros has more than a hundred pages. */
const createWorld = (otherRateLimits: NonNullable<TestWorldOptions['otherRateLimits']>): TestWorld =>
  createTestWorld({ resources: withListPages(1), latencyMs: 10, otherRateLimits });

/** The largest number of requests in one of Zendesk's windows. */
const mostPerWindow = (world: TestWorld): number => {
  const windows = Map.groupBy(world.pages(), ({ at }) => Math.floor(at / MINUTE_MS));
  return Math.max(...[...windows.values()].map(({ length }) => length));
};

async function drain(world: TestWorld, name: 'macros' | 'ticket_fields'): Promise<void> {
  for (let outcome = 'due'; outcome !== 'caught_up';)
    ({ outcome } = await world.invoke({ resources: [name] }, { afterMs: MINUTE_MS }));
  expect(latestRows(world, name)).toEqual(expectedRows(world, name));
}

describe('the requests for lists', () => {
  it('use at most a tenth of the account-wide limit, and no 429 is needed for that', async () => {
    const world = createWorld({ account: { total: 200 } });
    await drain(world, 'macros');
    expect(mostPerWindow(world)).toBe(20);
    expect(world.zendesk.rateLimits.account.statistics.rejections).toBe(0);
  });

  it('start at most ten times per minute if no response reports the account-wide limit', async () => {
    const world = createWorld({ account: { total: 200 } });
    world.happens = () => ({ kind: 'rewrite', headers: { 'ratelimit-reset': undefined } });
    await drain(world, 'macros');
    expect(mostPerWindow(world)).toBe(10);
  });

  it('wait for a limit that other clients have used up, without failing', async () => {
    const world = createWorld({ account: { total: 200 } });
    let requests = 0;
    world.happens = () =>
      (requests += 1) === 3
        ? {
            kind: 'respond',
            status: 429,
            headers: { 'retry-after': '37' },
            body: 'Number of allowed API requests exceeded',
          }
        : undefined;
    await drain(world, 'macros');
    const [, , refused, next] = world.pages();
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(37_000);
  });

  it('use the separate limit of ticket fields', async () => {
    const world = createWorld({ account: { total: 10_000 }, ticketFields: { total: 20 } });
    await drain(world, 'ticket_fields');
    expect(mostPerWindow(world)).toBe(20);
    expect(world.zendesk.rateLimits.ticketFields.statistics.rejections).toBe(0);
  });
});

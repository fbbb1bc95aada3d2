import { describe, expect, it } from 'vitest';
import { INCREMENTAL_RESOURCES, type Resources } from '#functions/export/core/resources.ts';
import { createRng, fillHistory, liveActivity } from '#sandbox/zendesk/index.ts';
import { ALL_EXPORTS } from '#test/support/all-exports.ts';
import { smallPages } from '#test/support/functions/small-pages.ts';
import { createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const PAGE_SIZE = 10;
const MANY = { total: 10_000 };
const NAMES = Object.keys(INCREMENTAL_RESOURCES);

/** Assumes no rate limit for buckets whose header is missing. */
const withoutRateLimit = (resources: Resources): Resources =>
  Object.fromEntries(
    Object.entries(resources).map(([name, row]) => {
      const rateLimit = { ...row.rateLimit, requestsPerMinute: MANY.total };
      return [name, { ...row, rateLimit }];
    }),
  );

/** An account with a history of tickets, and everything that follows from them. */
function createWorld(tickets = 200): TestWorld {
  const { resources, ...pages } = smallPages(PAGE_SIZE);
  const world = createTestWorld({
    ...pages,
    resources: withoutRateLimit(resources),
    exports: ALL_EXPORTS,
    live: liveActivity({ perMinute: 6, lateShare: 0.2 }),
    otherRateLimits: { account: MANY, metricEvents: MANY, talk: MANY },
  });
  fillHistory(world.account, { tickets, nowMs: world.clock.now(), seed: 3 });
  return world;
}

/** The current version of each record that has not landed. */
function missing(world: TestWorld, resource: string): string[] {
  const landed = new Set(world.landed(resource).map(withoutDeleted));
  return world.zendesk
    .expectedRecords(resource, { include: ['comment_events'], supportTypeScope: 'all' })
    .map(({ text }) => withoutDeleted(text))
    .filter((text) => !landed.has(text));
}

/** Metric events can be marked as deleted without a new time, which no later page shows. */
const withoutDeleted = (text: string): string => text.replace(/"deleted":(true|false)/, '');

const eventOf = (resource: string, layout: string) => ({
  resources: [resource],
  layout,
  pageSize: PAGE_SIZE,
  supportTypeScope: 'all',
  requestsPerMinute: 1000,
});

/** Runs the function until the export has caught up. More than one run if the rate limit allows few pages. */
async function drain(world: TestWorld, event: object, afterMs: number): Promise<void> {
  let outcome: string | undefined;
  for (let run = 0; outcome !== 'caught_up' && run < 20; run += 1)
    ({ outcome } = await world.invoke(event, { afterMs }));
  expect(outcome).toBe('caught_up');
}

describe('an export of any resource', () => {
  it.each(NAMES.flatMap((resource) => ['page', 'ndjson'].map((layout) => ({ resource, layout }))))(
    'lands every record of $resource in pages ($layout)',
    async ({ resource, layout }) => {
      const world = createWorld();
      world.zendesk.stopLive();
      await drain(world, eventOf(resource, layout), 300_000);
      const expected = world.zendesk.expectedRecords(resource);
      expect(expected.length).toBeGreaterThan(PAGE_SIZE);
      expect(missing(world, resource)).toEqual([]);
      expect(world.chain(resource)).toEqual({ complete: true, gaps: [] });
      expect(world.keys()[0]).toMatch(new RegExp(`^zendesk/${resource}/subdomain=acme/dt=`));
    },
  );

  it.each(NAMES)('misses no change of %s over hours of polls in which S3 and DynamoDB fail', async (resource) => {
    const world = createWorld(30);
    const rng = createRng(7, 1);
    const event = eventOf(resource, 'page');
    world.onCall = () => {
      if (rng.chance(0.005)) throw Object.assign(new Error('down'), { name: 'StorageError' });
    };
    for (let run = 0; run < 15; run += 1) {
      await world.invoke(event, { afterMs: 600_000, remainingMs: 60_000 }).catch(() => undefined);
    }
    world.onCall = () => undefined;
    world.zendesk.stopLive();
    for (let poll = 0; poll < 2; poll += 1) await drain(world, event, 7_200_000);
    expect(missing(world, resource)).toEqual([]);
    expect(world.chain(resource)).toEqual({ complete: true, gaps: [] });
  });
});

import { describe, expect, it } from 'vitest';
import type { Resource } from '#functions/export/core/resource.ts';
import { RESOURCES, type Resources } from '#functions/export/core/resources.ts';
import {
  type AccountExport,
  articlesExport,
  callsExport,
  createRng,
  fillHistory,
  legsExport,
  liveActivity,
  metricEventsExport,
  organizationsExport,
  ticketEventsExport,
  usersExport,
} from '#sandbox/zendesk/index.ts';
import { withPagination } from '#test/support/functions/pages.ts';
import { createTestWorld, landedTexts, type TestWorld } from '#test/support/test-world.ts';

const PAGE = 10;
/** Small pages also for the resources that do not accept a page size. */
const SMALL: Resources = Object.fromEntries(
  Object.entries<Resource>(RESOURCES).map(([name, row]) => [name, withPagination(row, { maxPageSize: PAGE })]),
);
const EXPORTS: Readonly<Record<string, AccountExport>> = {
  users: usersExport,
  organizations: organizationsExport,
  ticket_events: ticketEventsExport,
  ticket_metric_events: metricEventsExport,
  calls: callsExport,
  legs: legsExport,
  articles: articlesExport,
};
const MANY = { total: 10_000 };
const NAMES = Object.keys(EXPORTS);

/** An account with a history of tickets, and everything that follows from them. */
function createWorld(tickets = 200): TestWorld {
  const world = createTestWorld({
    exports: Object.values(EXPORTS),
    resources: SMALL,
    live: liveActivity({ perMinute: 6, lateShare: 0.2 }),
    rateLimit: { total: 1000, windowSeconds: 60 },
    otherRateLimits: { account: MANY, metricEvents: MANY, talk: MANY },
    rules: { largestPage: PAGE },
  });
  fillHistory(world.account, { tickets, nowMs: world.clock.now(), seed: 3 });
  return world;
}

/** The latest version of each record that Zendesk would export now and that has not landed. */
function missing(world: TestWorld, resource: string): string[] {
  const objects = [...world.lake.objects.values()].filter(({ key }) => key.includes(`/${resource}/`));
  const landed = new Set([...landedTexts(objects, { itemKey: resource })].map(withoutDeleted));
  return world.zendesk
    .expectedRecords(resource, { include: SMALL[resource]?.options.include?.default ?? [] })
    .map(({ text }) => withoutDeleted(text))
    .filter((text) => !landed.has(text));
}

/** Metric events can be marked as deleted without a new time, which no later page shows. */
const withoutDeleted = (text: string): string => text.replace(/"deleted":(true|false)/, '');

describe.each(['page', 'ndjson'] as const)('an export of another resource in the layout %s', (layout) => {
  const eventOf = (resource: string) => ({ resources: [resource], layout, pageSize: PAGE, requestsPerMinute: 1000 });

  it.each(NAMES)('lands every record of %s in pages', async (resource) => {
    const world = createWorld();
    world.zendesk.stopLive();
    expect(await world.invoke(eventOf(resource))).toMatchObject({ resource, outcome: 'caught_up' });
    const expected = world.zendesk.expectedRecords(resource);
    expect(expected.length).toBeGreaterThan(PAGE);
    expect(missing(world, resource)).toEqual([]);
    expect(world.keys()[0]).toMatch(new RegExp(`^zendesk/${resource}/subdomain=acme/dt=`));
  });

  it.each(NAMES)('misses no change of %s over hours of polls in which S3 and DynamoDB fail', async (resource) => {
    const world = createWorld(30);
    const rng = createRng(7, 1);
    world.onCall = () => {
      if (rng.chance(0.005)) throw Object.assign(new Error('down'), { name: 'StorageError' });
    };
    for (let run = 0; run < 15; run += 1) {
      await world.invoke(eventOf(resource), { afterMs: 600_000, remainingMs: 60_000 }).catch(() => undefined);
    }
    world.onCall = () => undefined;
    world.zendesk.stopLive();
    for (let run = 0; run < 2; run += 1) await world.invoke(eventOf(resource), { afterMs: 7_200_000 });
    expect(missing(world, resource)).toEqual([]);
  });
});

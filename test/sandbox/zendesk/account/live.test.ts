import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ZendeskAccount,
  createAccount,
  fillHistory,
  liveActivity,
  type LiveOptions,
} from '#sandbox/zendesk/index.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';

const START = NOW * 1000;

const revisions = (account: ZendeskAccount): number =>
  account.inCursorOrder().reduce((sum, { facts }) => sum + facts.revision + 1, 0);

function simulateLive(options: LiveOptions, stops: readonly number[]): ZendeskAccount {
  const account = createAccount({ clock: createManualClock() });
  fillHistory(account, { tickets: 300, nowMs: START, spanSeconds: 86_400 });
  const live = liveActivity(options);
  let from = START;
  for (const to of stops) {
    live(account, from, to);
    from = to;
  }
  return account;
}

test('the changes do not depend on the number of calls', () => {
  const end = START + 600_000;
  const inOneCall = simulateLive({ perMinute: 30, lateShare: 0.3 }, [end]).latestRecords();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: START, max: end }), { maxLength: 10 }), (calls) => {
      const stops = [...calls.sort((one, other) => one - other), end];
      expect(simulateLive({ perMinute: 30, lateShare: 0.3 }, stops).latestRecords()).toEqual(inOneCall);
    }),
    { numRuns: 10 },
  );
});

test('changes occur only in whole seconds that have ended', () => {
  const account = simulateLive({ perMinute: 600 }, [START + 10_999]);
  const seconds = account.inCursorOrder().map(({ facts }) => facts.generatedTimestamp);
  expect(Math.max(...seconds)).toBe(NOW + 9);
});

test('the number of changes matches perMinute', () => {
  const before = simulateLive({ perMinute: 0 }, [START + 3_600_000]);
  expect(before.latestRecords().every(({ generatedTimestamp }) => generatedTimestamp < NOW)).toBe(true);
  const after = simulateLive({ perMinute: 20, bulkTickets: 1 }, [START + 3_600_000]);
  // System updates, about one eighth of all changes, do not count as revisions.
  expect(revisions(after) - revisions(before)).toBeGreaterThan(20 * 60 * 0.6);
  expect(revisions(after) - revisions(before)).toBeLessThan(20 * 60 * 1.2);
});

test('every kind of change occurs', () => {
  const account = simulateLive({ perMinute: 60 }, [START + 3_600_000]);
  const facts = account.inCursorOrder().map((version) => version.facts);
  const recent = facts.filter(({ generatedTimestamp }) => generatedTimestamp >= NOW);
  expect(account.size).toBeGreaterThan(300);
  expect(recent.some(({ revision }) => revision > 0)).toBe(true);
  expect(recent.some(({ generatedTimestamp, updatedAt }) => generatedTimestamp > updatedAt + 1)).toBe(true);
  expect(recent.some(({ state }) => state === 'deleted')).toBe(true);
  const perSecond = Map.groupBy(recent, ({ generatedTimestamp }) => generatedTimestamp);
  expect([...perSecond.values()].some(({ length }) => length > 10)).toBe(true);
});

test('late changes become visible at most lateSeconds after their timestamp', () => {
  const account = simulateLive({ perMinute: 60, lateShare: 0.5, lateSeconds: 90 }, [START + 600_000]);
  const delays = account.inCursorOrder().map(({ visibleFrom, facts }) => visibleFrom / 1000 - facts.generatedTimestamp);
  expect(delays.filter((delay) => delay > 60).length).toBeGreaterThan(10);
  expect(Math.max(...delays)).toBeLessThanOrEqual(90);
});

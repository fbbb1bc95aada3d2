import { expect, test } from 'vitest';
import { fillHistory, liveActivity, type LiveOptions } from '#sandbox/zendesk/index.ts';
import { fillPeople } from '#sandbox/zendesk/account/people-changes.ts';
import { drain, simulateAccount } from '#test/support/sandbox/zendesk/resource-pages.ts';

const LIVE: LiveOptions = { perMinute: 60, peoplePerMinute: 60, moderatedPerMinute: 30, lateShare: 0.3 };

const RESOURCES = ['tickets', 'users', 'organizations', 'ticket_events'] as const;

/** An account with a history of tickets and people. */
function simulateHistory(seed = 1) {
  const simulation = simulateAccount({ seed });
  const nowMs = simulation.clock.now();
  fillHistory(simulation.account, { tickets: 300, nowMs, seed });
  fillPeople(simulation.account, { nowMs, seed });
  return simulation;
}

/** Returns all records of all exports, visible or not. */
const listAll = ({ zendesk }: ReturnType<typeof simulateAccount>): unknown =>
  RESOURCES.map((resource) => zendesk.expectedRecords(resource, { nowMs: 1e14, supportTypeScope: 'all' }));

test('a history changes, suspends, deletes and creates users and organizations', () => {
  const before = simulateAccount();
  const simulation = simulateHistory();
  const count = (resource: string, key: string, value: unknown): number =>
    drain(simulation, resource).filter((record) => record[key] === value).length;
  expect(count('users', 'active', false)).toBeGreaterThan(20);
  expect(count('users', 'suspended', true)).toBeGreaterThan(3);
  expect(drain(simulation, 'users').length).toBeGreaterThan(drain(before, 'users').length);
  const organizations = drain(simulation, 'organizations');
  expect(organizations.length).toBeGreaterThan(drain(before, 'organizations').length);
  expect(organizations.length - count('organizations', 'deleted_at', null)).toBeGreaterThan(0);
});

test('no ticket refers to a deleted user or organization after any changes', () => {
  const simulation = simulateHistory();
  const { account, clock } = simulation;
  liveActivity(LIVE)(account, clock.now(), clock.now() + 1_200_000);
  clock.advance(2_000_000);
  const users = new Map(drain(simulation, 'users').map((user) => [user['id'], user]));
  const organizations = new Map(drain(simulation, 'organizations').map((each) => [each['id'], each]));
  for (const ticket of drain(simulation, 'tickets')) {
    const people = [ticket['requester_id'], ticket['submitter_id'], ticket['assignee_id'] ?? ticket['requester_id']];
    expect(people.map((id) => users.get(id)?.['active'])).toEqual([true, true, true]);
    const organization = organizations.get(ticket['organization_id'] ?? 0);
    expect(organization?.['deleted_at'] ?? null).toBeNull();
  }
});

test('live changes do not depend on the number of calls', () => {
  const oneCall = simulateHistory();
  const manyCalls = simulateHistory();
  const now = oneCall.clock.now();
  const live = liveActivity(LIVE);
  live(oneCall.account, now, now + 300_000);
  for (let ms = 0; ms < 300_000; ms += 7_000)
    live(manyCalls.account, now + ms, Math.min(now + ms + 7_000, now + 300_000));
  expect(listAll(manyCalls)).toEqual(listAll(oneCall));
});

/** Returns the tickets after two minutes without deleted organizations. */
function simulateTwoMinutes(options: LiveOptions): readonly unknown[] {
  const { account, clock } = simulateAccount();
  liveActivity(options)(account, clock.now(), clock.now() + 120_000);
  expect(account.organizations.latest().filter(({ facts }) => facts.deletedAt !== null)).toEqual([]);
  return account.latestRecords();
}

test('changes of users do not alter those of tickets', () => {
  const tickets = simulateTwoMinutes({ perMinute: 60 });
  expect(tickets.length).toBeGreaterThan(10);
  expect(simulateTwoMinutes({ perMinute: 60, peoplePerMinute: 20 })).toEqual(tickets);
});

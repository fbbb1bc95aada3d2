import { expect, test } from 'vitest';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import {
  drain,
  listMembers,
  listRecords,
  requestPage,
  simulateAccount,
} from '#test/support/sandbox/zendesk/resource-pages.ts';

const T = NOW - 5000;

/** An account with 300 tickets, and the organization of the first ticket that has one. */
function simulateCustomers() {
  const simulation = simulateAccount();
  for (let i = 0; i < 300; i += 1) simulation.account.create({ second: T + i });
  const [organization = 0] = drain(simulation, 'tickets').flatMap((ticket) => Number(ticket['organization_id'] ?? []));
  return { ...simulation, organization };
}

const ofOrganization = (records: readonly Record<string, unknown>[], organization: number): unknown[] =>
  records.filter((record) => record['organization_id'] === organization).map(({ id }) => id);

test('a page has the members in the recorded order', () => {
  expect(listMembers(simulateAccount(), 'organizations?start_time=0')).toEqual([
    'organizations',
    'count',
    'end_of_stream',
    'next_page',
    'end_time',
  ]);
});

test('an organization has the members of recorded organizations', () => {
  const [organization] = listRecords(requestPage(simulateAccount(), 'organizations?start_time=0'), 'organizations');
  expect(Object.keys(organization ?? {})).toEqual(
    (
      'url id name shared_tickets shared_comments external_id created_at updated_at deleted_at domain_names details notes ' +
      'group_id tags organization_fields children_count ticket_restriction'
    ).split(' '),
  );
});

test('there is no cursor endpoint', () => {
  expect(simulateAccount().send('organizations/cursor?start_time=0').status).toBe(404);
});

test('a deleted organization keeps its row with deleted_at and a name with its id', () => {
  const simulation = simulateCustomers();
  const { account, organization: id } = simulation;
  const find = () => drain(simulation, 'organizations').find((record) => record['id'] === id);
  const name = find()?.['name'];
  expect(find()).toMatchObject({ deleted_at: null });
  account.organizations.delete(id, { second: T + 1000 });
  expect(find()).toMatchObject({ deleted_at: '2026-11-24T21:51:40Z', name: `${id}_deleted_${String(name)}` });
});

test('deleting an organization removes it from its users and tickets, with an event for each ticket', () => {
  const simulation = simulateCustomers();
  const { account, organization } = simulation;
  const tickets = ofOrganization(drain(simulation, 'tickets'), organization);
  const users = ofOrganization(drain(simulation, 'users'), organization);
  expect([tickets.length > 0, users.length > 0]).toEqual([true, true]);
  account.organizations.delete(organization, { second: T + 1000 });

  expect(ofOrganization(drain(simulation, 'tickets'), organization)).toEqual([]);
  expect(ofOrganization(drain(simulation, 'users'), organization)).toEqual([]);
  const events = listRecords(requestPage(simulation, `ticket_events?start_time=${T + 1000}`), 'ticket_events');
  expect(new Set(events.map((event) => event['ticket_id']))).toEqual(new Set(tickets));
  for (const event of events) {
    expect(event['child_events']).toContainEqual(
      expect.objectContaining({ event_type: 'Change', organization_id: null, previous_value: String(organization) }),
    );
  }
});

test('a new ticket of a user without organization has none', () => {
  const simulation = simulateCustomers();
  const { account, organization } = simulation;
  account.organizations.delete(organization, { second: T + 1000 });
  for (let i = 0; i < 300; i += 1) account.create({ second: T + 2000 + i });
  expect(ofOrganization(drain(simulation, 'tickets'), organization)).toEqual([]);
});

test('a late change shows the previous version until it becomes visible', () => {
  const simulation = simulateAccount();
  const id = simulation.account.organizations.create({ second: T });
  simulation.account.organizations.update(id, { second: NOW - 100, visibleFrom: (NOW + 50) * 1000 });
  const seconds = (): unknown[] =>
    simulation.zendesk.expectedRecords('organizations').flatMap((record) => (record.id === id ? record.second : []));
  expect(seconds()).toEqual([T]);
  simulation.clock.advance(50_000);
  expect(seconds()).toEqual([NOW - 100]);
});

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

const findUser = (simulation: ReturnType<typeof simulateAccount>, id: number): Record<string, unknown> | undefined =>
  drain(simulation, 'users').find((user) => user['id'] === id);

/** An end user without tickets, whom Zendesk can delete. */
const withoutTickets = ({ account }: ReturnType<typeof simulateAccount>): number =>
  account.users.latest().at(-1)?.id ?? 0;

test('a page has the members in the recorded order', () => {
  const simulation = simulateAccount();
  expect(listMembers(simulation, 'users?start_time=0&per_page=5&include=identities')).toEqual([
    'users',
    'identities',
    'next_page',
    'count',
    'end_of_stream',
    'end_time',
  ]);
  expect(listMembers(simulation, 'users/cursor?start_time=0')).toEqual([
    'users',
    'after_url',
    'before_url',
    'after_cursor',
    'before_cursor',
    'end_of_stream',
  ]);
});

test('a user has the members of recorded users', () => {
  const [user] = listRecords(requestPage(simulateAccount(), 'users?start_time=0'), 'users');
  expect(Object.keys(user ?? {})).toEqual(
    (
      'id url name email created_at updated_at time_zone iana_time_zone phone shared_phone_number photo locale_id locale ' +
      'organization_id role verified external_id tags alias active shared shared_agent last_login_at ' +
      'two_factor_auth_enabled signature details notes role_type custom_role_id moderator ticket_restriction ' +
      'only_private_comments restricted_agent suspended suspension_details default_group_id report_csv ' +
      'is_billing_admin user_fields'
    ).split(' '),
  );
});

test('users are sorted by updated_at, then by id', () => {
  const simulation = simulateAccount();
  const ids = simulation.account.users.latest().map(({ id }) => id);
  for (const id of [ids[7] ?? 0, ids[3] ?? 0, ids[900] ?? 0]) simulation.account.users.update(id, { second: T });
  const last = drain(simulation, 'users').slice(-3);
  expect(last.map(({ id }) => id)).toEqual([ids[3], ids[7], ids[900]]);
  expect(new Set(last.map((user) => user['updated_at']))).toEqual(new Set(['2026-11-24T21:35:00Z']));
});

test('a deleted user keeps a row without email and with permanently_deleted', () => {
  const simulation = simulateAccount();
  const id = withoutTickets(simulation);
  expect(findUser(simulation, id)).not.toHaveProperty('permanently_deleted');
  simulation.account.users.delete(id, { second: T });
  expect(findUser(simulation, id)).toMatchObject({
    active: false,
    email: null,
    permanently_deleted: false,
    updated_at: '2026-11-24T21:35:00Z',
  });
});

test('a suspended user stays active', () => {
  const simulation = simulateAccount();
  const id = withoutTickets(simulation);
  simulation.account.users.suspend(id, { second: T });
  expect(findUser(simulation, id)).toMatchObject({ active: true, suspended: true });
});

test('a late change shows the previous version until it becomes visible', () => {
  const simulation = simulateAccount();
  const id = withoutTickets(simulation);
  const before = findUser(simulation, id)?.['updated_at'];
  simulation.account.users.update(id, { second: NOW - 100, visibleFrom: (NOW + 50) * 1000 });
  expect(findUser(simulation, id)?.['updated_at']).toBe(before);
  simulation.clock.advance(50_000);
  expect(findUser(simulation, id)?.['updated_at']).not.toBe(before);
});

test('every user to whom a ticket refers exists, with the same text as in the sideload of tickets', () => {
  const simulation = simulateAccount();
  for (let i = 0; i < 300; i += 1) simulation.account.create({ second: T + i });
  const page = requestPage(simulation, 'tickets?start_time=0&include=users,organizations');
  const users = new Map(simulation.zendesk.expectedRecords('users').map(({ id, text }) => [id, JSON.parse(text)]));
  const sideloaded = listRecords(page, 'users');
  expect(sideloaded.length).toBeGreaterThan(200);
  expect(sideloaded).toEqual(sideloaded.map(({ id }) => users.get(Number(id))));
  for (const ticket of listRecords(page, 'tickets')) {
    const requester = users.get(Number(ticket['requester_id']));
    expect(requester).toMatchObject({ organization_id: ticket['organization_id'] });
  }
});

test('sideloads belong to the users of the page', () => {
  const include = 'identities,organizations,groups,roles,abilities';
  const page = requestPage(simulateAccount(), `users?start_time=0&per_page=400&include=${include}`);
  const users = listRecords(page, 'users');
  const referred = (key: string): Set<unknown> => new Set(users.map((user) => user[key]).filter((id) => id !== null));
  const sideloaded = (name: string): Set<unknown> => new Set(listRecords(page, name).map(({ id }) => id));
  expect(sideloaded('organizations')).toEqual(referred('organization_id'));
  expect(sideloaded('groups')).toEqual(referred('default_group_id'));
  expect(sideloaded('roles')).toEqual(referred('custom_role_id'));
  expect(listRecords(page, 'abilities').map((each) => each['user_id'])).toEqual(users.map(({ id }) => id));
  const emails = listRecords(page, 'identities').filter(({ type }) => type === 'email');
  expect(emails.map(({ value }) => value)).toEqual(users.map(({ email }) => email));
});

test('a new user has an id after all others and no organization', () => {
  const simulation = simulateAccount();
  const last = withoutTickets(simulation);
  const id = simulation.account.users.create({ second: T });
  expect(id).toBeGreaterThan(last);
  expect(findUser(simulation, id)).toMatchObject({ organization_id: null, created_at: '2026-11-24T21:35:00Z' });
});

test('a change before the last one is rejected', () => {
  const { account } = simulateAccount();
  const id = account.users.create({ second: T });
  expect(() => account.users.update(id, { second: T - 1 })).toThrow(RangeError);
});

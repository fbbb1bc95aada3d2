import { expect, test } from 'vitest';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import {
  listMembers,
  listRecords,
  requestPage,
  simulateAccount,
} from '#test/support/sandbox/zendesk/resource-pages.ts';
import { type ChildEvent, drainEvents, type TicketEvent } from '#test/support/sandbox/zendesk/ticket-events.ts';

const T = NOW - 5000;

/** An account with many tickets, each created and then updated. */
function simulateTickets(count = 200) {
  const simulation = simulateAccount();
  for (let i = 0; i < count; i += 1) simulation.account.create({ second: T + i });
  for (let id = 1; id <= count; id += 1) simulation.account.update(id, { second: T + 1000 + id });
  return simulation;
}

const childrenOf = (events: readonly TicketEvent[], type?: string): ChildEvent[] =>
  events.flatMap((event) => event.child_events).filter((child) => type === undefined || child.event_type === type);

const eventsOfTicket = (events: readonly TicketEvent[], ticket: number): TicketEvent[] =>
  events.filter((event) => event.ticket_id === ticket);

test('a page and an audit have the members in the recorded order', () => {
  const simulation = simulateTickets(1);
  const path = 'ticket_events?start_time=0';
  expect(listMembers(simulation, path)).toEqual(['ticket_events', 'count', 'end_of_stream', 'next_page', 'end_time']);
  const members = 'child_events id ticket_id timestamp created_at updater_id via system event_type'.split(' ');
  const keys = (query: string): string[] =>
    Object.keys(listRecords(requestPage(simulation, path + query), 'ticket_events')[0] ?? {});
  expect(keys('')).toEqual(members);
  expect(keys('&include=comment_events')).toEqual([
    ...members,
    'metadata',
    'parent_audit_id',
    'notifications_suppressed_for',
  ]);
});

/** The members of recorded child events with comments, by the member that indicates their kind (useairfoil/typescript-sdk). */
const RECORDED = {
  body: 'attachments author_id body created_at event_type html_body id plain_body public type via via_reference_id',
  rel: 'event_type id previous_value priority rel revision_id via via_reference_id',
  added_tags: 'added_tags event_type id removed_tags tags via via_reference_id',
  custom_status_id: 'custom_status_id event_type id previous_value via via_reference_id',
  custom_ticket_fields: 'custom_ticket_fields event_type id previous_value via via_reference_id',
  sla_policy: 'event_type id sla_policy via via_reference_id',
  comment_id: 'comment_id event_type id via via_reference_id',
};

test.each(Object.entries(RECORDED))('a child event with %s has the recorded members', (member, members) => {
  const simulation = simulateTickets();
  simulation.account.redact(1, 0, { second: T + 3000 });
  const found = childrenOf(drainEvents(simulation)).filter(
    (child) =>
      member in child && (child.event_type !== 'Create' || !members.includes('previous_value')) && !('data' in child),
  );
  expect(found.length).toBeGreaterThan(0);
  expect([...new Set(found.map((child) => Object.keys(child).toSorted().join(' ')))]).toEqual([members]);
});

test('there is no cursor endpoint', () => {
  expect(simulateAccount().send('ticket_events/cursor?start_time=0').status).toBe(404);
});

test('each change by a user has one audit in its second, and a system update has none', () => {
  const simulation = simulateAccount();
  const { account } = simulation;
  const id = account.create({ second: T });
  account.update(id, { second: T + 10 });
  account.systemUpdate(id, { second: T + 20 });
  account.delete(id, { second: T + 30 });
  const own = drainEvents(simulation).filter(({ updater_id: updater }) => updater !== -1);
  expect(own.map(({ timestamp }) => timestamp)).toEqual([T, T + 10, T + 30]);
  expect(own.map((event) => event.created_at)).toEqual([
    '2026-11-24T21:35:00Z',
    '2026-11-24T21:35:10Z',
    '2026-11-24T21:35:30Z',
  ]);
});

test('some ids are strings and others numbers', () => {
  const children = childrenOf(drainEvents(simulateTickets()));
  const typesOf = (key: string): string[] => [
    ...new Set(children.flatMap(({ [key]: value }) => (value === null || value === undefined ? [] : typeof value))),
  ];
  const texts = ['organization_id', 'custom_status_id', 'brand_id', 'ticket_form_id'];
  expect(texts.map(typesOf)).toEqual(texts.map(() => ['string']));
  const numbers = ['requester_id', 'assignee_id', 'group_id'];
  expect(numbers.map(typesOf)).toEqual(numbers.map(() => ['number']));
});

test('the previous value of an empty priority or type is "0", and of other empty fields null', () => {
  const changes = childrenOf(drainEvents(simulateTickets()), 'Change');
  const previous = (key: string): Set<unknown> =>
    new Set(changes.filter((child) => key in child).map((child) => child['previous_value']));
  expect(previous('priority')).toContain('0');
  expect(previous('type')).toContain('0');
  expect(previous('assignee_id')).toContain(null);
  expect([...previous('priority'), ...previous('type')]).not.toContain(null);
});

test('tags come with the added and removed ones, and no previous value', () => {
  const changes = childrenOf(drainEvents(simulateTickets()), 'Change').filter((child) => 'tags' in child);
  expect(changes.length).toBeGreaterThan(50);
  for (const change of changes) {
    expect(change).toMatchObject({ added_tags: expect.any(Array), removed_tags: expect.any(Array) });
    expect(change).not.toHaveProperty('previous_value');
  }
});

test('a trigger sets the priority a second time in the audit that creates a ticket', () => {
  const twice = drainEvents(simulateTickets()).filter(
    (event) => event.child_events.filter((child) => 'priority' in child).length === 2,
  );
  expect(twice.length).toBeGreaterThan(20);
  const [first, second] = twice[0]?.child_events.filter((child) => 'priority' in child) ?? [];
  expect(first).toMatchObject({ event_type: 'Create', priority: null });
  expect(second).toMatchObject({ event_type: 'Change', previous_value: '0', rel: 'trigger', via: 'Rule' });
});

test('the system adds audits without child events and with custom fields', () => {
  const events = drainEvents(simulateTickets()).filter(({ updater_id: updater }) => updater === -1);
  const by = (via: string): TicketEvent[] => events.filter((event) => event.via === via);
  expect(new Set(childrenOf(by('SLA')))).toEqual(new Set());
  expect(by('SLA').length).toBeGreaterThan(20);
  const triage = childrenOf(by('Intelligent Triage'));
  expect(triage.length).toBeGreaterThan(20);
  expect(triage.every((child) => 'custom_ticket_fields' in child && child.event_type === 'Change')).toBe(true);
});

test('a comment has no content without comment_events', () => {
  const simulation = simulateTickets();
  const bare = childrenOf(drainEvents(simulation, ''), 'Comment');
  expect(bare[0]).toEqual({
    id: expect.any(Number),
    via: expect.any(String),
    via_reference_id: null,
    comment_present: true,
    comment_public: expect.any(Boolean),
    event_type: 'Comment',
  });
  const full = childrenOf(drainEvents(simulation), 'Comment');
  expect(full.map(({ id }) => id)).toEqual(bare.map(({ id }) => id));
  expect(full[0]).toMatchObject({ body: expect.any(String), html_body: expect.any(String), via: expect.any(Object) });
});

test('the first comment of a ticket is its description', () => {
  const simulation = simulateTickets();
  const events = drainEvents(simulation);
  for (let id = 1; id <= 10; id += 1) {
    const [comment] = eventsOfTicket(events, id)[0]?.child_events ?? [];
    expect(comment?.['body']).toBe(simulation.account.current(id).members.description);
  }
  expect(childrenOf(events, 'VoiceComment').length).toBeGreaterThan(0);
});

test('comment_count is the number of public comments in the events', () => {
  const simulation = simulateTickets();
  const events = drainEvents(simulation);
  const page = requestPage(simulation, 'tickets?start_time=0&include=comment_count');
  for (const ticket of listRecords(page, 'tickets')) {
    const comments = childrenOf(eventsOfTicket(events, Number(ticket['id']))).filter(
      (child) => child['public'] === true,
    );
    expect(ticket['comment_count']).toBe(comments.length);
  }
});

test('deleting and restoring a ticket changes its status', () => {
  const simulation = simulateAccount();
  const { account } = simulation;
  const id = account.create({ second: T });
  account.delete(id, { second: T + 10 });
  account.restore(id, { second: T + 20 });
  const statuses = childrenOf(drainEvents(simulation), 'Change').filter((child) => 'status' in child);
  expect(statuses).toMatchObject([{ status: 'deleted' }, { status: 'open', previous_value: 'deleted' }]);
  expect(() => account.restore(id, { second: T + 30 })).toThrow(`ticket ${id} is not deleted`);
});

test('events within a second are in the order of the changes, often against the order of their ids', () => {
  const simulation = simulateAccount();
  const { account } = simulation;
  const second = T + 1;
  for (let i = 0; i < 6; i += 1) account.create({ second });
  account.update(1, { second });
  const events = drainEvents(simulation).filter(({ timestamp }) => timestamp === second);
  const ids = events.map(({ id }) => id);
  expect(ids).not.toEqual(ids.toSorted((one, other) => one - other));
  expect(new Set(ids).size).toBe(ids.length);
  expect(events.at(-1)?.ticket_id).toBe(1);
  expect(eventsOfTicket(events, 1)[0]?.child_events.some((child) => child.event_type === 'Create')).toBe(true);
});

test('no two events or child events have the same id', () => {
  const events = drainEvents(simulateTickets());
  const ids = events.flatMap(({ id, child_events: children }) => [id, ...children.map((child) => child.id)]);
  expect(new Set(ids).size).toBe(ids.length);
});

test('events of AI agents are hidden by default', () => {
  const simulation = simulateAccount();
  simulation.account.create({ second: T, supportType: 'ai_agent' });
  const count = (query: string): number => drainEvents(simulation, query).length;
  expect([count(''), count('&support_type_scope=agent')]).toEqual([0, 0]);
  expect(count('&support_type_scope=all')).toBeGreaterThan(0);
});

test('an event of a late change becomes visible with it', () => {
  const simulation = simulateAccount();
  const id = simulation.account.create({ second: T });
  simulation.account.update(id, { second: NOW - 100, visibleFrom: (NOW + 50) * 1000 });
  const seconds = (): number[] => drainEvents(simulation).map(({ timestamp }) => timestamp);
  expect(seconds()).not.toContain(NOW - 100);
  simulation.clock.advance(50_000);
  expect(seconds()).toContain(NOW - 100);
});

import { describe, expect, test } from 'vitest';
import { expectedHistory, ticketEventsWithGaps } from '#sandbox/zendesk/index.ts';
import { simulateAccount } from '#test/support/sandbox/zendesk/resource-pages.ts';
import type { Simulation } from '#test/support/sandbox/zendesk/simulation.ts';
import {
  type ChildEvent,
  drainEvents,
  fieldsOf,
  type TicketEvent,
} from '#test/support/sandbox/zendesk/ticket-events.ts';
import { simulateLife } from '#test/support/sandbox/zendesk/ticket-life.ts';

const historyOf = ({ account, clock }: Simulation) => expectedHistory(account, { nowMs: clock.now() });

const toText = (value: unknown): string | null =>
  value === null || typeof value === 'string' ? value : JSON.stringify(value);

const isComment = ({ event_type: type }: ChildEvent): boolean => type === 'Comment' || type === 'VoiceComment';

/** Returns the last value of each field and second in the order served. */
function readValues(events: readonly TicketEvent[]): Map<string, string | null> {
  const values = new Map<string, string | null>();
  for (const { ticket_id: ticket, timestamp, child_events: children } of events) {
    for (const child of children.filter(({ event_type: type }) => type === 'Create' || type === 'Change')) {
      for (const [field, value] of Object.entries(fieldsOf(child))) {
        values.set(`${timestamp} ${ticket} ${field}`, toText(value));
      }
    }
  }
  return values;
}

const life = simulateLife();
const lifeEvents = drainEvents(life);

describe('the expected history', () => {
  const { comments, values, gaps } = historyOf(life);

  test('contains the comments of the events', () => {
    const served = lifeEvents.flatMap(({ id: event, ticket_id: ticket, child_events: children }) =>
      children.filter(isComment).map((child) => [child.id, event, ticket, child['body'], child['public']]),
    );
    expect(comments.map((each) => [each.id, each.eventId, each.ticketId, each.body, each.isPublic])).toEqual(served);
    expect(comments.length).toBeGreaterThan(1000);
  });

  test('names the redactions and changes of privacy', () => {
    const served = lifeEvents.flatMap((event) => event.child_events);
    const redactions = served.filter(({ event_type: type }) => type === 'CommentRedactionEvent');
    const redacted = comments.filter(({ redactedAt }) => redactedAt !== undefined);
    expect(redacted.map(({ id }) => String(id)).toSorted()).toEqual(
      [...new Set(redactions.map((child) => String(child['comment_id'])))].toSorted(),
    );
    expect(redacted.every(({ body }) => body.startsWith('▇'))).toBe(true);
    expect(comments.filter(({ privacyChangedAt }) => privacyChangedAt !== undefined).length).toBeGreaterThan(10);
  });

  test('contains the last value of each field and second', () => {
    const served = readValues(lifeEvents);
    const expected = new Map(
      values.map(({ ticketId, field, second, value }) => [`${second} ${ticketId} ${field}`, comparable(value)]),
    );
    expect(expected).toEqual(new Map([...served].map(([key, value]) => [key, comparable(value)])));
    expect(expected.size).toBeGreaterThan(5000);
  });

  test('contains no gaps if all events are exported', () => {
    expect(gaps).toEqual([]);
  });
});

/** Parsing rounds numbers above 2^53. */
const comparable = (value: string | null): unknown =>
  value !== null && /^[\d.e+]+$/.test(value) ? Number(value) : value;

test('every kind of event occurs in an account with all kinds of changes', () => {
  const kinds = new Set(lifeEvents.flatMap((event) => event.child_events).map(({ event_type: type }) => type));
  expect(kinds).toEqual(
    new Set(['AttachmentRedactionEvent', 'Change', 'Comment', 'CommentRedactionEvent', 'Create', 'VoiceComment']),
  );
  const withoutChildren = lifeEvents.filter((event) => event.child_events.length === 0);
  expect(new Set(withoutChildren.map(({ updater_id: updater }) => updater === -1))).toEqual(new Set([true, false]));
});

test('the history of an account without exports of events is empty', () => {
  const { account, clock } = simulateAccount({ exports: [] });
  account.create({ second: 1_700_000_000 });
  expect(expectedHistory(account, { nowMs: clock.now() })).toEqual({
    comments: [],
    values: [],
    gaps: [],
    appliedSlas: [],
  });
});

test('an export with gaps lacks the creation of some tickets and changes of others', () => {
  const simulation = simulateLife({ events: ticketEventsWithGaps({ gapShare: 0.1 }) });
  const { gaps } = historyOf(simulation);
  const events = drainEvents(simulation);
  const created = new Set(
    events
      .filter((event) => event.child_events.some(({ event_type: type }) => type === 'Create'))
      .map(({ ticket_id: ticket }) => ticket),
  );
  const withoutCreation = gaps.filter((id) => !created.has(id));
  expect(withoutCreation.length).toBeGreaterThan(10);
  expect(gaps.length).toBeGreaterThan(withoutCreation.length + 3);
  expect(gaps.length).toBeLessThan(simulation.account.size * 0.15);
  const tickets = simulation.zendesk.expectedRecords('tickets').map(({ id }) => id);
  expect(new Set(tickets.filter((id) => !created.has(id)))).toEqual(new Set(withoutCreation));
});

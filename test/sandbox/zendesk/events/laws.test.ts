import { expect, test } from 'vitest';
import type { ZendeskAccount } from '#sandbox/zendesk/index.ts';
import { simulateLife } from '#test/support/sandbox/zendesk/ticket-life.ts';
import { drainEvents, type Fields, fieldsOf, replay } from '#test/support/sandbox/zendesk/ticket-events.ts';

const text = (value: number | null): string | null => (value === null ? null : String(value));

/** Returns a ticket's fields in the form of its events. */
function currentFields(account: ZendeskAccount, id: number): Fields {
  const ticket = account.current(id).members;
  const { custom_fields: custom, satisfaction_rating: rating } = ticket;
  return {
    ...Object.fromEntries(custom.map((field) => [field.id, field.value])),
    status: ticket.status,
    priority: ticket.priority,
    type: ticket.type,
    subject: ticket.subject,
    tags: ticket.tags,
    requester_id: ticket.requester_id,
    assignee_id: ticket.assignee_id,
    group_id: ticket.group_id,
    organization_id: text(ticket.organization_id),
    custom_status_id: text(ticket.custom_status_id),
    brand_id: text(ticket.brand_id),
    ticket_form_id: text(ticket.ticket_form_id),
    satisfaction_score: rating?.score ?? 'unoffered',
    satisfaction_comment: rating?.comment ?? null,
    satisfaction_reason_code: REASON_CODES.get(rating?.reason_id) ?? null,
    external_id: ticket.external_id,
    problem_id: ticket.problem_id,
    due_at: ticket.due_at,
    is_public: ticket.is_public,
  };
}

const REASON_CODES: ReadonlyMap<number | undefined, string> = new Map([
  [38_101_970_000_011, '1000'],
  [38_101_970_000_043, '5'],
]);

/** Fields whose empty previous value is `"0"`. */
const EMPTY_IS_0: ReadonlySet<string> = new Set(['priority', 'type', 'satisfaction_reason_code']);

const INITIAL: Fields = { tags: [], satisfaction_score: 'unoffered' };

test("replaying a ticket's events gives its fields", () => {
  const simulation = simulateLife();
  const { account } = simulation;
  const tickets = replay(drainEvents(simulation));
  expect(tickets.size).toBeGreaterThan(600);
  for (let id = 1; id <= account.size; id += 1) {
    if (account.current(id).facts.supportType === 'ai_agent') continue;
    const { sla_policy: _, ...fields } = { sla_policy: null, ...INITIAL, ...tickets.get(id) };
    const withValue = Object.entries(fields).filter(([, value]) => value !== null);
    const expected = Object.entries(currentFields(account, id)).filter(([, value]) => value !== null);
    expect(toComparable(withValue)).toEqual(toComparable(expected));
  }
});

const toComparable = (fields: readonly [string, unknown][]): unknown =>
  JSON.parse(JSON.stringify(Object.fromEntries(fields)));

test('the previous value of a change is the value that the ticket had', () => {
  const tickets = new Map<number, Fields>();
  const previous: unknown[] = [];
  const expected: unknown[] = [];
  for (const { ticket_id: id, child_events: children } of drainEvents(simulateLife())) {
    for (const child of children.filter(({ event_type: type }) => type === 'Create' || type === 'Change')) {
      const before: Fields = tickets.get(id) ?? INITIAL;
      const fields = fieldsOf(child);
      tickets.set(id, { ...before, ...fields });
      if (!('previous_value' in child)) continue;
      const [key = ''] = Object.keys(fields);
      previous.push(child.previous_value);
      expected.push(before[key] ?? (EMPTY_IS_0.has(key) ? '0' : null));
    }
  }
  expect(previous.length).toBeGreaterThan(1000);
  expect(previous).toEqual(expected);
});

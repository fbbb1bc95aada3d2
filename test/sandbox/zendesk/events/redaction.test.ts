import { expect, test } from 'vitest';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { simulateAccount } from '#test/support/sandbox/zendesk/resource-pages.ts';
import { drainEvents, type TicketEvent } from '#test/support/sandbox/zendesk/ticket-events.ts';

const T = NOW - 5000;
const REDACTED_AT = NOW - 1000;

/** An account with one ticket whose description is redacted. */
function simulateRedaction() {
  const simulation = simulateAccount();
  const id = simulation.account.create({ second: T });
  const before = drainEvents(simulation);
  simulation.account.redact(id, 0, { second: REDACTED_AT });
  return { ...simulation, id, before, after: drainEvents(simulation) };
}

const bodyOf = ([event]: readonly TicketEvent[]): string => String(event?.child_events[0]?.['body']);

/** Returns the parts of an event that a redaction keeps. */
const identify = ([event]: readonly TicketEvent[]): unknown => [
  event?.id,
  event?.timestamp,
  event?.child_events.map((child) => child.id),
];

test('serves the old event with the new text under the same id and timestamp', () => {
  const { before, after } = simulateRedaction();
  expect(bodyOf(before)).not.toContain('▇');
  expect(bodyOf(after)).toMatch(/^▇+/);
  expect(bodyOf(after).slice(12)).toBe(bodyOf(before).slice(12));
  expect(identify(after)).toEqual(identify(before));
});

test('adds an event of the redaction that names the comment', () => {
  const { before, after } = simulateRedaction();
  const added = after.filter(({ id }) => !before.some((event) => event.id === id));
  expect(added).toMatchObject([
    {
      timestamp: REDACTED_AT,
      child_events: [{ event_type: 'CommentRedactionEvent', comment_id: String(before[0]?.child_events[0]?.id) }],
    },
  ]);
});

test('the new text is only on a page with the second of the old event', () => {
  const { send } = simulateRedaction();
  expect(send(`ticket_events?start_time=${T}&include=comment_events`).body).toContain('▇');
  expect(send(`ticket_events?start_time=${T + 2}&include=comment_events`).body).not.toContain('▇');
});

test("redacts the ticket's description and changes its timestamps", () => {
  const { account, id, after } = simulateRedaction();
  const { description, generated_timestamp: second } = account.current(id).members;
  expect(description).toBe(bodyOf(after));
  expect(second).toBe(REDACTED_AT);
});

test('redacts later comments, and keeps earlier redactions', () => {
  const simulation = simulateAccount();
  const { account } = simulation;
  const id = account.create({ second: T });
  for (let i = 1; i <= 10; i += 1) account.update(id, { second: T + i });
  const comments = (): unknown[] =>
    drainEvents(simulation).flatMap((event) => event.child_events.flatMap((child) => child['body'] ?? []));
  const count = comments().length;
  expect(count).toBeGreaterThan(2);
  const revisions = Array.from({ length: 11 }, (_, revision) => revision);
  const redacted = revisions.filter((revision) => {
    try {
      account.redact(id, revision, { second: REDACTED_AT + revision });
      return true;
    } catch {
      return false;
    }
  });
  expect(redacted).toHaveLength(count);
  expect(comments()).toEqual(comments().map(() => expect.stringMatching(/^▇/)));
});

test('a revision without comment cannot be redacted', () => {
  const { account, id } = simulateRedaction();
  expect(() => account.redact(id, 7)).toThrow(`revision 7 of ticket ${id} has no comment`);
});

test('a redaction that becomes visible late shows the old text until then', () => {
  const simulation = simulateAccount();
  const id = simulation.account.create({ second: T });
  simulation.account.redact(id, 0, { second: NOW - 100, visibleFrom: (NOW + 50) * 1000 });
  expect(bodyOf(drainEvents(simulation))).not.toContain('▇');
  simulation.clock.advance(50_000);
  expect(bodyOf(drainEvents(simulation))).toContain('▇');
});

test('an expected record has its text from before the redaction', () => {
  const { zendesk, account, id } = simulateRedaction();
  account.update(id, { second: NOW - 500 });
  const [created, ...others] = zendesk.expectedRecords('ticket_events', { include: ['comment_events'] });
  expect(created?.text).toContain('▇');
  expect(created?.earlier).toEqual([{ text: expect.not.stringContaining('▇'), untilMs: (REDACTED_AT + 1) * 1000 }]);
  expect(others.some(({ earlier }) => earlier)).toBe(false);
  expect(zendesk.expectedRecords('tickets').some(({ earlier }) => earlier)).toBe(false);
});

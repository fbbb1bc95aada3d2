import { describe, expect, test } from 'vitest';
import { expectedHistory, SYSTEM } from '#sandbox/zendesk/index.ts';
import { hasAttachment } from '#sandbox/zendesk/tickets/comment.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { simulateAccount } from '#test/support/sandbox/zendesk/resource-pages.ts';
import { type ChildEvent, drainEvents } from '#test/support/sandbox/zendesk/ticket-events.ts';

const T = NOW - 5000;

/** An account with one ticket that has a public note of an agent as its second comment. */
function simulateNote() {
  const simulation = simulateAccount();
  const id = simulation.account.create({ second: T });
  simulation.account.comment(id, 'See the attached form.', { second: T + 10 });
  return { ...simulation, id, drain: () => drainEvents(simulation) };
}

const commentsIn = (events: ReturnType<typeof drainEvents>): ChildEvent[] =>
  events.flatMap((event) => event.child_events).filter(({ event_type: type }) => type === 'Comment');

test('a note is a comment in an audit without changes of fields', () => {
  const { id, drain, account } = simulateNote();
  const status = account.current(id).members.status;
  const [note, ...others] = drain().filter(({ timestamp }) => timestamp === T + 10);
  expect(others).toEqual([]);
  expect(note?.child_events).toMatchObject([{ body: 'See the attached form.', public: true, event_type: 'Comment' }]);
  account.comment(id, 'Only for us.', { second: T + 20, isPublic: false, author: 38_254_337_475_674 });
  expect(drain().at(-1)).toMatchObject({
    updater_id: 38_254_337_475_674,
    child_events: [{ body: 'Only for us.', public: false }],
  });
  expect(account.current(id).members.status).toBe(status);
});

describe('a comment that is made private', () => {
  test('adds an audit without child events, and the old event is served as private', () => {
    const { id, drain, account } = simulateNote();
    const before = drain();
    account.setPublic(id, 1, false, { second: T + 100 });
    const after = drain();
    expect(after.at(-1)).toMatchObject({ timestamp: T + 100, via: 'Web service', child_events: [] });
    expect(after.slice(0, -1)).toEqual(
      before.map((event) =>
        event.timestamp === T + 10
          ? { ...event, child_events: event.child_events.map((child) => ({ ...child, public: false })) }
          : event,
      ),
    );
  });

  test('stays a reply in the metrics, and is not a public comment', () => {
    const { id, account, clock } = simulateNote();
    const figures = (): unknown => {
      const { replies, reply_time_in_minutes: reply } = account.current(id).metrics;
      return { replies, reply };
    };
    const before = figures();
    expect(before).toEqual({ replies: 1, reply: { calendar: 0, business: 0 } });
    account.setPublic(id, 1, false, { second: T + 100 });
    expect(figures()).toEqual(before);
    expect(account.current(id).render(['comment_count'])).toContain('"comment_count":1,');
    const { comments } = expectedHistory(account, { nowMs: clock.now() });
    expect(comments).toMatchObject([{ privacyChangedAt: undefined }, { isPublic: false, privacyChangedAt: T + 100 }]);
  });

  test('can be made public again, but not twice private', () => {
    const { id, drain, account } = simulateNote();
    account.setPublic(id, 1, false, { second: T + 100 });
    expect(() => account.setPublic(id, 1, false, { second: T + 101 })).toThrow('has this privacy already');
    account.setPublic(id, 1, true, { second: T + 102 });
    expect(commentsIn(drain()).at(-1)).toMatchObject({ public: true });
    expect(() => account.setPublic(id, 5, true)).toThrow(`revision 5 of ticket ${id} has no comment`);
  });
});

test('a redacted attachment has another name, and an event of the redaction names it', () => {
  const simulation = simulateAccount();
  const { account } = simulation;
  for (let id = 1; id <= 40; id += 1) account.create({ second: T + id });
  const attachments = (): unknown[] => commentsIn(drainEvents(simulation)).flatMap((child) => child['attachments']);
  const before = attachments();
  expect(before.length).toBeGreaterThan(0);
  const withFile = drainEvents(simulation).filter((event) => JSON.stringify(event).includes('file_name'));
  for (const { ticket_id: id } of withFile) account.redactFile(id, 0, { second: T + 100 + id });
  const after = attachments();
  expect(after).toEqual(before.map((file) => ({ ...Object(file), ...REDACTED_FILE })));
  const named = drainEvents(simulation)
    .flatMap((event) => event.child_events)
    .filter(({ event_type: type }) => type === 'AttachmentRedactionEvent');
  const ids = new Set(named.map((child) => child['attachment_id']));
  expect(ids.size).toBe(named.length);
  for (const file of after) expect(ids).toContain(String(Object(file)['id']));
});

test('a comment without attachment cannot lose it', () => {
  const { account, id } = simulateNote();
  const note = account.current(id).facts.revision;
  const attempts = Array.from({ length: 10 }, (_, index) => {
    account.comment(id, 'Thanks', { second: T + 20 + index });
    return note + 1 + index;
  });
  const without = attempts.find((revision) => !hasAttachment(account.current(id).facts, revision, account.seed)) ?? 0;
  expect(() => account.redactFile(id, without)).toThrow(`revision ${without} of ticket ${id} has no attachment`);
});

const REDACTED_FILE = { file_name: 'redacted.txt', content_type: 'text/plain', size: 1 };

test('a merged ticket is closed with a tag, and both tickets get a private comment of the same agent', () => {
  const simulation = simulateAccount();
  const { account } = simulation;
  for (let id = 1; id <= 2; id += 1) account.create({ second: T });
  account.merge(2, 1, { second: T + 50 });
  expect(account.current(2).members).toMatchObject({
    status: 'closed',
    tags: expect.arrayContaining(['closed_by_merge']) as string[],
  });
  const [source, target, ...others] = drainEvents(simulation).filter(({ timestamp }) => timestamp === T + 50);
  expect(others).toEqual([]);
  expect(source?.child_events[0]).toMatchObject({ body: expect.stringContaining('into request #1') as string });
  expect(source?.child_events.some((child) => child['status'] === 'closed')).toBe(true);
  expect(target).toMatchObject({ ticket_id: 1, updater_id: source?.updater_id, child_events: [{ public: false }] });
});

test('the system changes ratings and tags', () => {
  const simulation = simulateAccount();
  const { account } = simulation;
  const id = account.create({ second: T });
  account.rate(id, { score: 'offered' }, { second: T + 10 });
  const reason = { code: 1000, id: 38_101_970_000_011, title: 'No reason provided' };
  account.rate(id, { score: 'bad', comment: 'Too slow', reason }, { second: T + 20 });
  account.reportUndelivered(id, { second: T + 30 });
  const changes = drainEvents(simulation).filter(({ timestamp }) => timestamp >= T + 10);
  expect(changes.map(({ updater_id: updater, via }) => [updater, via])).toEqual(
    changes.map(() => [SYSTEM, 'Web service']),
  );
  expect(changes.at(-2)?.child_events).toMatchObject([
    { satisfaction_score: 'bad', previous_value: 'offered' },
    { satisfaction_reason_code: '1000', previous_value: '0' },
    { satisfaction_comment: 'Too slow', previous_value: null },
  ]);
  expect(changes.at(-1)?.child_events).toMatchObject([{ added_tags: ['system_email_notification_failure'] }]);
  expect(account.current(id).members.satisfaction_rating).toMatchObject({ score: 'bad', comment: 'Too slow' });
});

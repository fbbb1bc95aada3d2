import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricSet } from '#sandbox/zendesk/tickets/metric-set.ts';
import { renderTicket, type TicketFacts } from '#sandbox/zendesk/tickets/ticket.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject, parseTicket } from '#test/support/sandbox/zendesk/parsed.ts';

const FACTS: TicketFacts = {
  id: 1,
  revision: 0,
  createdAt: NOW - 86_400,
  updatedAt: NOW,
  generatedTimestamp: NOW + 1,
  supportType: 'agent',
  state: 'open',
};

const render = (facts: Partial<TicketFacts> = {}, seed = 1): string => {
  const { head, tail } = renderTicket({ ...FACTS, ...facts }, seed, 'acme');
  return head + tail;
};
const texts = Array.from({ length: 1000 }, (_, index) => render({ id: index + 1 }));
const tickets = texts.map(parseTicket);

test('renderTicket returns the recorded keys in the recorded order', () => {
  expect(Object.keys(parseObject(render()))).toEqual(
    (
      'url id external_id via created_at updated_at generated_timestamp type subject raw_subject description priority ' +
      'status recipient requester_id submitter_id assignee_id organization_id group_id collaborator_ids follower_ids ' +
      'email_cc_ids forum_topic_id problem_id has_incidents is_public due_at tags custom_fields satisfaction_rating ' +
      'sharing_agreement_ids custom_status_id fields followup_ids ticket_form_id brand_id allow_channelback ' +
      'allow_attachments from_messaging_channel support_type encoded_id'
    ).split(' '),
  );
});

test('renderTicket returns times in whole UTC seconds, and generated_timestamp as a number', () => {
  const ticket = parseObject(render());
  expect(ticket['created_at']).toBe('2026-11-23T22:58:20Z');
  expect(ticket['updated_at']).toBe('2026-11-24T22:58:20Z');
  expect(ticket['generated_timestamp']).toBe(NOW + 1);
});

test('renderTicket returns the same bytes for the same facts and seed, and different bytes for another seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.nat(50), fc.nat(), (id, revision, seed) => {
      expect(render({ id, revision }, seed)).toBe(render({ id, revision }, seed));
      expect(render({ id, revision }, seed)).not.toBe(render({ id, revision }, seed + 1));
    }),
  );
});

test('renderTicket returns one compact line of JSON', () => {
  expect(texts.filter((text) => /[\r\n]/.test(text) || text.includes('": '))).toEqual([]);
});

test('the member fields repeats custom_fields', () => {
  expect(tickets.every((ticket) => JSON.stringify(ticket['fields']) === JSON.stringify(ticket.custom_fields))).toBe(
    true,
  );
});

test('custom field values have every JSON type except object', () => {
  const values = tickets.flatMap((ticket) => ticket.custom_fields.map(({ value }) => value));
  const types = new Set(
    values.map((value) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)),
  );
  expect([...types].sort()).toEqual(['array', 'boolean', 'null', 'number', 'string']);
});

test('some tickets contain numbers that a double would round', () => {
  const wide = texts.flatMap((text) => [...text.matchAll(/"value":(\d{16,})/g)].map(([, digits]) => String(digits)));
  expect(wide.length).toBeGreaterThan(100);
  expect(wide.some((digits) => String(Number(digits)) !== digits)).toBe(true);
  expect(texts.some((text) => /"value":\d+\.\d*0[,}]/.test(text))).toBe(true);
});

test('ticket sizes have a median of 3 to 5 kB and a long tail', () => {
  const sizes = texts.map((text) => Buffer.byteLength(text)).sort((one, other) => one - other);
  expect(sizes[500]).toBeGreaterThan(3000);
  expect(sizes[500]).toBeLessThan(5000);
  expect(sizes.at(-1)).toBeGreaterThan(20_000);
});

test('descriptions contain several scripts, emoji, quotes, backslashes and line breaks', () => {
  const all = tickets.map((ticket) => ticket.description).join('');
  for (const sample of ['ログイン', 'Здравствуйте', 'مرحباً', '👩🏽‍💻', '"', '\\', '\r\n', '<', '&']) {
    expect(all).toContain(sample);
  }
});

test('ids of users, groups and organizations have 14 digits', () => {
  const ids = tickets.flatMap((ticket) => [ticket.requester_id, ticket.assignee_id, ticket.organization_id]);
  expect(ids.filter((id) => id !== null && !/^\d{14}$/.test(String(id)))).toEqual([]);
});

test('a ticket with a follower can be without an assignee', () => {
  const followed = tickets.filter(({ follower_ids: followers }) => followers.length > 0);
  const unassigned = followed.filter(({ assignee_id: assignee }) => assignee === null);
  expect(unassigned.length).toBeGreaterThan(0);
  expect(unassigned.length).toBeLessThan(followed.length / 2);
});

test('an update keeps the values of the creation', () => {
  const [before, after] = [parseObject(render()), parseObject(render({ revision: 1 }))];
  for (const key of ['description', 'subject', 'via', 'requester_id', 'external_id', 'encoded_id']) {
    expect(after[key]).toEqual(before[key]);
  }
  expect(after).not.toEqual(before);
});

test('a deleted ticket keeps its content, a permanently deleted one loses it', () => {
  const deleted = parseObject(render({ state: 'deleted' }));
  expect(deleted).toMatchObject({ status: 'deleted', description: parseObject(render())['description'] });
  const scrubbed = parseObject(render({ state: 'scrubbed' }));
  expect(scrubbed).toMatchObject({
    status: 'deleted',
    subject: 'SCRUBBED',
    description: 'SCRUBBED',
    custom_fields: [],
  });
  expect(scrubbed['encoded_id']).toBe(deleted['encoded_id']);
});

test('the order of the keys in source depends on the channel', () => {
  const orders = new Set(tickets.map(({ via }) => Object.keys(via.source).join()));
  expect([...orders].sort()).toEqual(['from,to,rel', 'rel,from,to']);
});

test('metricSet returns the recorded keys in the recorded order', () => {
  expect(Object.keys(metricSet({ facts: FACTS, updater: 1, previous: undefined }, 1, 'acme'))).toEqual(
    (
      'url id ticket_id created_at updated_at group_stations assignee_stations reopens replies assignee_updated_at ' +
      'requester_updated_at status_updated_at initially_assigned_at assigned_at solved_at latest_comment_added_at ' +
      'reply_time_in_minutes first_resolution_time_in_minutes full_resolution_time_in_minutes ' +
      'agent_wait_time_in_minutes requester_wait_time_in_minutes on_hold_time_in_minutes'
    ).split(' '),
  );
});

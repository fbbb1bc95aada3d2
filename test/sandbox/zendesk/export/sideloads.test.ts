import { expect, test } from 'vitest';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import {
  createAccountWith,
  requestCursorBased,
  requestTimeBased,
  parse,
} from '#test/support/sandbox/zendesk/export-pages.ts';

const T = NOW - 5000;
const account = createAccountWith(Array.from({ length: 60 }, (_, index) => T + index));

type Ids = readonly (number | null)[];
const toDistinct = (ids: Ids): Ids => [...new Set(ids)].filter((id) => id !== null).sort((one, other) => one - other);
const idsOf = (records: readonly { id: number }[] = []): Ids =>
  records.map(({ id }) => id).sort((one, other) => one - other);
const keysOf = (answer: { body: string }): string[] => Object.keys(parseObject(answer.body));

test('returns sideloads between count and end_of_stream, in the order of include', () => {
  expect(keysOf(requestTimeBased(account, 'start_time=0&include=organizations,users'))).toEqual([
    'tickets',
    'count',
    'organizations',
    'users',
    'end_of_stream',
    'next_page',
    'end_time',
  ]);
});

test('returns sideloads after the tickets on the cursor-based export', () => {
  expect(keysOf(requestCursorBased(account, 'start_time=0&include=users')).slice(0, 3)).toEqual([
    'tickets',
    'users',
    'after_url',
  ]);
});

test("returns each user, group and organization of the page's tickets once", () => {
  const page = parse(requestTimeBased(account, 'start_time=0&include=users,groups,organizations'));
  const users = page.tickets.flatMap((ticket) => [
    ticket.requester_id,
    ticket.submitter_id,
    ticket.assignee_id,
    ...ticket.follower_ids,
    ...ticket.email_cc_ids,
  ]);
  expect(idsOf(page.users)).toEqual(toDistinct(users));
  expect(idsOf(page.groups)).toEqual(toDistinct(page.tickets.map((ticket) => ticket.group_id)));
  expect(idsOf(page.organizations)).toEqual(toDistinct(page.tickets.map((ticket) => ticket.organization_id)));
});

test('returns metric sets as an array, and in each ticket between brand_id and allow_channelback', () => {
  const answer = requestTimeBased(account, 'start_time=0&include=metric_sets');
  const { metric_sets: metricSets, tickets } = parse(answer);
  expect(metricSets).toHaveLength(60);
  expect(metricSets).toEqual(tickets.map((ticket) => ticket.metric_set));
  expect(answer.body).toMatch(/"brand_id":\d+,"metric_set":\{[^{}]*(\{[^{}]*\}[^{}]*)*\},"allow_channelback":/);
});

test('returns an array of ticket forms, and an empty one of sharing agreements', () => {
  const page = parseObject(requestTimeBased(account, 'start_time=0&include=sharing_agreements,ticket_forms').body);
  expect(page['sharing_agreements']).toEqual([]);
  expect(page['ticket_forms']).toMatchObject([
    { id: parse({ body: JSON.stringify(page) }).tickets[0]?.['ticket_form_id'] },
  ]);
});

test('returns dates, SLAs and counts only in each ticket', () => {
  const answer = requestTimeBased(account, 'start_time=0&include=dates,slas,comment_count,incident_counts');
  expect(keysOf(answer)).toEqual(keysOf(requestTimeBased(account, 'start_time=0')));
  const { tickets } = parse(answer);
  for (const ticket of tickets) {
    expect(Object.keys(ticket).slice(-10, -4)).toEqual([
      'brand_id',
      'dates',
      'slas',
      'comment_count',
      'incident_count',
      'allow_channelback',
    ]);
  }
  expect(tickets[0]?.['dates']).toMatchObject({ requester_updated_at: tickets[0]?.updated_at });
  const metrics = tickets.map((ticket) => Object(ticket['slas']).policy_metrics.length as number);
  expect(new Set(metrics)).toEqual(new Set([0, 1]));
});

test('keeps the bytes of a ticket except for the embedded metric set', () => {
  const { body } = requestTimeBased(account, 'start_time=0&include=metric_sets');
  const without = body.replaceAll(/,"metric_set":\{.*?"on_hold_time_in_minutes":\{[^}]*\}\}/g, '');
  expect(without).toContain(
    account
      .latestRecords()
      .map(({ text }) => text)
      .join(','),
  );
});

test('returns a repeated sideload once', () => {
  const { body } = requestTimeBased(account, 'start_time=0&include=groups,groups');
  expect(body.split('"groups":')).toHaveLength(2);
});

test('ignores unknown sideloads', () => {
  expect(keysOf(requestTimeBased(account, 'start_time=0&include=last_audits,constructor'))).toHaveLength(5);
});

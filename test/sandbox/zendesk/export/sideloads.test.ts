import { expect, test } from 'vitest';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { accountOf, askCursor, askTimeBased, parse } from '#test/support/sandbox/zendesk/answers.ts';

const T = NOW - 5000;
const account = accountOf(Array.from({ length: 60 }, (_, index) => T + index));

type Ids = readonly (number | null)[];
const distinct = (ids: Ids): Ids => [...new Set(ids)].filter((id) => id !== null).sort((one, other) => one - other);
const idsOf = (records: readonly { id: number }[] = []): Ids =>
  records.map(({ id }) => id).sort((one, other) => one - other);
const keysOf = (answer: { body: string }): string[] => Object.keys(parseObject(answer.body));

test('sideloads come between count and end_of_stream, in the order asked for', () => {
  expect(keysOf(askTimeBased(account, 'start_time=0&include=organizations,users'))).toEqual([
    'tickets',
    'count',
    'organizations',
    'users',
    'end_of_stream',
    'next_page',
    'end_time',
  ]);
});

test('on the cursor-based export they come after the tickets', () => {
  expect(keysOf(askCursor(account, 'start_time=0&include=users')).slice(0, 3)).toEqual([
    'tickets',
    'users',
    'after_url',
  ]);
});

test('users, groups and organizations are those that the page’s tickets name, each once', () => {
  const page = parse(askTimeBased(account, 'start_time=0&include=users,groups,organizations'));
  const users = page.tickets.flatMap((ticket) => [
    ticket.requester_id,
    ticket.submitter_id,
    ticket.assignee_id,
    ...ticket.follower_ids,
  ]);
  expect(idsOf(page.users)).toEqual(distinct(users));
  expect(idsOf(page.groups)).toEqual(distinct(page.tickets.map((ticket) => ticket.group_id)));
  expect(idsOf(page.organizations)).toEqual(distinct(page.tickets.map((ticket) => ticket.organization_id)));
});

test('metric sets come twice: on their own, and in each ticket between brand_id and allow_channelback', () => {
  const answer = askTimeBased(account, 'start_time=0&include=metric_sets');
  const { metric_sets: metricSets, tickets } = parse(answer);
  expect(metricSets).toHaveLength(60);
  expect(metricSets).toEqual(tickets.map((ticket) => ticket.metric_set));
  expect(answer.body).toMatch(/"brand_id":\d+,"metric_set":\{[^{}]*(\{[^{}]*\}[^{}]*)*\},"allow_channelback":/);
});

test('a ticket is byte for byte the same but for its metric set', () => {
  const { body } = askTimeBased(account, 'start_time=0&include=metric_sets');
  const without = body.replaceAll(/,"metric_set":\{.*?"on_hold_time_in_minutes":\{[^}]*\}\}/g, '');
  expect(without).toContain(
    account
      .latestRecords()
      .map(({ text }) => text)
      .join(','),
  );
});

test('a sideload asked for twice comes once', () => {
  const { body } = askTimeBased(account, 'start_time=0&include=groups,groups');
  expect(body.split('"groups":')).toHaveLength(2);
});

test('unknown sideloads are ignored', () => {
  expect(keysOf(askTimeBased(account, 'start_time=0&include=last_audits,constructor'))).toHaveLength(5);
});

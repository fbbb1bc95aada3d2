import { expect, test } from 'vitest';
import type { Answer } from '#sandbox/zendesk/answer.ts';
import { type Fault, faults } from '#sandbox/zendesk/index.ts';
import {
  createAccountWith,
  requestCursorBased,
  requestTimeBased,
  parse,
} from '#test/support/sandbox/zendesk/export-pages.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';

const T = NOW - 5000;
const account = createAccountWith([T, T + 1, T + 2]);
const page = requestTimeBased(account, 'start_time=0&per_page=2&include=users');
const walked = requestCursorBased(account, 'start_time=0&per_page=2&include=users');
const empty = requestTimeBased(account, `start_time=${T + 9}`);

const rewrite = ({ body }: Answer, fault: Fault): string =>
  fault.kind === 'rewrite' && fault.page ? fault.page(body) : body;

const TICKETS = `{"tickets":[${account
  .latestRecords()
  .slice(0, 2)
  .map(({ text }) => text)
  .join(',')}],`;

/** Returns the members that the fault changes, with their new values. */
function findChanges(answer: Answer, fault: Fault): Record<string, unknown> {
  const text = rewrite(answer, fault);
  // Compare as text: after parsing, different numbers that a double cannot represent could be equal.
  if (!text.startsWith(TICKETS)) return { tickets: 'not the same bytes' };
  const before = parseObject(answer.body);
  return Object.fromEntries(
    Object.entries(parseObject(text)).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])),
  );
}

const changeEndTime = (change: (endTime: number | null) => number | null): unknown =>
  findChanges(page, faults.endTime(change));

test('endTime sets end_time to null, back or ahead', () => {
  expect(changeEndTime(() => null)).toEqual({ end_time: null });
  expect(changeEndTime((second) => Number(second) - 100_000)).toEqual({ end_time: T + 1 - 100_000 });
  expect(changeEndTime((second) => Number(second) + 3600)).toEqual({ end_time: T + 1 + 3600 });
  const forNull = faults.endTime((second) => second ?? 7);
  expect(parse({ body: rewrite(empty, forNull) }).end_time).toBe(7);
});

test('endOfStream changes the flag on both endpoints', () => {
  expect(findChanges(page, faults.endOfStream(true))).toEqual({ end_of_stream: true });
  expect(findChanges(walked, faults.endOfStream(true))).toEqual({ end_of_stream: true });
});

test('nextPage changes next_page and after_url', () => {
  const elsewhere = 'https://elsewhere.example/?a=1&b=2';
  expect(findChanges(page, faults.nextPage(elsewhere))).toEqual({ next_page: elsewhere });
  expect(findChanges(page, faults.nextPage(null))).toEqual({ next_page: null });
  expect(findChanges(walked, faults.nextPage(elsewhere))).toEqual({ after_url: elsewhere });
});

test('count and afterCursor change their members', () => {
  expect(findChanges(page, faults.count(3))).toEqual({ count: 3 });
  expect(findChanges(walked, faults.afterCursor('c3RhbGU='))).toEqual({ after_cursor: 'c3RhbGU=' });
});

test.each([
  [true, null],
  [false, null],
  [true, T + 90_000],
  [false, T + 90_000],
])('emptyPage sets end_of_stream %s and end_time %s', (endOfStream, endTime) => {
  const fault = faults.emptyPage({ endOfStream, endTime });
  expect(rewrite(page, fault)).toBe(
    `{"tickets":[],"count":0,"users":[],"end_of_stream":${endOfStream},"next_page":null,"end_time":${endTime}}`,
  );
  expect(rewrite(walked, fault)).toBe(
    `{"tickets":[],"users":[],"after_url":null,"before_url":null,"after_cursor":null,"before_cursor":null,"end_of_stream":${endOfStream}}`,
  );
});

test('rewrites change pages of every resource', () => {
  const users = { ...page, body: '{"users":[{"id":1,"count":3}],"count":7}' };
  expect(rewrite(users, faults.count(1))).toBe('{"users":[{"id":1,"count":3}],"count":1}');
});

test('rewrites do not change responses that are not pages', () => {
  const refused = { ...page, body: '{"errors":[{"code":"x"}],"count":7}' };
  const all = [faults.count(1), faults.endOfStream(true), faults.emptyPage({ endOfStream: true, endTime: 1 })];
  for (const fault of all) expect(rewrite(refused, fault)).toBe(refused.body);
});

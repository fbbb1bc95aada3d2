import { expect, test } from 'vitest';
import type { Answer } from '#sandbox/zendesk/answer.ts';
import { type Fault, faults } from '#sandbox/zendesk/index.ts';
import { accountOf, askCursor, askTimeBased, parse } from '#test/support/sandbox/zendesk/answers.ts';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';

const T = NOW - 5000;
const account = accountOf([T, T + 1, T + 2]);
const page = askTimeBased(account, 'start_time=0&per_page=2&include=users');
const walked = askCursor(account, 'start_time=0&per_page=2&include=users');
const empty = askTimeBased(account, `start_time=${T + 9}`);

const texts = ({ body }: Answer, fault: Fault): string =>
  fault.kind === 'rewrite' && fault.page ? fault.page(body) : body;

const TICKETS = `{"tickets":[${account
  .latestRecords()
  .slice(0, 2)
  .map(({ text }) => text)
  .join(',')}],`;

/** The members that the fault changes, with their new values. */
function changed(answer: Answer, fault: Fault): Record<string, unknown> {
  const text = texts(answer, fault);
  // Compared as text: printed anew, a number too wide for a double would look the same once parsed.
  if (!text.startsWith(TICKETS)) return { tickets: 'not the same bytes' };
  const before = parseObject(answer.body);
  return Object.fromEntries(
    Object.entries(parseObject(text)).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])),
  );
}

const movedEnd = (change: (endTime: number | null) => number | null): unknown => changed(page, faults.endTime(change));

test('end_time may be null on a page with records, go back, or run ahead', () => {
  expect(movedEnd(() => null)).toEqual({ end_time: null });
  expect(movedEnd((second) => Number(second) - 100_000)).toEqual({ end_time: T + 1 - 100_000 });
  expect(movedEnd((second) => Number(second) + 3600)).toEqual({ end_time: T + 1 + 3600 });
  const ofNone = faults.endTime((second) => second ?? 7);
  expect(parse({ body: texts(empty, ofNone) }).end_time).toBe(7);
});

test('end_of_stream may say what is not true, on both exports', () => {
  expect(changed(page, faults.endOfStream(true))).toEqual({ end_of_stream: true });
  expect(changed(walked, faults.endOfStream(true))).toEqual({ end_of_stream: true });
});

test('next_page and after_url may lead elsewhere, or nowhere', () => {
  const elsewhere = 'https://elsewhere.example/?a=1&b=2';
  expect(changed(page, faults.nextPage(elsewhere))).toEqual({ next_page: elsewhere });
  expect(changed(page, faults.nextPage(null))).toEqual({ next_page: null });
  expect(changed(walked, faults.nextPage(elsewhere))).toEqual({ after_url: elsewhere });
});

test('count and after_cursor may be wrong', () => {
  expect(changed(page, faults.count(3))).toEqual({ count: 3 });
  expect(changed(walked, faults.afterCursor('c3RhbGU='))).toEqual({ after_cursor: 'c3RhbGU=' });
});

test.each([
  [true, null],
  [false, null],
  [true, T + 90_000],
  [false, T + 90_000],
])('an empty page may have an end_of_stream of %s and an end_time of %s', (endOfStream, endTime) => {
  const fault = faults.emptyPage({ endOfStream, endTime });
  expect(texts(page, fault)).toBe(
    `{"tickets":[],"count":0,"users":[],"end_of_stream":${endOfStream},"next_page":null,"end_time":${endTime}}`,
  );
  expect(texts(walked, fault)).toBe(
    `{"tickets":[],"users":[],"after_url":null,"before_url":null,"after_cursor":null,"before_cursor":null,"end_of_stream":${endOfStream}}`,
  );
});

test('pages of every resource are altered', () => {
  const users = { ...page, body: '{"users":[{"id":1,"count":3}],"count":7}' };
  expect(texts(users, faults.count(1))).toBe('{"users":[{"id":1,"count":3}],"count":1}');
});

test('answers that are no page stay as they are', () => {
  const refused = { ...page, body: '{"errors":[{"code":"x"}],"count":7}' };
  const all = [faults.count(1), faults.endOfStream(true), faults.emptyPage({ endOfStream: true, endTime: 1 })];
  for (const fault of all) expect(texts(refused, fault)).toBe(refused.body);
});

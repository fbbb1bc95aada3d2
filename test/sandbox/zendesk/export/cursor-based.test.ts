import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, type SecondMode } from '#sandbox/zendesk/index.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { createAccountWith, requestCursorBased, ids, parse } from '#test/support/sandbox/zendesk/export-pages.ts';

const T = NOW - 5000;

test('returns the keys in the recorded order, without count, end_time and next_page', () => {
  const { body } = requestCursorBased(createAccountWith([T]), 'start_time=0');
  expect(Object.keys(parseObject(body))).toEqual([
    'tickets',
    'after_url',
    'before_url',
    'after_cursor',
    'before_cursor',
    'end_of_stream',
  ]);
  expect(parseObject(body)).toMatchObject({ before_url: null, before_cursor: null, end_of_stream: true });
});

test('encodes the second and the id of the last record as base64 cursor', () => {
  expect(Buffer.from(encodeCursor({ second: 1_790_201_555, id: 47 }), 'base64').toString()).toBe('1790201555.0||47|');
  // From the reference of the incremental exports.
  expect(decodeCursor('MTU3NjYxMzUzOS4wfHw0Njd8')).toEqual({ second: 1_576_613_539, id: 467 });
  expect(parse(requestCursorBased(createAccountWith([T, T]), 'start_time=0')).after_cursor).toBe(
    encodeCursor({ second: T, id: 2 }),
  );
});

test('sorts records by generated_timestamp, then id, regardless of the time-based order', () => {
  const account = createAccountWith([T, T, T], (id) => -id);
  expect(ids(requestCursorBased(account, 'start_time=0'))).toEqual([1, 2, 3]);
});

test('continues after the record of the cursor, also within its second', () => {
  const account = createAccountWith([T, T, T, T + 1]);
  const first = requestCursorBased(account, `start_time=${T}&per_page=2`);
  expect(ids(first)).toEqual([1, 2]);
  const next = requestCursorBased(
    account,
    new URLSearchParams({ cursor: String(parse(first).after_cursor) }).toString(),
  );
  expect(ids(next)).toEqual([3, 4]);
});

test('returns an after_url with the encoded cursor and the other parameters', () => {
  const account = createAccountWith([T, T, T]);
  const page = parse(requestCursorBased(account, 'start_time=0&per_page=1&support_type_scope=all'));
  const url = new URL(String(page.after_url));
  expect(url.pathname).toBe('/api/v2/incremental/tickets/cursor');
  expect([...url.searchParams]).toEqual([
    ['cursor', page.after_cursor],
    ['per_page', '1'],
    ['support_type_scope', 'all'],
  ]);
});

test('never exceeds per_page, even within one second', () => {
  expect(ids(requestCursorBased(createAccountWith([T, T, T]), 'start_time=0&per_page=2'))).toEqual([1, 2]);
  expect(
    ids(requestCursorBased(createAccountWith([T, T, T]), 'start_time=0&per_page=2', { secondMode: 'overshoot' })),
  ).toEqual([1, 2]);
});

test('returns no cursor on an empty page, which ends the stream', () => {
  const empty =
    '{"tickets":[],"after_url":null,"before_url":null,"after_cursor":null,"before_cursor":null,"end_of_stream":true}';
  expect(requestCursorBased(createAccountWith([T]), `start_time=${T + 1}`).body).toBe(empty);
  expect(requestCursorBased(createAccountWith([T]), `cursor=${encodeCursor({ second: T, id: 1 })}`).body).toBe(empty);
});

test('accepts a recent cursor, but hides records of the last minute', () => {
  const account = createAccountWith([NOW - 30]);
  const answer = requestCursorBased(account, `cursor=${encodeCursor({ second: NOW - 40, id: 1 })}`);
  expect(answer.status).toBe(200);
  expect(ids(answer)).toEqual([]);
});

test.each(['', 'x', 'null', encodeCursor({ second: -1, id: 1 })])('returns 400 for the cursor "%s"', (cursor) => {
  const { status, body } = requestCursorBased(createAccountWith([T]), new URLSearchParams({ cursor }).toString());
  expect(status).toBe(400);
  expect(body).toBe('{"error":"InvalidPaginationParameter","description":"cursor is not valid"}');
});

test('visits every visible record once by following cursors, in any second mode', () => {
  const seconds = fc.array(fc.integer({ min: T, max: T + 12 }), { maxLength: 60 });
  const mode = fc.constantFrom<SecondMode>('whole', 'overshoot', 'capped', 'stuck');
  fc.assert(
    fc.property(seconds, fc.integer({ min: 1, max: 8 }), mode, (created, perPage, secondMode) => {
      const account = createAccountWith(created);
      const visited: number[] = [];
      let query = 'start_time=0';
      for (let more = true; more;) {
        const answer = requestCursorBased(account, `${query}&per_page=${perPage}`, { secondMode });
        visited.push(...ids(answer));
        const page = parse(answer);
        more = !page.end_of_stream;
        query = `cursor=${encodeURIComponent(String(page.after_cursor))}`;
      }
      expect(visited).toEqual(account.expectedRecords(NOW * 1000).map(({ id }) => id));
    }),
  );
});

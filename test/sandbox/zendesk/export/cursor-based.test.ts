import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, type SecondMode } from '#sandbox/zendesk/index.ts';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { accountOf, askCursor, ids, parse } from '#test/support/sandbox/zendesk/answers.ts';

const T = NOW - 5000;

test('the keys come in the recorded order, without count, end_time and next_page', () => {
  const { body } = askCursor(accountOf([T]), 'start_time=0');
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

test('a cursor is base64 of the second and the id of the last record', () => {
  expect(Buffer.from(encodeCursor({ second: 1_790_201_555, id: 47 }), 'base64').toString()).toBe('1790201555.0||47|');
  // From the reference of the incremental exports.
  expect(decodeCursor('MTU3NjYxMzUzOS4wfHw0Njd8')).toEqual({ second: 1_576_613_539, id: 467 });
  expect(parse(askCursor(accountOf([T, T]), 'start_time=0')).after_cursor).toBe(encodeCursor({ second: T, id: 2 }));
});

test('records ascend by generated_timestamp, then id, whatever their order by time', () => {
  const account = accountOf([T, T, T], (id) => -id);
  expect(ids(askCursor(account, 'start_time=0'))).toEqual([1, 2, 3]);
});

test('a cursor continues after its record, within its second too', () => {
  const account = accountOf([T, T, T, T + 1]);
  const first = askCursor(account, `start_time=${T}&per_page=2`);
  expect(ids(first)).toEqual([1, 2]);
  const next = askCursor(account, new URLSearchParams({ cursor: String(parse(first).after_cursor) }).toString());
  expect(ids(next)).toEqual([3, 4]);
});

test('after_url asks for the rest, with the cursor encoded and what else was asked for', () => {
  const account = accountOf([T, T, T]);
  const page = parse(askCursor(account, 'start_time=0&per_page=1&support_type_scope=all'));
  const url = new URL(String(page.after_url));
  expect(url.pathname).toBe('/api/v2/incremental/tickets/cursor');
  expect([...url.searchParams]).toEqual([
    ['cursor', page.after_cursor],
    ['per_page', '1'],
    ['support_type_scope', 'all'],
  ]);
});

test('a page never exceeds per_page, whatever the seconds', () => {
  expect(ids(askCursor(accountOf([T, T, T]), 'start_time=0&per_page=2'))).toEqual([1, 2]);
  expect(ids(askCursor(accountOf([T, T, T]), 'start_time=0&per_page=2', { secondMode: 'overshoot' }))).toEqual([1, 2]);
});

test('an empty page ends the stream and has no cursor', () => {
  const empty =
    '{"tickets":[],"after_url":null,"before_url":null,"after_cursor":null,"before_cursor":null,"end_of_stream":true}';
  expect(askCursor(accountOf([T]), `start_time=${T + 1}`).body).toBe(empty);
  expect(askCursor(accountOf([T]), `cursor=${encodeCursor({ second: T, id: 1 })}`).body).toBe(empty);
});

test('a cursor may be younger than any start_time, but sees no further', () => {
  const account = accountOf([NOW - 30]);
  const answer = askCursor(account, `cursor=${encodeCursor({ second: NOW - 40, id: 1 })}`);
  expect(answer.status).toBe(200);
  expect(ids(answer)).toEqual([]);
});

test.each(['', 'x', 'null', encodeCursor({ second: -1, id: 1 })])('the cursor "%s" is refused with 400', (cursor) => {
  const { status, body } = askCursor(accountOf([T]), new URLSearchParams({ cursor }).toString());
  expect(status).toBe(400);
  expect(body).toBe('{"error":"InvalidPaginationParameter","description":"cursor is not valid"}');
});

test('following cursors visits every visible record once, in any second mode', () => {
  const seconds = fc.array(fc.integer({ min: T, max: T + 12 }), { maxLength: 60 });
  const mode = fc.constantFrom<SecondMode>('whole', 'overshoot', 'capped', 'stuck');
  fc.assert(
    fc.property(seconds, fc.integer({ min: 1, max: 8 }), mode, (created, perPage, secondMode) => {
      const account = accountOf(created);
      const seen: number[] = [];
      let query = 'start_time=0';
      for (let more = true; more;) {
        const answer = askCursor(account, `${query}&per_page=${perPage}`, { secondMode });
        seen.push(...ids(answer));
        const page = parse(answer);
        more = !page.end_of_stream;
        query = `cursor=${encodeURIComponent(String(page.after_cursor))}`;
      }
      expect(seen).toEqual(account.expectedRecords(NOW * 1000).map(({ id }) => id));
    }),
  );
});

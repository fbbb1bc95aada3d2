import { describe, expect, test } from 'vitest';
import { type ZendeskAccount, encodeCursor } from '#sandbox/zendesk/index.ts';
import {
  createAccountWith,
  requestCursorBased,
  requestTimeBased,
  ids,
  parse,
} from '#test/support/sandbox/zendesk/export-pages.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';

/* Zendesk may cut a page before it hides rows, such as tickets of AI agents that the request does not include. */

const T = NOW - 5000;
const HIDING = { filtersAfterCut: true };

/** Creates an account with one ticket per second. 'ai' is a ticket of an AI agent. */
function createMixedAccount(...tickets: readonly (readonly ['agent' | 'ai', number])[]): ZendeskAccount {
  const created = createAccountWith([]);
  for (const [kind, second] of tickets) created.create({ second, supportType: kind === 'ai' ? 'ai_agent' : 'agent' });
  return created;
}

const MIXED = createMixedAccount(['agent', T], ['ai', T + 1], ['ai', T + 2], ['ai', T + 3], ['agent', T + 4]);

describe('time-based page filtered after the cut', () => {
  test('can contain fewer rows than per_page, and end_time is that of the last row before filtering', () => {
    const page = requestTimeBased(MIXED, 'start_time=0&per_page=3', HIDING);
    expect(ids(page)).toEqual([1]);
    expect(parse(page)).toMatchObject({ count: 1, end_of_stream: false, end_time: T + 2 });
  });

  test('can contain no rows although more follow, with end_time and next_page', () => {
    const page = parse(requestTimeBased(MIXED, `start_time=${T + 1}&per_page=2`, HIDING));
    expect(page).toMatchObject({ tickets: [], count: 0, end_of_stream: false, end_time: T + 2 });
    expect(page.next_page).toMatch(new RegExp(`start_time=${T + 2}$`));
  });

  test('can hide a whole second, and end_time is the next second', () => {
    const page = requestTimeBased(
      createMixedAccount(['ai', T], ['ai', T], ['agent', T + 9]),
      'start_time=0&per_page=1',
      HIDING,
    );
    expect(parse(page)).toMatchObject({ tickets: [], count: 0, end_of_stream: false, end_time: T + 1 });
  });

  test('can end the stream with only hidden rows', () => {
    const page = requestTimeBased(createMixedAccount(['ai', T]), 'start_time=0', HIDING);
    expect(parse(page)).toMatchObject({ tickets: [], count: 0, end_of_stream: true, end_time: T });
  });

  test('contains all rows with support_type_scope=all', () => {
    const page = requestTimeBased(MIXED, 'start_time=0&per_page=3&support_type_scope=all', HIDING);
    expect(ids(page)).toEqual([1, 2, 3]);
  });

  test('contains no sideloads of hidden rows', () => {
    const page = parse(requestTimeBased(MIXED, `start_time=${T + 1}&per_page=2&include=users`, HIDING));
    expect(page.users).toEqual([]);
  });
});

test('a cursor page filtered after the cut can be empty although more follow, with an after_cursor', () => {
  const page = parse(requestCursorBased(MIXED, `start_time=${T + 1}&per_page=2`, HIDING));
  const after = encodeCursor({ second: T + 2, id: 3 });
  expect(page).toMatchObject({ tickets: [], end_of_stream: false, after_cursor: after });
  const next = requestCursorBased(MIXED, `cursor=${encodeURIComponent(after)}&per_page=2`, HIDING);
  expect(ids(next)).toEqual([5]);
  expect(parse(next)).toMatchObject({ end_of_stream: true });
});

test('a page filtered before the cut (default) contains as many visible rows as per_page allows', () => {
  for (const request of [requestTimeBased, requestCursorBased]) {
    const page = request(MIXED, 'start_time=0&per_page=1');
    expect(ids(page)).toEqual([1]);
    expect(parse(page).end_of_stream).toBe(false);
    expect(ids(request(MIXED, `start_time=${T + 1}&per_page=1`))).toEqual([5]);
  }
});

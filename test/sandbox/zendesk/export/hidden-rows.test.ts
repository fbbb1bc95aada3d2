import { describe, expect, test } from 'vitest';
import { type ZendeskAccount, encodeCursor } from '#sandbox/zendesk/index.ts';
import { accountOf, askCursor, askTimeBased, ids, parse } from '#test/support/sandbox/zendesk/answers.ts';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';

/* Pages that Zendesk cuts before it hides rows: AI agents' tickets, unless the request asks for them. */

const T = NOW - 5000;
const HIDING = { filtersAfterCut: true };

/** An account with one ticket per second given; 'ai' is a ticket of an AI agent. */
function account(...tickets: readonly (readonly ['agent' | 'ai', number])[]): ZendeskAccount {
  const created = accountOf([]);
  for (const [kind, second] of tickets) created.create({ second, supportType: kind === 'ai' ? 'ai_agent' : 'agent' });
  return created;
}

const MIXED = account(['agent', T], ['ai', T + 1], ['ai', T + 2], ['ai', T + 3], ['agent', T + 4]);

describe('filtered after the cut, a page by time', () => {
  test('may have fewer rows than per_page, and the end_time of the row that was cut last', () => {
    const page = askTimeBased(MIXED, 'start_time=0&per_page=3', HIDING);
    expect(ids(page)).toEqual([1]);
    expect(parse(page)).toMatchObject({ count: 1, end_of_stream: false, end_time: T + 2 });
  });

  test('may have no rows although more follow, with an end_time and a next_page', () => {
    const page = parse(askTimeBased(MIXED, `start_time=${T + 1}&per_page=2`, HIDING));
    expect(page).toMatchObject({ tickets: [], count: 0, end_of_stream: false, end_time: T + 2 });
    expect(page.next_page).toMatch(new RegExp(`start_time=${T + 2}$`));
  });

  test('may hide a whole second, and then has the next one as end_time', () => {
    const page = askTimeBased(account(['ai', T], ['ai', T], ['agent', T + 9]), 'start_time=0&per_page=1', HIDING);
    expect(parse(page)).toMatchObject({ tickets: [], count: 0, end_of_stream: false, end_time: T + 1 });
  });

  test('may end the stream with hidden rows only', () => {
    const page = askTimeBased(account(['ai', T]), 'start_time=0', HIDING);
    expect(parse(page)).toMatchObject({ tickets: [], count: 0, end_of_stream: true, end_time: T });
  });

  test('has all rows where the request asks for all', () => {
    const page = askTimeBased(MIXED, 'start_time=0&per_page=3&support_type_scope=all', HIDING);
    expect(ids(page)).toEqual([1, 2, 3]);
  });

  test('has no sideloads of hidden rows', () => {
    const page = parse(askTimeBased(MIXED, `start_time=${T + 1}&per_page=2&include=users`, HIDING));
    expect(page.users).toEqual([]);
  });
});

test('filtered after the cut, a page by cursor may be empty although more follow, with an after_cursor', () => {
  const page = parse(askCursor(MIXED, `start_time=${T + 1}&per_page=2`, HIDING));
  const after = encodeCursor({ second: T + 2, id: 3 });
  expect(page).toMatchObject({ tickets: [], end_of_stream: false, after_cursor: after });
  const next = askCursor(MIXED, `cursor=${encodeURIComponent(after)}&per_page=2`, HIDING);
  expect(ids(next)).toEqual([5]);
  expect(parse(next)).toMatchObject({ end_of_stream: true });
});

test('filtered before the cut, which is the default, a page is as full as the rows that are shown allow', () => {
  for (const ask of [askTimeBased, askCursor]) {
    const page = ask(MIXED, 'start_time=0&per_page=1');
    expect(ids(page)).toEqual([1]);
    expect(parse(page).end_of_stream).toBe(false);
    expect(ids(ask(MIXED, `start_time=${T + 1}&per_page=1`))).toEqual([5]);
  }
});

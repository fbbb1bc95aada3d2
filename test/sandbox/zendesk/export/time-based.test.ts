import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAccount, type ExportRules } from '#sandbox/zendesk/index.ts';
import { handClock, NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { accountOf, askTimeBased, ids, parse } from '#test/support/sandbox/zendesk/answers.ts';

const T = NOW - 5000;

test('the keys come in the recorded order, on one line', () => {
  const { body } = askTimeBased(accountOf([T]), 'start_time=0');
  expect(Object.keys(parseObject(body))).toEqual(['tickets', 'count', 'end_of_stream', 'next_page', 'end_time']);
  expect(body).not.toMatch(/[\r\n]/);
});

test('records are the exact texts of the account, joined', () => {
  const account = accountOf([T, T + 1, T + 2]);
  const joined = account
    .latestRecords()
    .map(({ text }) => text)
    .join(',');
  expect(askTimeBased(account, 'start_time=0').body.startsWith(`{"tickets":[${joined}],`)).toBe(true);
});

test('records ascend by generated_timestamp, then in an order that is not that of their ids', () => {
  const account = accountOf([T + 5, T, T, T + 9], (id) => -id);
  account.update(2, { second: T + 5 });
  expect(ids(askTimeBased(account, 'start_time=0'))).toEqual([3, 2, 1, 4]);
});

/** The order in which an account of this seed shows twenty tickets of one second. */
function shown(seed: number): number[] {
  const account = createAccount({ clock: handClock(), seed });
  for (let i = 0; i < 20; i += 1) account.create({ second: T });
  return ids(askTimeBased(account, 'start_time=0'));
}

test('by default, an account orders the tickets of a second by chance, each time alike', () => {
  const inIdOrder = Array.from({ length: 20 }, (_, index) => index + 1);
  expect(shown(1)).not.toEqual(inIdOrder);
  expect(shown(1).toSorted((a, b) => a - b)).toEqual(inIdOrder);
  expect(shown(1)).toEqual(shown(1));
  expect(shown(1)).not.toEqual(shown(2));
});

test('start_time is included', () => {
  expect(ids(askTimeBased(accountOf([T, T + 1, T + 2]), `start_time=${T + 1}`))).toEqual([2, 3]);
});

test('start_time goes by generated_timestamp, so that a system update shows again what updated_at hides', () => {
  const account = accountOf([T]);
  account.systemUpdate(1, { second: T + 100 });
  expect(ids(askTimeBased(account, `start_time=${T + 50}`))).toEqual([1]);
});

test('end_time is the last record’s, count is the page’s, and next_page begins where it ends', () => {
  const page = parse(askTimeBased(accountOf([T, T + 1, T + 2]), 'include=users&start_time=0&per_page=2&foo=bar'));
  expect(page).toMatchObject({ count: 2, end_of_stream: false, end_time: T + 1 });
  expect(page.next_page).toBe(
    `http://zendesk.test/api/v2/incremental/tickets?foo=bar&include=users&per_page=2&start_time=${T + 1}`,
  );
});

test('at the end of the stream there still is a next_page, which gives the last second again', () => {
  const account = accountOf([T, T + 1, T + 1]);
  const last = parse(askTimeBased(account, 'start_time=0'));
  expect(last.end_of_stream).toBe(true);
  const again = askTimeBased(account, new URL(String(last.next_page)).search);
  expect(ids(again)).toEqual([2, 3]);
  expect(parse(again)).toMatchObject({ end_of_stream: true, end_time: T + 1, next_page: last.next_page });
});

test('an empty page ends the stream and has neither next_page nor end_time', () => {
  const { body } = askTimeBased(accountOf([T]), `start_time=${T + 1}&include=metric_sets`);
  expect(body).toBe('{"tickets":[],"count":0,"metric_sets":[],"end_of_stream":true,"next_page":null,"end_time":null}');
});

test('the last minute is held back, and end_of_stream is true at its edge', () => {
  const account = accountOf([NOW - 61, NOW - 60]);
  expect(parse(askTimeBased(account, 'start_time=0'))).toMatchObject({
    count: 1,
    end_of_stream: true,
    end_time: NOW - 61,
  });
  expect(ids(askTimeBased(account, 'start_time=0', {}, NOW + 1))).toEqual([1, 2]);
});

test('the newest record shown is always old enough to go on from', () => {
  const account = accountOf(Array.from({ length: 300 }, (_, index) => NOW - index));
  const { end_time: endTime } = parse(askTimeBased(account, 'start_time=0'));
  expect(askTimeBased(account, `start_time=${String(endTime)}`).status).toBe(200);
});

test('before 2024-10-28 nothing was held back', () => {
  expect(ids(askTimeBased(accountOf([NOW - 61, NOW - 1]), 'start_time=0', { holdBackSeconds: 0 }))).toEqual([1, 2]);
});

test('a page of several seconds has per_page rows, and end_time is the second that it may split', () => {
  const page = askTimeBased(accountOf([T, T + 1, T + 1, T + 1, T + 2]), 'start_time=0&per_page=2');
  expect(ids(page)).toEqual([1, 2]);
  expect(parse(page)).toMatchObject({ count: 2, end_of_stream: false, end_time: T + 1 });
});

test.each([1, 2, 3])(
  'a page of %d that lies within one second holds all of it, and end_time is the next',
  (perPage) => {
    const page = askTimeBased(accountOf([T, T, T, T + 7]), `start_time=0&per_page=${perPage}`);
    expect(ids(page)).toEqual([1, 2, 3]);
    expect(parse(page)).toMatchObject({ count: 3, end_of_stream: false, end_time: T + 1 });
  },
);

test('a page within one second that ends the stream has that second as end_time', () => {
  const page = askTimeBased(accountOf([T, T, T]), 'start_time=0&per_page=1');
  expect(parse(page)).toMatchObject({ count: 3, end_of_stream: true, end_time: T });
});

test('stuck, end_time is the start_time asked for as long as more follows', () => {
  const account = accountOf([T, T + 1, T + 2]);
  const ask = (query: string): unknown => parse(askTimeBased(account, query, { secondMode: 'stuck' }));
  expect(ask(`start_time=${T - 9}&per_page=2`)).toMatchObject({ count: 2, end_of_stream: false, end_time: T - 9 });
  expect(ask(`start_time=${T - 9}&per_page=3`)).toMatchObject({ count: 3, end_of_stream: true, end_time: T + 2 });
});

test('overshooting, a page grows until its last second is complete', () => {
  const account = accountOf([T, T + 1, T + 1, T + 1, T + 2]);
  const page = askTimeBased(account, 'start_time=0&per_page=2', { secondMode: 'overshoot' });
  expect(ids(page)).toEqual([1, 2, 3, 4]);
  expect(parse(page)).toMatchObject({ count: 4, end_of_stream: false, end_time: T + 1 });
});

test('overshooting, a second as full as a page pins the position, but hides nothing', () => {
  const account = accountOf([T, T, T, T + 1]);
  const page = askTimeBased(account, `start_time=${T}&per_page=3`, { secondMode: 'overshoot' });
  expect(ids(page)).toEqual([1, 2, 3]);
  expect(parse(page)).toMatchObject({ end_of_stream: false, end_time: T });
});

test('capped, a page splits its last second, and a second fuller than a page hides its rest', () => {
  const account = accountOf([T, T, T, T + 1]);
  const page = askTimeBased(account, `start_time=${T}&per_page=2`, { secondMode: 'capped' });
  expect(ids(page)).toEqual([1, 2]);
  expect(parse(page)).toMatchObject({ count: 2, end_of_stream: false, end_time: T });
});

test('AI agents’ tickets are hidden unless asked for', () => {
  const account = accountOf([T]);
  account.create({ second: T, supportType: 'ai_agent' });
  const scoped = (scope: string): number[] => ids(askTimeBased(account, `start_time=0${scope}`));
  expect(scoped('')).toEqual([1]);
  expect(scoped('&support_type_scope=agent')).toEqual([1]);
  expect(scoped('&support_type_scope=ai_agent')).toEqual([2]);
  expect(scoped('&support_type_scope=all')).toEqual([1, 2]);
});

test('deleted tickets are shown, with status deleted, unless they are excluded', () => {
  const account = accountOf([T, T, T]);
  account.delete(1, { second: T + 1 });
  account.delete(2, { second: T + 2, permanently: true });
  const { tickets } = parse(askTimeBased(account, 'start_time=0'));
  expect(tickets).toMatchObject([{ id: 3 }, { id: 1, status: 'deleted' }, { id: 2, status: 'deleted' }]);
  expect(ids(askTimeBased(account, 'start_time=0&exclude_deleted=true'))).toEqual([3]);
});

/** Follows end_time from page to page until the stream ends. */
function follow(account: ReturnType<typeof accountOf>, perPage: number, rules: Partial<ExportRules>): Set<number> {
  const seen = new Set<number>();
  for (let start = -1, next = 0; ;) {
    if (next === start) throw new Error(`pinned at ${start}`);
    start = next;
    const answer = askTimeBased(account, `start_time=${start}&per_page=${perPage}`, rules);
    for (const id of ids(answer)) seen.add(id);
    const page = parse(answer);
    if (page.end_of_stream) return seen;
    next = Number(page.end_time);
  }
}

test.each([false, true])(
  'following end_time visits every record that is shown, filtered after the cut: %s',
  (filtersAfterCut) => {
    const tickets = fc.array(fc.record({ second: fc.integer({ min: T, max: T + 12 }), isHidden: fc.boolean() }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(tickets, fc.integer({ min: 1, max: 8 }), (created, perPage) => {
        const account = accountOf([]);
        for (const { second, isHidden } of created) {
          account.create({ second, supportType: isHidden ? 'ai_agent' : 'agent' });
        }
        expect(follow(account, perPage, { filtersAfterCut }).size).toBe(
          created.filter(({ isHidden }) => !isHidden).length,
        );
      }),
    );
  },
);

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAccount, type ExportRules } from '#sandbox/zendesk/index.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { createAccountWith, requestTimeBased, ids, parse } from '#test/support/sandbox/zendesk/export-pages.ts';

const T = NOW - 5000;

test('returns the keys in the recorded order, on one line', () => {
  const { body } = requestTimeBased(createAccountWith([T]), 'start_time=0');
  expect(Object.keys(parseObject(body))).toEqual(['tickets', 'count', 'end_of_stream', 'next_page', 'end_time']);
  expect(body).not.toMatch(/[\r\n]/);
});

test('returns the exact texts of the account', () => {
  const account = createAccountWith([T, T + 1, T + 2]);
  const joined = account
    .latestRecords()
    .map(({ text }) => text)
    .join(',');
  expect(requestTimeBased(account, 'start_time=0').body.startsWith(`{"tickets":[${joined}],`)).toBe(true);
});

test('sorts records by generated_timestamp, then by the tie order instead of the id', () => {
  const account = createAccountWith([T + 5, T, T, T + 9], (id) => -id);
  account.update(2, { second: T + 5 });
  expect(ids(requestTimeBased(account, 'start_time=0'))).toEqual([3, 2, 1, 4]);
});

/** Returns the order of twenty tickets with the same second for this seed. */
function listWithSeed(seed: number): number[] {
  const account = createAccount({ clock: createManualClock(), seed });
  for (let i = 0; i < 20; i += 1) account.create({ second: T });
  return ids(requestTimeBased(account, 'start_time=0'));
}

test('orders tickets of the same second randomly but reproducibly by default', () => {
  const inIdOrder = Array.from({ length: 20 }, (_, index) => index + 1);
  expect(listWithSeed(1)).not.toEqual(inIdOrder);
  expect(listWithSeed(1).toSorted((a, b) => a - b)).toEqual(inIdOrder);
  expect(listWithSeed(1)).toEqual(listWithSeed(1));
  expect(listWithSeed(1)).not.toEqual(listWithSeed(2));
});

test('includes records of start_time', () => {
  expect(ids(requestTimeBased(createAccountWith([T, T + 1, T + 2]), `start_time=${T + 1}`))).toEqual([2, 3]);
});

test('compares start_time with generated_timestamp, so that system updates are included', () => {
  const account = createAccountWith([T]);
  account.systemUpdate(1, { second: T + 100 });
  expect(ids(requestTimeBased(account, `start_time=${T + 50}`))).toEqual([1]);
});

test("returns the last record's second as end_time, the page's count, and a next_page from end_time", () => {
  const page = parse(
    requestTimeBased(createAccountWith([T, T + 1, T + 2]), 'include=users&start_time=0&per_page=2&foo=bar'),
  );
  expect(page).toMatchObject({ count: 2, end_of_stream: false, end_time: T + 1 });
  expect(page.next_page).toBe(
    `http://zendesk.test/api/v2/incremental/tickets?foo=bar&include=users&per_page=2&start_time=${T + 1}`,
  );
});

test('returns a next_page at the end of the stream, which repeats the last second', () => {
  const account = createAccountWith([T, T + 1, T + 1]);
  const last = parse(requestTimeBased(account, 'start_time=0'));
  expect(last.end_of_stream).toBe(true);
  const again = requestTimeBased(account, new URL(String(last.next_page)).search);
  expect(ids(again)).toEqual([2, 3]);
  expect(parse(again)).toMatchObject({ end_of_stream: true, end_time: T + 1, next_page: last.next_page });
});

test('returns neither next_page nor end_time on an empty page, which ends the stream', () => {
  const { body } = requestTimeBased(createAccountWith([T]), `start_time=${T + 1}&include=metric_sets`);
  expect(body).toBe('{"tickets":[],"count":0,"metric_sets":[],"end_of_stream":true,"next_page":null,"end_time":null}');
});

test('holds back the last minute and sets end_of_stream before it', () => {
  const account = createAccountWith([NOW - 61, NOW - 60]);
  expect(parse(requestTimeBased(account, 'start_time=0'))).toMatchObject({
    count: 1,
    end_of_stream: true,
    end_time: NOW - 61,
  });
  expect(ids(requestTimeBased(account, 'start_time=0', {}, NOW + 1))).toEqual([1, 2]);
});

test('never returns an end_time that is too recent for the next request', () => {
  const account = createAccountWith(Array.from({ length: 300 }, (_, index) => NOW - index));
  const { end_time: endTime } = parse(requestTimeBased(account, 'start_time=0'));
  expect(requestTimeBased(account, `start_time=${String(endTime)}`).status).toBe(200);
});

test('holds back nothing with holdBackSeconds 0, as before 2024-10-28', () => {
  expect(ids(requestTimeBased(createAccountWith([NOW - 61, NOW - 1]), 'start_time=0', { holdBackSeconds: 0 }))).toEqual(
    [1, 2],
  );
});

test('returns per_page rows of several seconds, and end_time is the last, possibly split second', () => {
  const page = requestTimeBased(createAccountWith([T, T + 1, T + 1, T + 1, T + 2]), 'start_time=0&per_page=2');
  expect(ids(page)).toEqual([1, 2]);
  expect(parse(page)).toMatchObject({ count: 2, end_of_stream: false, end_time: T + 1 });
});

test.each([1, 2, 3])(
  'returns all rows of a second if per_page %d ends within it, and end_time is the next second',
  (perPage) => {
    const page = requestTimeBased(createAccountWith([T, T, T, T + 7]), `start_time=0&per_page=${perPage}`);
    expect(ids(page)).toEqual([1, 2, 3]);
    expect(parse(page)).toMatchObject({ count: 3, end_of_stream: false, end_time: T + 1 });
  },
);

test('returns the second as end_time if a page within one second ends the stream', () => {
  const page = requestTimeBased(createAccountWith([T, T, T]), 'start_time=0&per_page=1');
  expect(parse(page)).toMatchObject({ count: 3, end_of_stream: true, end_time: T });
});

test('second mode stuck returns start_time as end_time while more rows follow', () => {
  const account = createAccountWith([T, T + 1, T + 2]);
  const request = (query: string): unknown => parse(requestTimeBased(account, query, { secondMode: 'stuck' }));
  expect(request(`start_time=${T - 9}&per_page=2`)).toMatchObject({ count: 2, end_of_stream: false, end_time: T - 9 });
  expect(request(`start_time=${T - 9}&per_page=3`)).toMatchObject({ count: 3, end_of_stream: true, end_time: T + 2 });
});

test('second mode overshoot extends a page to the end of its last second', () => {
  const account = createAccountWith([T, T + 1, T + 1, T + 1, T + 2]);
  const page = requestTimeBased(account, 'start_time=0&per_page=2', { secondMode: 'overshoot' });
  expect(ids(page)).toEqual([1, 2, 3, 4]);
  expect(parse(page)).toMatchObject({ count: 4, end_of_stream: false, end_time: T + 1 });
});

test('second mode overshoot pins the position at a second with a full page, but hides nothing', () => {
  const account = createAccountWith([T, T, T, T + 1]);
  const page = requestTimeBased(account, `start_time=${T}&per_page=3`, { secondMode: 'overshoot' });
  expect(ids(page)).toEqual([1, 2, 3]);
  expect(parse(page)).toMatchObject({ end_of_stream: false, end_time: T });
});

test('second mode capped splits the last second and hides rows of a second with more than a page', () => {
  const account = createAccountWith([T, T, T, T + 1]);
  const page = requestTimeBased(account, `start_time=${T}&per_page=2`, { secondMode: 'capped' });
  expect(ids(page)).toEqual([1, 2]);
  expect(parse(page)).toMatchObject({ count: 2, end_of_stream: false, end_time: T });
});

test('hides tickets of AI agents by default', () => {
  const account = createAccountWith([T]);
  account.create({ second: T, supportType: 'ai_agent' });
  const scoped = (scope: string): number[] => ids(requestTimeBased(account, `start_time=0${scope}`));
  expect(scoped('')).toEqual([1]);
  expect(scoped('&support_type_scope=agent')).toEqual([1]);
  expect(scoped('&support_type_scope=ai_agent')).toEqual([2]);
  expect(scoped('&support_type_scope=all')).toEqual([1, 2]);
});

test('returns deleted tickets with status deleted unless they are excluded', () => {
  const account = createAccountWith([T, T, T]);
  account.delete(1, { second: T + 1 });
  account.delete(2, { second: T + 2, permanently: true });
  const { tickets } = parse(requestTimeBased(account, 'start_time=0'));
  expect(tickets).toMatchObject([{ id: 3 }, { id: 1, status: 'deleted' }, { id: 2, status: 'deleted' }]);
  expect(ids(requestTimeBased(account, 'start_time=0&exclude_deleted=true'))).toEqual([3]);
});

/** Follows end_time from page to page until the stream ends. */
function follow(
  account: ReturnType<typeof createAccountWith>,
  perPage: number,
  rules: Partial<ExportRules>,
): Set<number> {
  const visited = new Set<number>();
  for (let start = -1, next = 0; ;) {
    if (next === start) throw new Error(`pinned at ${start}`);
    start = next;
    const answer = requestTimeBased(account, `start_time=${start}&per_page=${perPage}`, rules);
    for (const id of ids(answer)) visited.add(id);
    const page = parse(answer);
    if (page.end_of_stream) return visited;
    next = Number(page.end_time);
  }
}

test.each([false, true])(
  'visits every visible record by following end_time, filtered after the cut: %s',
  (filtersAfterCut) => {
    const tickets = fc.array(fc.record({ second: fc.integer({ min: T, max: T + 12 }), isHidden: fc.boolean() }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(tickets, fc.integer({ min: 1, max: 8 }), (created, perPage) => {
        const account = createAccountWith([]);
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

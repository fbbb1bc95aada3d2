import { expect, test } from 'vitest';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import {
  createAccountWith,
  requestCursorBased,
  requestTimeBased,
  ids,
} from '#test/support/sandbox/zendesk/export-pages.ts';

const T = NOW - 5000;
const account = createAccountWith([T, T + 1, T + 2]);

test.each([
  ['missing', ''],
  ['not a number', 'start_time=yesterday'],
  ['negative', 'start_time=-1'],
  ['empty', 'start_time='],
])('both endpoints return 400 for a start_time that is %s', (_, query) => {
  for (const request of [requestTimeBased, requestCursorBased]) {
    const { status, body } = request(account, query);
    expect(status).toBe(400);
    expect(Object.keys(parseObject(body))).toEqual(['error', 'description']);
  }
});

test('accepts a start_time of 0 and one with a fraction', () => {
  expect(ids(requestTimeBased(account, 'start_time=0'))).toEqual([1, 2, 3]);
  expect(ids(requestTimeBased(account, `start_time=${T + 1}.0`))).toEqual([2, 3]);
  expect(ids(requestTimeBased(account, `start_time=${T + 1}.5`))).toEqual([3]);
});

test('both endpoints reject a start_time of 60 seconds ago or less', () => {
  for (const request of [requestTimeBased, requestCursorBased]) {
    expect(request(account, `start_time=${NOW - 61}`).status).toBe(200);
    for (const recent of [NOW - 60, NOW, NOW + 3600]) {
      const { status, body } = request(account, `start_time=${recent}`);
      expect(status).toBe(400);
      expect(JSON.parse(body)).toMatchObject({ error: 'StartTimeTooRecent' });
    }
  }
});

test('rejects a start_time of five minutes ago or less with the legacy rule', () => {
  const rules = { tooRecent: 'legacy' } as const;
  expect(requestTimeBased(account, `start_time=${NOW - 301}`, rules).status).toBe(200);
  const { status, body } = requestTimeBased(account, `start_time=${NOW - 300}`, rules);
  expect(status).toBe(422);
  expect(body).toBe(
    '{"error":"InvalidValue","description":"Too recent start_time. Use a start_time older than 5 minutes"}',
  );
});

test('ignores end_time', () => {
  expect(ids(requestTimeBased(account, `start_time=0&end_time=${T}`))).toEqual([1, 2, 3]);
});

test('limits a page to per_page, and replaces an invalid per_page by the nearest valid value', () => {
  const many = createAccountWith(Array.from({ length: 1005 }, (_, index) => T + index));
  const size = (perPage: string): number => ids(requestTimeBased(many, `start_time=0${perPage}`)).length;
  expect(['', '&per_page=3', '&per_page=5000', '&per_page=0', '&per_page=-4', '&per_page=x'].map(size)).toEqual([
    1000, 3, 1000, 1, 1, 1000,
  ]);
});

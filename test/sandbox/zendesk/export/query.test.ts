import { expect, test } from 'vitest';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { accountOf, askCursor, askTimeBased, ids } from '#test/support/sandbox/zendesk/answers.ts';

const T = NOW - 5000;
const account = accountOf([T, T + 1, T + 2]);

test.each([
  ['missing', ''],
  ['no number', 'start_time=yesterday'],
  ['negative', 'start_time=-1'],
  ['empty', 'start_time='],
])('a start_time that is %s gets 400, on both endpoints', (_, query) => {
  for (const ask of [askTimeBased, askCursor]) {
    const { status, body } = ask(account, query);
    expect(status).toBe(400);
    expect(Object.keys(parseObject(body))).toEqual(['error', 'description']);
  }
});

test('a start_time of 0 and one with a fraction are accepted', () => {
  expect(ids(askTimeBased(account, 'start_time=0'))).toEqual([1, 2, 3]);
  expect(ids(askTimeBased(account, `start_time=${T + 1}.0`))).toEqual([2, 3]);
  expect(ids(askTimeBased(account, `start_time=${T + 1}.5`))).toEqual([3]);
});

test('a start_time of 60 seconds ago or less is too recent, on both endpoints', () => {
  for (const ask of [askTimeBased, askCursor]) {
    expect(ask(account, `start_time=${NOW - 61}`).status).toBe(200);
    for (const young of [NOW - 60, NOW, NOW + 3600]) {
      const { status, body } = ask(account, `start_time=${young}`);
      expect(status).toBe(400);
      expect(JSON.parse(body)).toMatchObject({ error: 'StartTimeTooRecent' });
    }
  }
});

test('by the legacy rule, a start_time has to be older than five minutes', () => {
  const rules = { tooRecent: 'legacy' } as const;
  expect(askTimeBased(account, `start_time=${NOW - 301}`, rules).status).toBe(200);
  const { status, body } = askTimeBased(account, `start_time=${NOW - 300}`, rules);
  expect(status).toBe(422);
  expect(body).toBe(
    '{"error":"InvalidValue","description":"Too recent start_time. Use a start_time older than 5 minutes"}',
  );
});

test('an end_time is ignored', () => {
  expect(ids(askTimeBased(account, `start_time=0&end_time=${T}`))).toEqual([1, 2, 3]);
});

test('per_page bounds a page; an impossible one takes the nearest possible', () => {
  const many = accountOf(Array.from({ length: 1005 }, (_, index) => T + index));
  const size = (perPage: string): number => ids(askTimeBased(many, `start_time=0${perPage}`)).length;
  expect(['', '&per_page=3', '&per_page=5000', '&per_page=0', '&per_page=-4', '&per_page=x'].map(size)).toEqual([
    1000, 3, 1000, 1, 1, 1000,
  ]);
});

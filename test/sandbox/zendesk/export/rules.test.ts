import { expect, test } from 'vitest';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { accountOf, askCursor, askTimeBased, ids, parse } from '#test/support/sandbox/zendesk/answers.ts';

const T = NOW - 5000;
const account = accountOf(Array.from({ length: 12 }, (_, index) => T + Math.floor(index / 2)));

test('a page may hold fewer records than asked for and than there are, so that a small count ends nothing', () => {
  for (const perPage of ['', '&per_page=1000', '&per_page=5']) {
    const page = parse(askTimeBased(account, `start_time=0${perPage}`, { largestPage: 4 }));
    expect(page).toMatchObject({ count: 4, end_of_stream: false });
    const walked = askCursor(account, `start_time=0${perPage}`, { largestPage: 4 });
    expect(ids(walked)).toHaveLength(4);
    expect(parse(walked).end_of_stream).toBe(false);
  }
  expect(ids(askTimeBased(account, 'start_time=0&per_page=2', { largestPage: 4 }))).toHaveLength(2);
});

test.each([
  ['whole', 3, 3],
  ['whole', 1, 2],
  ['overshoot', 3, 4],
  ['capped', 3, 3],
  ['capped', 1, 1],
] as const)('%s, a page of at most %d rows has %d of seconds with two rows each', (secondMode, largestPage, rows) => {
  expect(ids(askTimeBased(account, 'start_time=0', { largestPage, secondMode }))).toHaveLength(rows);
});

test.each([askTimeBased, askCursor])(
  'a user may come once per mention, each time the same (zendesk/zendesk_api_client_rb#251)',
  (ask) => {
    const users = (repeatUsers: boolean): string[] =>
      (parse(ask(account, 'start_time=0&include=users', { repeatUsers })).users ?? []).map((user) =>
        JSON.stringify(user),
      );
    const [once, repeated] = [users(false), users(true)];
    const mentions = account
      .inCursorOrder()
      .map(({ references }) => references.users.length)
      .reduce((sum, mentioned) => sum + mentioned, 0);
    expect(repeated).toHaveLength(mentions);
    expect(once.length).toBeLessThan(mentions);
    expect(new Set(repeated)).toEqual(new Set(once));
  },
);

test('next_page and after_url may lead to another host, by the same path', () => {
  const rules = { nextPageOrigin: 'https://elsewhere.example:8443' };
  const position = `start_time=${T + 5}`;
  expect(parse(askTimeBased(account, 'start_time=0', rules)).next_page).toBe(
    `https://elsewhere.example:8443/api/v2/incremental/tickets?${position}`,
  );
  expect(parse(askCursor(account, 'start_time=0', rules)).after_url).toMatch(
    /^https:\/\/elsewhere\.example:8443\/api\/v2\/incremental\/tickets\/cursor\?cursor=/,
  );
});

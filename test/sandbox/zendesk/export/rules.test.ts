import { expect, test } from 'vitest';
import { ticketUsers } from '#sandbox/zendesk/tickets/ticket.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import {
  createAccountWith,
  requestCursorBased,
  requestTimeBased,
  ids,
  parse,
} from '#test/support/sandbox/zendesk/export-pages.ts';

const T = NOW - 5000;
const account = createAccountWith(Array.from({ length: 12 }, (_, index) => T + Math.floor(index / 2)));

test('largestPage returns fewer records than per_page without ending the stream', () => {
  for (const perPage of ['', '&per_page=1000', '&per_page=5']) {
    const page = parse(requestTimeBased(account, `start_time=0${perPage}`, { largestPage: 4 }));
    expect(page).toMatchObject({ count: 4, end_of_stream: false });
    const walked = requestCursorBased(account, `start_time=0${perPage}`, { largestPage: 4 });
    expect(ids(walked)).toHaveLength(4);
    expect(parse(walked).end_of_stream).toBe(false);
  }
  expect(ids(requestTimeBased(account, 'start_time=0&per_page=2', { largestPage: 4 }))).toHaveLength(2);
});

test.each([
  ['whole', 3, 3],
  ['whole', 1, 2],
  ['overshoot', 3, 4],
  ['capped', 3, 3],
  ['capped', 1, 1],
] as const)(
  'second mode %s with largestPage %d returns %d rows if each second has two',
  (secondMode, largestPage, rows) => {
    expect(ids(requestTimeBased(account, 'start_time=0', { largestPage, secondMode }))).toHaveLength(rows);
  },
);

test.each([requestTimeBased, requestCursorBased])(
  'repeatUsers returns a user once per mention, each time with the same text (zendesk/zendesk_api_client_rb#251)',
  (request) => {
    const users = (repeatUsers: boolean): string[] =>
      (parse(request(account, 'start_time=0&include=users', { repeatUsers })).users ?? []).map((user) =>
        JSON.stringify(user),
      );
    const [once, repeated] = [users(false), users(true)];
    const mentions = account
      .inCursorOrder()
      .map(({ references }) => ticketUsers(references).length)
      .reduce((sum, mentioned) => sum + mentioned, 0);
    expect(repeated).toHaveLength(mentions);
    expect(once.length).toBeLessThan(mentions);
    expect(new Set(repeated)).toEqual(new Set(once));
  },
);

test('nextPageOrigin changes the origin of next_page and after_url', () => {
  const rules = { nextPageOrigin: 'https://elsewhere.example:8443' };
  const position = `start_time=${T + 5}`;
  expect(parse(requestTimeBased(account, 'start_time=0', rules)).next_page).toBe(
    `https://elsewhere.example:8443/api/v2/incremental/tickets?${position}`,
  );
  expect(parse(requestCursorBased(account, 'start_time=0', rules)).after_url).toMatch(
    /^https:\/\/elsewhere\.example:8443\/api\/v2\/incremental\/tickets\/cursor\?cursor=/,
  );
});

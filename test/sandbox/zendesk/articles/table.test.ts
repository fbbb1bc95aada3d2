import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { articlesExport, createAccount, liveActivity, withRules } from '#sandbox/zendesk/index.ts';
import { expectedById, simulateExports } from '#test/support/sandbox/zendesk/derived-export.ts';
import { drainByTime, parseExportPage, type ParsedExportPage } from '#test/support/sandbox/zendesk/export-client.ts';
import { createManualClock } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { simulate, UNLIMITED } from '#test/support/sandbox/zendesk/simulation.ts';

const UNSORTED = '../help_center/incremental/articles?';
const PATH = `${UNSORTED}sort_by=updated_at&sort_order=asc`;
const endsStream = ({ next_page: next }: ParsedExportPage): boolean => next === null;

/** The number of articles in the second that has most of them. */
function countLargestSecond({ zendesk }: ReturnType<typeof simulateExports>): number {
  const seconds = Map.groupBy(zendesk.expectedRecords('articles'), ({ second }) => second);
  return Math.max(0, ...[...seconds.values()].map(({ length }) => length));
}

describe('the page of the articles', () => {
  const world = simulateExports([articlesExport], { tickets: 400 });

  test('contains these members, and a next_page of null if it is the last', () => {
    expect(Object.keys(parseObject(world.send(`${PATH}&start_time=0`).body))).toEqual([
      'articles',
      'count',
      'end_time',
      'next_page',
    ]);
    const { end_time: end, next_page: next } = parseExportPage(world.send(`${PATH}&start_time=0`).body);
    expect(end).toEqual(expect.any(Number));
    expect(next).toBeNull();
  });

  test('can have a next_page on the last page, with the same end_time as the request before', () => {
    const other = simulateExports([withRules(articlesExport, { nextPageNull: 'empty' })], { tickets: 400 });
    const last = parseExportPage(other.send(`${PATH}&start_time=0`).body);
    expect(last.next_page).toMatch(/^http:.*start_time=\d+$/);
    const again = parseExportPage(other.send(`${PATH}&start_time=${last.end_time}`).body);
    expect(again).toMatchObject({ end_time: last.end_time, next_page: last.next_page });
    expect(again.count).toBeLessThan(last.count);
  });

  test('ignores per_page', () => {
    expect(parseExportPage(world.send(`${PATH}&start_time=0&per_page=1`).body).count).toBeGreaterThan(1);
  });

  const times = (path: string): string[] =>
    parseExportPage(world.send(`${path}&start_time=0`).body).records.map((record) => String(record['updated_at']));

  test('lists articles by updated_at only if the request asks for it', () => {
    expect(times(PATH)).toEqual(times(PATH).toSorted());
    expect(times(UNSORTED)).not.toEqual(times(UNSORTED).toSorted());
    expect(times(UNSORTED).toSorted()).toEqual(times(PATH));
  });

  test('contains the exact texts of the expected records', () => {
    const { body } = world.send(`${PATH}&start_time=0`);
    const expected = world.zendesk.expectedRecords('articles');
    expect(expected.length).toBeGreaterThan(10);
    for (const { text } of expected) expect(body).toContain(text);
  });

  test('does not exist on an account without a help center', () => {
    expect(simulateExports([]).send(`${PATH}&start_time=0`).status).toBe(404);
  });
});

test.each(['end', 'empty'] as const)(
  'a drain visits every article of any history if next_page is null at the %s',
  (nextPageNull) => {
    const history = {
      tickets: fc.integer({ min: 0, max: 150 }),
      seed: fc.nat(1000),
      size: fc.integer({ min: 2, max: 20 }),
    };
    fc.assert(
      fc.property(fc.record(history), ({ tickets, seed, size }) => {
        const rules = { largestPage: size, secondMode: 'whole', nextPageNull } as const;
        const world = simulateExports([withRules(articlesExport, rules)], { tickets, seed });
        // Such a second is served again and again, and no page shows the end.
        fc.pre(countLargestSecond(world) < size);
        const isLast = (page: ParsedExportPage): boolean => endsStream(page) || page.count < size;
        expect(drainByTime(world, PATH, isLast)).toEqual(expectedById(world, 'articles'));
      }),
      { numRuns: 20 },
    );
  },
);

describe('articles', () => {
  const world = simulateExports([articlesExport], { tickets: 2000 });
  const records = [...expectedById(world, 'articles').values()] as Record<string, unknown>[];

  test('contain bodies of a few kB of HTML with several scripts, emoji, backslashes and line breaks', () => {
    const bodies = records.map(({ body }) => String(body));
    const sizes = bodies.map((body) => Buffer.byteLength(body)).sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeGreaterThan(1500);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(12_000);
    for (const sample of ['<p>', '&amp;', '&lt;', 'ログイン', 'مرحباً', '👩🏽‍💻', '\\', '\r\n', '\u2028']) {
      expect(bodies.join('')).toContain(sample);
    }
  });

  test('name agents as authors, and some show edits or votes', () => {
    const agents = new Set(records.map(({ author_id: author }) => String(author)));
    expect(agents.size).toBeGreaterThan(10);
    expect(records.filter((article) => article['edited_at'] !== article['created_at']).length).toBeGreaterThan(10);
    expect(records.filter(({ vote_count: votes }) => Number(votes) > 0).length).toBeGreaterThan(10);
  });
});

test('articles change over time: an edit changes body and edited_at, a vote only the votes', () => {
  const clock = createManualClock();
  const account = createAccount({ clock, exports: [articlesExport] });
  const world = simulate({ clock, account, live: liveActivity({ perMinute: 30 }), ...UNLIMITED });
  clock.advance(3_600_000);
  const early = drainByTime(world, PATH, endsStream);
  clock.advance(3_600_000);
  const late = drainByTime(world, PATH, endsStream);
  expect(late).toEqual(expectedById(world, 'articles'));
  const changed = [...early.values()].filter(({ id, updated_at: time }) => late.get(id)?.['updated_at'] !== time);
  expect(changed.length).toBeGreaterThan(3);
  for (const article of changed) {
    const now = late.get(article.id);
    const isEdited = now?.['edited_at'] !== article['edited_at'];
    expect(now?.['body'] !== article['body']).toBe(isEdited);
    expect(isEdited || Number(now?.['vote_count']) > Number(article['vote_count'])).toBe(true);
  }
});

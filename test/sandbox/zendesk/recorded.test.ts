import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cursorExport } from '#sandbox/zendesk/export/cursor-based.ts';
import { DEFAULT_RULES, type ExportRequest } from '#sandbox/zendesk/export/request.ts';
import { timeBasedExport } from '#sandbox/zendesk/export/time-based.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import {
  CURSOR_BASED_PAGES,
  createRecordedTable,
  TIME_BASED_PAGES,
  type RecordedRow,
} from '#test/support/sandbox/zendesk/recorded.ts';

/* Compares the simulator with recorded responses of Zendesk: recorded/README.md. */

const ORIGIN = 'http://zendesk.test';

const request = ({ path, query }: { readonly path: string; readonly query: string }): ExportRequest => ({
  origin: ORIGIN,
  path,
  query: new URLSearchParams(query),
  nowMs: NOW * 1000,
});

const ITEMS = z.array(
  z
    .looseObject({ id: z.int(), generated_timestamp: z.int().optional(), updated_at: z.iso.datetime() })
    .transform(({ id, generated_timestamp: epoch, updated_at: iso }): RecordedRow => [
      id,
      epoch ?? Date.parse(iso) / 1000,
    ]),
);

const formatName = ({ recordedAt, resource, query }: { recordedAt: string; resource: string; query: string }): string =>
  `${resource}?${query}, recorded ${recordedAt}`;

describe('time-based pages match recorded responses:', () => {
  test('the recordings contain 47 pages, 43 of them within one second, 33 of those over per_page', () => {
    const within = TIME_BASED_PAGES.filter(
      ({ rows, endOfStream }) => !endOfStream && rows[0]?.[1] === rows.at(-1)?.[1],
    );
    expect([TIME_BASED_PAGES.length, within.length, within.filter(({ count }) => count > 1).length]).toEqual([
      47, 43, 33,
    ]);
  });

  test.each(TIME_BASED_PAGES.map((page) => [formatName(page), page] as const))('%s', (_, page) => {
    const { body } = timeBasedExport(createRecordedTable(page), DEFAULT_RULES, request(page));
    const answer = parseObject(body);
    expect(Object.keys(answer)).toEqual(page.members);
    expect(ITEMS.parse(answer[page.resource])).toEqual(page.rows);
    expect(answer).toMatchObject({ count: page.count, end_of_stream: page.endOfStream, end_time: page.endTime });
    expect(body).toContain(`"next_page":"${ORIGIN}${page.path}?${page.nextPage}"`);
  });
});

test.each(['overshoot', 'capped', 'stuck'] as const)(
  'second mode %s does not match the recorded responses',
  (secondMode) => {
    const endTimes = TIME_BASED_PAGES.map((page) => {
      const answer = parseObject(
        timeBasedExport(createRecordedTable(page), { ...DEFAULT_RULES, secondMode }, request(page)).body,
      );
      return answer['end_time'];
    });
    expect(endTimes).not.toEqual(TIME_BASED_PAGES.map(({ endTime }) => endTime));
  },
);

describe('cursor-based pages match recorded responses:', () => {
  test.each(CURSOR_BASED_PAGES.map((page) => [formatName(page), page] as const))('%s', (_, page) => {
    const { body } = cursorExport(createRecordedTable(page), DEFAULT_RULES, request(page));
    const answer = parseObject(body);
    expect(Object.keys(answer)).toEqual(page.members);
    expect(ITEMS.parse(answer[page.resource])).toEqual(page.rows);
    expect(answer).toMatchObject({ end_of_stream: page.endOfStream, after_cursor: page.afterCursor });
    expect(body).toContain(`"after_url":"${ORIGIN}${page.path}?${page.afterUrl}"`);
  });
});

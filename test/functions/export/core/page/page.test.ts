import { describe, expect, it } from 'vitest';
import { newestOf, InvalidPageError, type Page, parsePage } from '#functions/export/core/page/page.ts';
import { JsonStructureError } from '#functions/export/core/page/json-tokens.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import type { ScannedPage } from '#functions/export/core/page/scanned-page.ts';
import {
  cursorText,
  record,
  ticket,
  TICKETS,
  TICKETS_FORMAT,
  timeText,
  withPagination,
} from '#test/support/functions/pages.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

function scan(text: string): ScannedPage {
  const scanner = createPageScanner(TICKETS_FORMAT, 0);
  scanner.push(Buffer.from(text));
  return scanner.end();
}

const parseTimePage = (text: string, from = 0): Page => parsePage(TICKETS, 'time', from, scan(text));
/** Parses a page of the cursor walk through second 105. */
const parseCursorPage = (text: string): Page => parsePage(TICKETS, 'cursor', 105, scan(text));

const TWO_TICKETS = [ticket(1, 100), ticket(2, 105)];

describe('parsePage on a time-based page', () => {
  it('returns the records in their order', () => {
    expect(parseTimePage(timeText(TWO_TICKETS, 105, { end_of_stream: true }))).toEqual({
      pagination: 'time',
      records: [{ timestamp: 100 }, { timestamp: 105 }],
      tails: [
        { from: 105, records: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { from: 100, records: 2, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ],
      endOfStream: true,
      endTime: 105,
    });
  });

  it('accepts an empty page with any end_time', () => {
    expect(parseTimePage(timeText([], null), 100)).toMatchObject({ records: [], endTime: null });
    expect(parseTimePage(timeText([], 5), 100)).toMatchObject({ records: [], endTime: 5 });
  });

  it.each([
    ['tickets', undefined, 'tickets: missing or not an array'],
    ['tickets', {}, 'tickets: missing or not an array'],
    ['tickets', null, 'tickets: missing or not an array'],
    ['tickets', 'x', 'tickets: missing or not an array'],
    ['end_of_stream', undefined, 'end_of_stream: expected true or false'],
    ['end_of_stream', null, 'end_of_stream: expected true or false'],
    ['end_of_stream', 'false', 'end_of_stream: expected true or false'],
    ['end_time', undefined, 'end_time: expected epoch seconds or null'],
    ['end_time', '105', 'end_time: expected epoch seconds or null'],
    ['end_time', 105.5, 'end_time: expected epoch seconds or null'],
    ['end_time', -1, 'end_time: expected epoch seconds or null'],
    ['end_time', 1_700_000_000_000, 'end_time: expected epoch seconds or null'],
    ['end_time', [105], 'end_time: expected epoch seconds or null'],
    ['end_time', null, 'end_time: null on a page with records'],
    ['end_time', 99, 'end_time: 99 is earlier than the requested start_time 100'],
  ])('rejects a page whose %s is %j', (member, value, problem) => {
    const text = timeText(TWO_TICKETS, 105, { [member]: value });
    expect(() => parseTimePage(text, 100)).toThrow(InvalidPageError);
    expect(() => parseTimePage(text, 100)).toThrow(problem);
  });

  it('rejects an empty page with a member of the wrong type', () => {
    expect(() => parseTimePage(timeText([], null, { end_time: 'soon' }))).toThrow(InvalidPageError);
    expect(() => parseTimePage(timeText([], null, { end_of_stream: 1 }))).toThrow(InvalidPageError);
  });

  it('accepts an end_time of up to ten digits', () => {
    expect(parseTimePage(timeText([ticket(1, 0)], 0))).toMatchObject({ endTime: 0, records: [{ timestamp: 0 }] });
    expect(parseTimePage(timeText([], 9_999_999_999))).toMatchObject({ endTime: 9_999_999_999 });
    expect(() => parseTimePage(timeText([], 10_000_000_000))).toThrow(InvalidPageError);
  });

  it('accepts an end_time equal to the requested start_time', () => {
    expect(parseTimePage(timeText(TWO_TICKETS, 105), 105)).toMatchObject({ endTime: 105 });
  });
});

it('parsePage detects the end of the stream by a page with fewer records than the maximum', () => {
  const resource = withPagination(TICKETS, { endOfStream: 'short_page', maxPageSize: 2 });
  const parse = (tickets: readonly object[], fields: object): Page =>
    parsePage(resource, 'time', 0, scan(timeText(tickets, 105, fields)));
  expect(parse(TWO_TICKETS.slice(1), { end_of_stream: false }).endOfStream).toBe(true);
  expect(parse(TWO_TICKETS, { end_of_stream: true }).endOfStream).toBe(false);
  expect(parse(TWO_TICKETS, { end_of_stream: undefined }).endOfStream).toBe(false);
});

describe("parsePage on a cursor walk's page", () => {
  it('returns the cursor, and needs neither count nor end_time', () => {
    expect(parseCursorPage(cursorText(TWO_TICKETS, 'abc='))).toMatchObject({
      pagination: 'cursor',
      endOfStream: false,
      afterCursor: 'abc=',
    });
  });

  it('accepts a null cursor if the last record is later than the walked second', () => {
    expect(parseCursorPage(cursorText([...TWO_TICKETS, ticket(3, 106)], null))).toMatchObject({
      afterCursor: null,
      endOfStream: false,
    });
  });

  it('accepts a null cursor at the end of the stream and on an empty page', () => {
    expect(parseCursorPage(cursorText(TWO_TICKETS, null, { end_of_stream: true }))).toMatchObject({
      afterCursor: null,
    });
    expect(parseCursorPage(cursorText([], null))).toMatchObject({ afterCursor: null, records: [] });
  });

  it.each([null, undefined, '', 7])(
    'rejects the cursor %j if the walked second is not read to its end',
    (afterCursor) => {
      const text = cursorText(TWO_TICKETS, null, { after_cursor: afterCursor });
      expect(() => parseCursorPage(text)).toThrow(
        'after_cursor: expected a cursor, because the second is not read to its end',
      );
    },
  );

  it('rejects a page without after_cursor, even at the end of the stream', () => {
    const text = cursorText(TWO_TICKETS, null, { after_cursor: undefined, end_of_stream: true });
    expect(() => parseCursorPage(text)).toThrow(InvalidPageError);
  });
});

const digestOf = (more: object) => parseTimePage(timeText([ticket(1, 100, more)], 100)).tails[0]?.digest;

describe('parsePage on records', () => {
  it.each([
    ['no id', { generated_timestamp: 5 }, 'a record has no id'],
    ['no timestamp', { id: 1 }, 'a record has no generated_timestamp in epoch seconds'],
    ['a date for a timestamp', { id: 1, generated_timestamp: '2026-01-01T00:00:00Z' }, 'epoch seconds'],
    ['an object for a timestamp', { id: 1, generated_timestamp: { at: 5 } }, 'epoch seconds'],
    ['milliseconds for a timestamp', { id: 1, generated_timestamp: 1_700_000_000_000 }, 'epoch seconds'],
  ])('rejects the page instead of dropping a record with %s (airbyte#37450)', (_, broken, problem) => {
    expect(() => parseTimePage(timeText([ticket(1, 100), broken], 100))).toThrow(problem);
  });

  it('names the field and its format if a record has no timestamp in ISO 8601', () => {
    const version = { id: 'id', timestamp: 'updated_at', timestampFormat: 'iso' } as const;
    const scanned = scan(timeText([{ id: 1, updated_at: 5 }], 100));
    expect(() => parsePage({ ...TICKETS, version }, 'time', 0, scanned)).toThrow(
      /^a record has no updated_at in ISO 8601$/,
    );
  });

  it.each(['null', '7', '"x"', '[]', '{"id":1,"generated_timestamp":100},7'])(
    'rejects records that are not objects: %s',
    (text) => {
      const page = `{"tickets":[${text}],"end_of_stream":true,"end_time":100}`;
      expect(() => parseTimePage(page)).toThrow('tickets: expected an array of objects only');
    },
  );

  it('returns different digests for two updates of a record within one second', () => {
    expect(digestOf({ status: 'open' })).toBe(digestOf({ status: 'open' }));
    expect(digestOf({ status: 'open' })).not.toBe(digestOf({ status: 'solved' }));
  });

  it('accepts ids and custom field values of any size and type (tap-zendesk#58)', () => {
    const fields = [1, 'a', true, null, ['a', 'b'], 1.5].map(
      (value, id) => `{"id":${id},"value":${JSON.stringify(value)}}`,
    );
    const text = `{"id":9007199254740993,"generated_timestamp":100,"custom_fields":[${fields.join(',')}],"via":"-"}`;
    expect(parseTimePage(`{"tickets":[${text}],"end_of_stream":true,"end_time":100}`).records).toHaveLength(1);
  });

  it('returns records with status "deleted" like any other', () => {
    expect(parseTimePage(timeText([ticket(1, 100, { status: 'deleted' })], 100)).records).toHaveLength(1);
  });
});

it('an invalid page throws an error named InvalidPageError', async () => {
  expect(await thrownBy(() => parseTimePage('{"error":"x"}'))).toHaveProperty('name', 'InvalidPageError');
});

describe('scanning a body that is not JSON', () => {
  it.each([
    ['HTML', '<html><title>Sign in</title></html>'],
    ['nothing', ''],
    ['text', 'Number of allowed API requests per minute exceeded'],
    ['a truncated page', timeText(TWO_TICKETS, 105).slice(0, -20)],
    ['a misspelled literal', timeText(TWO_TICKETS, 105).replace('false', 'fals')],
  ])('throws instead of returning 0 records: %s (airbyte#26414)', (_, text) => {
    expect(() => parseTimePage(text)).toThrow(JsonStructureError);
  });

  it('quotes no content in the message or the causes, as JSON.parse would', async () => {
    const marker = 'PLANTED';
    const broken = [
      timeText([ticket(1, 100)], 100).replace(':100', `:${marker}`),
      timeText(TWO_TICKETS, 105, { end_time: marker }),
      timeText(TWO_TICKETS, 105).replace(':false', `:${marker}`),
      `{"${marker}\u0001\\":1}`,
      `${marker} is not a page`,
    ];
    for (const text of broken) expect(everythingIn(await thrownBy(() => parseTimePage(text)))).not.toContain(marker);
  });
});

it('newestOf finds the newest record at any place', () => {
  expect(newestOf([record(5), record(9), record(7)])).toBe(9);
});

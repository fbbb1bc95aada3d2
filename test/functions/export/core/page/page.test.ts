import { describe, expect, it } from 'vitest';
import { newestOf, InvalidPageError, type Page, parsePage } from '#functions/export/core/page/page.ts';
import { JsonStructureError } from '#functions/export/core/page/json-tokens.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import type { ScannedPage } from '#functions/export/core/page/scanned-page.ts';
import { cursorText, record, ticket, TICKETS, TICKETS_FORMAT, timeText } from '#test/support/functions/pages.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

function scanned(text: string): ScannedPage {
  const scanner = createPageScanner(TICKETS_FORMAT, 0);
  scanner.push(Buffer.from(text));
  return scanner.end();
}

const time = (text: string, from = 0): Page => parsePage(TICKETS, 'time', from, scanned(text));
/** A page of the walk through second 105. */
const cursor = (text: string): Page => parsePage(TICKETS, 'cursor', 105, scanned(text));

const TWO = [ticket(1, 100), ticket(2, 105)];

describe('a time-based page', () => {
  it('is read with its records, in their order', () => {
    expect(time(timeText(TWO, 105, { end_of_stream: true }))).toEqual({
      pagination: 'time',
      records: [
        { timestamp: 100, digest: expect.stringMatching(/^[\w-]{12}$/) },
        { timestamp: 105, digest: expect.stringMatching(/^[\w-]{12}$/) },
      ],
      endOfStream: true,
      endTime: 105,
    });
  });

  it('may be empty, whatever its end_time: it must not overwrite a position', () => {
    expect(time(timeText([], null), 100)).toMatchObject({ records: [], endTime: null });
    expect(time(timeText([], 5), 100)).toMatchObject({ records: [], endTime: 5 });
  });

  it.each([
    ['tickets', undefined, 'tickets: missing, or no array'],
    ['tickets', {}, 'tickets: missing, or no array'],
    ['tickets', null, 'tickets: missing, or no array'],
    ['tickets', 'x', 'tickets: missing, or no array'],
    ['end_of_stream', undefined, 'end_of_stream: expected true or false'],
    ['end_of_stream', null, 'end_of_stream: expected true or false'],
    ['end_of_stream', 'false', 'end_of_stream: expected true or false'],
    ['end_time', undefined, 'end_time: expected epoch seconds or null'],
    ['end_time', '105', 'end_time: expected epoch seconds or null'],
    ['end_time', 105.5, 'end_time: expected epoch seconds or null'],
    ['end_time', -1, 'end_time: expected epoch seconds or null'],
    ['end_time', 1_700_000_000_000, 'end_time: expected epoch seconds or null'],
    ['end_time', [105], 'end_time: expected epoch seconds or null'],
    ['end_time', null, 'end_time: null although there are records'],
    ['end_time', 99, 'end_time: 99 lies before the start_time asked for, 100'],
  ])('is none where %s is %j', (member, value, problem) => {
    const text = timeText(TWO, 105, { [member]: value });
    expect(() => time(text, 100)).toThrow(InvalidPageError);
    expect(() => time(text, 100)).toThrow(problem);
  });

  it('is none where a member of the wrong type stands on an empty page', () => {
    expect(() => time(timeText([], null, { end_time: 'soon' }))).toThrow(InvalidPageError);
    expect(() => time(timeText([], null, { end_of_stream: 1 }))).toThrow(InvalidPageError);
  });

  it('may end at any second of ten digits', () => {
    expect(time(timeText([ticket(1, 0)], 0))).toMatchObject({ endTime: 0, records: [{ timestamp: 0 }] });
    expect(time(timeText([], 9_999_999_999))).toMatchObject({ endTime: 9_999_999_999 });
    expect(() => time(timeText([], 10_000_000_000))).toThrow(InvalidPageError);
  });

  it('may begin where it was asked from', () => {
    expect(time(timeText(TWO, 105), 105)).toMatchObject({ endTime: 105 });
  });
});

describe("a walk's page", () => {
  it('is read with its cursor, and without count or end_time', () => {
    expect(cursor(cursorText(TWO, 'abc='))).toMatchObject({
      pagination: 'cursor',
      endOfStream: false,
      afterCursor: 'abc=',
    });
  });

  it('may lack a cursor where it has got past its second: none is needed then', () => {
    expect(cursor(cursorText([...TWO, ticket(3, 106)], null))).toMatchObject({ afterCursor: null, endOfStream: false });
  });

  it('may lack a cursor where nothing comes after it', () => {
    expect(cursor(cursorText(TWO, null, { end_of_stream: true }))).toMatchObject({ afterCursor: null });
    expect(cursor(cursorText([], null))).toMatchObject({ afterCursor: null, records: [] });
  });

  it.each([null, undefined, '', 7])('is none with the cursor %j while the second goes on', (afterCursor) => {
    const text = cursorText(TWO, null, { after_cursor: afterCursor });
    expect(() => cursor(text)).toThrow('after_cursor: expected a cursor, since the second goes on');
  });

  it('is none where the member is missing, even at the end of the stream', () => {
    const text = cursorText(TWO, null, { after_cursor: undefined, end_of_stream: true });
    expect(() => cursor(text)).toThrow(InvalidPageError);
  });
});

const digestOf = (more: object) => time(timeText([ticket(1, 100, more)], 100)).records[0]?.digest;

describe('a record', () => {
  it.each([
    ['no id', { generated_timestamp: 5 }, 'a record without id'],
    ['no timestamp', { id: 1 }, 'a record without a generated_timestamp in epoch seconds'],
    ['a date for a timestamp', { id: 1, generated_timestamp: '2026-01-01T00:00:00Z' }, 'epoch seconds'],
    ['an object for a timestamp', { id: 1, generated_timestamp: { at: 5 } }, 'epoch seconds'],
    ['milliseconds for a timestamp', { id: 1, generated_timestamp: 1_700_000_000_000 }, 'epoch seconds'],
  ])('with %s makes the page malformed, never a shorter one (airbyte#37450)', (_, broken, problem) => {
    expect(() => time(timeText([ticket(1, 100), broken], 100))).toThrow(problem);
  });

  it.each(['null', '7', '"x"', '[]', '{"id":1,"generated_timestamp":100},7'])('is an object, not %s', (text) => {
    const page = `{"tickets":[${text}],"end_of_stream":true,"end_time":100}`;
    expect(() => time(page)).toThrow('tickets: expected records only');
  });

  it('is identified by its bytes: two updates within one second differ there alone', () => {
    expect(digestOf({ status: 'open' })).toBe(digestOf({ status: 'open' }));
    expect(digestOf({ status: 'open' })).not.toBe(digestOf({ status: 'solved' }));
  });

  it('may have ids and custom field values of any size and type (tap-zendesk#58)', () => {
    const fields = [1, 'a', true, null, ['a', 'b'], 1.5].map(
      (value, id) => `{"id":${id},"value":${JSON.stringify(value)}}`,
    );
    const text = `{"id":9007199254740993,"generated_timestamp":100,"custom_fields":[${fields.join(',')}],"via":"-"}`;
    expect(time(`{"tickets":[${text}],"end_of_stream":true,"end_time":100}`).records).toHaveLength(1);
  });

  it('may be deleted: status "deleted" is a state like any other', () => {
    expect(time(timeText([ticket(1, 100, { status: 'deleted' })], 100)).records).toHaveLength(1);
  });
});

it('a page that is none is known by its name', async () => {
  expect(await thrownBy(() => time('{"error":"x"}'))).toHaveProperty('name', 'InvalidPageError');
});

describe('what is not JSON', () => {
  it.each([
    ['HTML', '<html><title>Sign in</title></html>'],
    ['nothing', ''],
    ['text', 'Number of allowed API requests per minute exceeded'],
    ['a page cut short', timeText(TWO, 105).slice(0, -20)],
    ['a misspelt literal', timeText(TWO, 105).replace('false', 'fals')],
  ])('is no page, and never 0 records: %s (airbyte#26414)', (_, text) => {
    expect(() => time(text)).toThrow(JsonStructureError);
  });

  it('is not quoted, neither in the message nor in the causes: JSON.parse would quote the ticket', async () => {
    const marker = 'PLANTED';
    const broken = [
      timeText([ticket(1, 100)], 100).replace(':100', `:${marker}`),
      timeText(TWO, 105, { end_time: marker }),
      timeText(TWO, 105).replace(':false', `:${marker}`),
      `{"${marker}\u0001\\":1}`,
      `${marker} is no page`,
    ];
    for (const text of broken) expect(everythingIn(await thrownBy(() => time(text)))).not.toContain(marker);
  });
});

it('newestOf finds the newest record wherever it stands', () => {
  expect(newestOf([record(5), record(9), record(7)])).toBe(9);
});

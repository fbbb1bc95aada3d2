import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createPageScanner, JsonStructureError } from '#functions/export/core/page/page-scanner.ts';
import { NESTED, type ScannedPage } from '#functions/export/core/page/scanned-page.ts';
import { prettyPrinted } from '#test/support/functions/pretty-printed.ts';
import { TICKETS, ticket, timeText } from '#test/support/functions/pages.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

function scan(text: string, digestsFrom = 0, pieceLength = Infinity): ScannedPage {
  const bytes = Buffer.from(text);
  const scanner = createPageScanner(TICKETS, digestsFrom);
  for (let at = 0; at < bytes.length; at += pieceLength) scanner.push(bytes.subarray(at, at + pieceLength));
  return scanner.end();
}

const envelopeOf = (text: string): object => Object.fromEntries(scan(text).envelope);
const elementsOf = (text: string, name: string): unknown =>
  scan(text)
    .arrays.get(name)
    ?.map(({ start, end }) => Buffer.from(text).toString('utf8', start, end));

const values = fc.jsonValue({ maxDepth: 4 });

describe('any page', () => {
  const pages = fc
    .record({
      envelope: fc.dictionary(fc.constantFrom('end_time', 'end_of_stream', 'after_cursor', 'count', 'é"'), values),
      tickets: fc.array(fc.dictionary(fc.constantFrom('id', 'generated_timestamp', 'x', '"'), values)),
    })
    .chain(({ envelope, tickets }) => prettyPrinted({ tickets, users: Object.values(envelope), ...envelope }));

  it('consists of the same wherever it is cut', () => {
    fc.assert(
      fc.property(pages, fc.integer({ min: 1, max: 40 }), (text, length) => {
        expect(scan(text, -Infinity, length)).toEqual(scan(text, -Infinity));
      }),
    );
  });

  it('that is cut short anywhere is found broken', () => {
    fc.assert(
      fc.property(pages, fc.nat(), (text, at) => {
        const whole = text.trim();
        expect(() => scan(whole.slice(0, at % whole.length))).toThrow(JsonStructureError);
      }),
    );
  });

  it('is read without parsing its records: 100 MB must not stand in memory as objects (airbyte#34243)', () => {
    const text = timeText([ticket(1, 100), ticket(2, 101), ticket(3, 102)], 102);
    const parse = vi.spyOn(JSON, 'parse');
    scan(text);
    const longest = Math.max(...parse.mock.calls.map(([parsed]) => parsed.length));
    parse.mockRestore();
    expect(longest).toBeLessThan(10);
  });
});

describe('the envelope', () => {
  it('has the values that count, wherever they stand', () => {
    expect(
      envelopeOf('{"end_time":5,"x":{"end_of_stream":1},"tickets":[{"end_time":7}],"after_cursor":"a\\"}"}'),
    ).toEqual({
      end_time: 5,
      after_cursor: 'a"}',
    });
  });

  it('is found under names with escapes', () => {
    expect(envelopeOf(String.raw`{"end\u005ftime":5,"\u0065nd_of_stream":true}`)).toEqual({
      end_time: 5,
      end_of_stream: true,
    });
    expect(elementsOf(String.raw`{"tick\u0065ts":[ 1 ]}`, 'tickets')).toEqual(['1']);
  });

  it('counts with the last of one name, as in JSON.parse, also for arrays', () => {
    expect(envelopeOf('{"end_time":1,"end_time":{}}')).toEqual({ end_time: NESTED });
    expect(envelopeOf('{"end_time":{},"end_time":[1]}')).toEqual({ end_time: NESTED });
    expect(scan('{"tickets":[{"id":1}],"tickets":[]}').records).toEqual([]);
    expect(scan('{"tickets":[7],"tickets":[]}').hasNonObjects).toBe(false);
    expect(scan('{"tickets":[],"tickets":5}').records).toBeUndefined();
    expect(elementsOf('{"users":[1],"users":5}', 'users')).toBeUndefined();
  });

  it.each(['1 2', 'tru', '"a" "b"', '', '1}', '-'])('with the value %j is broken', (value) => {
    expect(() => scan(`{"end_time":${value},"x":1}`)).toThrow(JsonStructureError);
    expect(() => scan(`{"x":1,"end_time":${value}}`)).toThrow(JsonStructureError);
  });

  it('needs a colon before its values', () => {
    expect(() => scan('{"end_time" 1}')).toThrow(JsonStructureError);
    expect(() => scan('{"end_time"x:1}')).toThrow(JsonStructureError);
  });
});

describe('the arrays', () => {
  it('have their elements without the space around them', () => {
    expect(elementsOf('{"users":[ 1 , "a,]" ,\n[2,3],{"a":"}"} , null ]}', 'users')).toEqual([
      '1',
      '"a,]"',
      '[2,3]',
      '{"a":"}"}',
      'null',
    ]);
    expect(elementsOf('{"users":[ \n ]}', 'users')).toEqual([]);
  });

  it('are those of the page itself only', () => {
    expect([...scan('{"a":{"b":[1]},"c":[[1]],"tickets":[{"id":[1]}]}').arrays.keys()]).toEqual(['c', 'tickets']);
  });
});

const record = (text: string) => scan(`{"tickets":[${text}]}`).records?.[0];

describe('the records', () => {
  it('have their own id and timestamp, not those of what is in them', () => {
    expect(record('{"via":{"id":1,"generated_timestamp":5},"x":[{"id":1}]}')).toMatchObject({
      hasId: false,
      timestamp: undefined,
    });
    expect(record('{"generated_timestamp":5,"via":{"generated_timestamp":6},"id":null}')).toMatchObject({
      hasId: true,
      timestamp: 5,
    });
  });

  it('count with the last of one name, and with escapes in it', () => {
    expect(record(String.raw`{"generated_timestamp":5,"generated\u005ftimestamp":6,"i\u0064":1}`)).toMatchObject({
      hasId: true,
      timestamp: 6,
    });
  });

  it('may have any names beside them', () => {
    expect(record('{"ie":1,"iid":1,"generated_timestamq":5,"":1}')).toMatchObject({
      hasId: false,
      timestamp: undefined,
    });
  });

  it('are told from whatever else stands among them', () => {
    for (const strange of ['1', '"x"', '[1]', 'null', '{"id":1},1'])
      expect(scan(`{"tickets":[${strange}]}`).hasNonObjects).toBe(true);
    expect(scan('{"users":[1],"tickets":[{}, {}],"groups":["a"]}').hasNonObjects).toBe(false);
  });

  it('have a digest where they can be served again: since digestsFrom, or in the last second', () => {
    const text = timeText(
      [100, 100, 101, 102, 102, 205, 103, 104, 104].map((second, id) => ticket(id, second)),
      104,
    );
    const known = scan(text, 200).records?.map(({ digest }) => digest !== undefined);
    expect(known).toEqual([false, false, false, false, false, true, false, true, true]);
    const all = scan(text, 0).records?.map(({ digest }) => digest);
    const some = scan(text, 200).records?.map(({ digest }) => digest);
    expect(some?.slice(-2)).toEqual(all?.slice(-2));
    expect(new Set(all).size).toBe(all?.length);
    expect(
      scan(text, 200, 7)
        .records?.slice(-2)
        .map(({ digest }) => digest),
    ).toEqual(all?.slice(-2));
  });
});

it.each([
  ['', 0],
  [' ', 1],
  ['x', 0],
  ['[]', 0],
  ['"a"', 0],
  ['5', 0],
  [',', 0],
  ['}', 0],
  ['{', 1],
  ['{"a', 3],
  ['{"a":"b', 7],
  ['{"a":1', 6],
  ['{"a":1 ', 7],
  ['{"a":[1}', 7],
  ['{"a":{]', 6],
  ['{{}}', 1],
  ['{"a":1]', 6],
  ['{"a":1} x', 8],
  ['{"a":1}{}', 7],
  ['{"a":1},', 7],
  ['{"a":[1,]}', 8],
  ['{"a":[,1]}', 6],
  ['{"a":[1,,2]}', 8],
  ['{"tickets":[{}{}]}', 14],
  ['{"tickets":[{]]}', 13],
  [String.raw`{"\x":1}`, 5],
])('%j is broken at byte %i', (text, byte) => {
  expect(() => scan(text)).toThrow(new RegExp(`^the JSON breaks off or is malformed at byte ${byte}$`));
});

it('quotes nothing of a broken page', async () => {
  const marker = 'PLANTED';
  for (const text of [`{"${marker}":"${marker}`, `{"\\${marker}":1}`, `{"a":1}${marker}`, `{"end_time":${marker}}`]) {
    const error = await thrownBy(() => scan(text));
    expect(error.message).toMatch(/^the JSON breaks off or is malformed at byte \d+$/);
    expect(error.name).toBe('JsonStructureError');
    expect(error.cause).toBeUndefined();
  }
});

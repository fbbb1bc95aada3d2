import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { JsonStructureError, NESTED } from '#functions/export/core/page/json-tokens.ts';
import type { PageFormat } from '#functions/export/core/page/page-format.ts';
import type { TimestampFormat } from '#functions/export/core/resource.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import type { ScannedPage } from '#functions/export/core/page/scanned-page.ts';
import { prettyPrinted } from '#test/support/functions/pretty-printed.ts';
import { ticket, TICKETS_FORMAT, timeText } from '#test/support/functions/pages.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

type Options = {
  readonly format?: PageFormat;
  readonly digestsFrom?: number;
  readonly chunkLength?: number;
};

function scan(
  text: string,
  { format = TICKETS_FORMAT, digestsFrom = 0, chunkLength = Infinity }: Options = {},
): ScannedPage {
  const bytes = Buffer.from(text);
  const scanner = createPageScanner(format, digestsFrom);
  for (let at = 0; at < bytes.length; at += chunkLength) scanner.push(bytes.subarray(at, at + chunkLength));
  return scanner.end();
}

const envelopeOf = (text: string): object => Object.fromEntries(scan(text).envelope);
const elementsOf = (text: string, name: string): unknown =>
  scan(text)
    .arrays.get(name)
    ?.map(({ start, end }) => Buffer.from(text).toString('utf8', start, end));

const values = fc.jsonValue({ maxDepth: 4 });

describe('the page scanner', () => {
  const anySecond = fc.constantFrom(-Infinity, 0, 2, 4);
  const timestamps = fc.oneof(fc.nat(5), values);
  const pages = fc
    .record({
      envelope: fc.dictionary(fc.constantFrom('end_time', 'end_of_stream', 'after_cursor', 'count', 'é"'), values),
      tickets: fc.array(
        fc.record({ id: values, generated_timestamp: timestamps, x: values, '"': values }, { requiredKeys: [] }),
      ),
    })
    .chain(({ envelope, tickets }) => prettyPrinted({ tickets, users: Object.values(envelope), ...envelope }));

  it('returns the same result wherever the chunks are cut', () => {
    fc.assert(
      fc.property(pages, fc.integer({ min: 1, max: 40 }), anySecond, (text, chunkLength, digestsFrom) => {
        expect(scan(text, { digestsFrom, chunkLength })).toEqual(scan(text, { digestsFrom }));
      }),
    );
  });

  it('rejects a page that is truncated at any byte', () => {
    fc.assert(
      fc.property(pages, fc.nat(), (text, at) => {
        const whole = text.trim();
        expect(() => scan(whole.slice(0, at % whole.length))).toThrow(JsonStructureError);
      }),
    );
  });

  it('does not parse records, so that 100 MB are not in memory as objects (airbyte#34243)', () => {
    const text = timeText([ticket(1, 100), ticket(2, 101), ticket(3, 102)], 102);
    const parse = vi.spyOn(JSON, 'parse');
    scan(text);
    const longest = Math.max(...parse.mock.calls.map(([parsed]) => parsed.length));
    parse.mockRestore();
    expect(longest).toBeLessThan(10);
  });
});

describe('the scanned envelope', () => {
  it('contains its members in any order, and none from deeper levels', () => {
    expect(
      envelopeOf('{"end_time":5,"x":{"end_of_stream":1},"tickets":[{"end_time":7}],"after_cursor":"a\\"}"}'),
    ).toEqual({
      end_time: 5,
      after_cursor: 'a"}',
    });
  });

  it('contains members whose names have escapes', () => {
    expect(envelopeOf(String.raw`{"end\u005ftime":5,"\u0065nd_of_stream":true}`)).toEqual({
      end_time: 5,
      end_of_stream: true,
    });
    expect(elementsOf(String.raw`{"tick\u0065ts":[ 1 ]}`, 'tickets')).toEqual(['1']);
  });

  it('contains the last of several members with the same name, as in JSON.parse, including arrays', () => {
    expect(envelopeOf('{"end_time":1,"end_time":{}}')).toEqual({ end_time: NESTED });
    expect(envelopeOf('{"end_time":{},"end_time":[1]}')).toEqual({ end_time: NESTED });
    expect(scan('{"tickets":[{"id":1}],"tickets":[]}').records).toEqual([]);
    expect(scan('{"tickets":[7],"tickets":[]}').hasNonObjects).toBe(false);
    expect(scan('{"tickets":[],"tickets":5}').records).toBeUndefined();
    expect(elementsOf('{"users":[1],"users":5}', 'users')).toBeUndefined();
  });

  it('contains the placeholder for a nested value, even if it has fields with the names of a record', () => {
    expect(envelopeOf('{"end_time":{"id":1,"generated_timestamp":5},"end_of_stream":[{"id":1}]}')).toEqual({
      end_time: NESTED,
      end_of_stream: NESTED,
    });
  });

  it.each(['1 2', 'tru', '"a" "b"', '', '1}', '-'])('rejects the value %j', (value) => {
    expect(() => scan(`{"end_time":${value},"x":1}`)).toThrow(JsonStructureError);
    expect(() => scan(`{"x":1,"end_time":${value}}`)).toThrow(JsonStructureError);
  });

  it('rejects a member without a colon before its value', () => {
    expect(() => scan('{"end_time" 1}')).toThrow(JsonStructureError);
    expect(() => scan('{"end_time"x:1}')).toThrow(JsonStructureError);
  });
});

describe('the scanned arrays', () => {
  it('contain their elements without surrounding whitespace', () => {
    expect(elementsOf('{"users":[ 1 , "a,]" ,\n[2,3],{"a":"}"} , null ]}', 'users')).toEqual([
      '1',
      '"a,]"',
      '[2,3]',
      '{"a":"}"}',
      'null',
    ]);
    expect(elementsOf('{"users":[ \n ]}', 'users')).toEqual([]);
  });

  it('do not include arrays of deeper levels', () => {
    expect([...scan('{"a":{"b":[1]},"c":[[1]],"tickets":[{"id":[1]}]}').arrays.keys()]).toEqual(['c', 'tickets']);
  });
});

const record = (text: string) => scan(`{"tickets":[${text}]}`).records?.[0];

describe('the scanned records', () => {
  it('get their own id and timestamp, not those of nested objects', () => {
    expect(record('{"via":{"id":1,"generated_timestamp":5},"x":[{"id":1}]}')).toMatchObject({
      hasId: false,
      timestamp: undefined,
    });
    expect(record('{"generated_timestamp":5,"via":{"generated_timestamp":6},"id":null}')).toMatchObject({
      hasId: true,
      timestamp: 5,
    });
  });

  it('get the last of several fields with the same name, even if it has escapes', () => {
    expect(record(String.raw`{"generated_timestamp":5,"generated\u005ftimestamp":6,"i\u0064":1}`)).toMatchObject({
      hasId: true,
      timestamp: 6,
    });
  });

  it('get no id and no timestamp from fields with similar names', () => {
    expect(
      record('{"ie":1,"iid":1,"ids":1,"i":1,"generated_timestamq":5,"generated_timestamps":5,"":1}'),
    ).toMatchObject({
      hasId: false,
      timestamp: undefined,
    });
  });

  it('set hasNonObjects if their array contains other values', () => {
    for (const elements of ['1', '"x"', '[1]', 'null', '{"id":1},1'])
      expect(scan(`{"tickets":[${elements}]}`).hasNonObjects).toBe(true);
    expect(scan('{"users":[1],"tickets":[{}, {}],"groups":["a",[1]]}').hasNonObjects).toBe(false);
    expect(scan('{"users":[1,[2]]}').hasNonObjects).toBe(false);
  });

  it('do not include elements of other arrays, before or after their own', () => {
    const text = '{"users":[{"id":1}],"tickets":[{"generated_timestamp":5}],"groups":[{"id":2}]}';
    expect(scan(text).records).toMatchObject([{ hasId: false, timestamp: 5 }]);
  });

  it('form tails from digestsFrom on, and from the last second on', () => {
    const seconds = [100, 100, 101, 102, 102, 205, 103, 104, 104];
    const text = timeText(
      seconds.map((second, id) => ticket(id, second)),
      104,
    );
    const [all, some] = [scan(text).tails, scan(text, { digestsFrom: 200 }).tails];
    expect(all.map(({ from, records }) => [from, records])).toEqual([
      [205, 1],
      [104, 3],
      [103, 4],
      [102, 6],
      [101, 7],
      [100, 9],
    ]);
    expect(some).toEqual(all.slice(0, 2));
  });

  it('form no tails with the records of an earlier member of the same name', () => {
    const [once, twice] = ['[]', '[{"generated_timestamp":8}]'].map(
      (first) => scan(`{"tickets":${first},"tickets":[{"generated_timestamp":7}]}`).tails,
    );
    expect(twice).toEqual(once);
  });

  it('form no tails if they have no timestamps', () => {
    expect(scan('{"tickets":[{"id":1}]}', { format: { ...TICKETS_FORMAT, timestamp: null } }).tails).toEqual([]);
  });
});

const timestampsOf = (timestampFormat: TimestampFormat): unknown =>
  scan(
    '{"tickets":[{"generated_timestamp":5},{"generated_timestamp":"1970-01-01T00:00:05.9Z"},{"generated_timestamp":{}},{"generated_timestamp":5.5}]}',
    { format: { ...TICKETS_FORMAT, timestamp: { field: 'generated_timestamp', format: timestampFormat } } },
  ).records?.map(({ timestamp }) => timestamp);

describe('the page format of a resource', () => {
  const format: PageFormat = {
    itemKey: 'organizations',
    idField: 'key',
    timestamp: { field: 'updated_at', format: 'iso' },
    envelope: new Set(['next_page']),
    meta: new Set(['has_more']),
  };

  it('selects the records, their fields and the envelope', () => {
    const text =
      '{"organizations":[{"key":1,"updated_at":"2009-02-13T23:31:30Z"},{"id":2,"generated_timestamp":5}],"tickets":[3],"next_page":null,"end_time":5}';
    const { records, hasNonObjects, envelope } = scan(text, { format });
    expect(records).toMatchObject([
      { hasId: true, timestamp: 1_234_567_890 },
      { hasId: false, timestamp: undefined },
    ]);
    expect(hasNonObjects).toBe(false);
    expect([...envelope]).toEqual([['next_page', null]]);
  });

  it('selects how timestamps are parsed into epoch seconds', () => {
    expect(timestampsOf('epoch')).toEqual([5, undefined, undefined, undefined]);
    expect(timestampsOf('iso')).toEqual([undefined, 5, undefined, undefined]);
  });

  it('forms tails with ISO 8601 timestamps too', () => {
    const text = `{"organizations":[${[1, 2, 3].map((second) => `{"updated_at":"1970-01-01T00:00:0${second}Z"}`).join(',')}]}`;
    const known = (digestsFrom: number): unknown => scan(text, { format, digestsFrom }).tails.map(({ from }) => from);
    expect(known(2)).toEqual([3, 2]);
    expect(known(4)).toEqual([3]);
  });
});

/** The number of bytes after which a heavy second is detected, and that second. */
function detectHeavySecond(
  text: string,
  limit: number,
  chunkLength = 1,
): { bytes: number; second: number } | undefined {
  const bytes = Buffer.from(text);
  const scanner = createPageScanner(TICKETS_FORMAT, 0);
  for (let at = 0; at < bytes.length; at += chunkLength) {
    scanner.push(bytes.subarray(at, at + chunkLength));
    const second = scanner.heavySecond(limit);
    if (second !== undefined) return { bytes: Math.min(at + chunkLength, bytes.length), second };
  }
  return undefined;
}

describe('heavySecond', () => {
  const FIRST = '{"generated_timestamp":7}';
  const OTHER = '{"generated_timestamp":8}';
  const PADDING = ' '.repeat(40);

  const open = `{"tickets":[${FIRST},`;

  it('detects a heavy second one byte above the limit, and not at the limit', () => {
    const text = `${open}${FIRST}${PADDING}`;
    expect(detectHeavySecond(text, 60)).toEqual({ bytes: 61, second: 7 });
    expect(detectHeavySecond(text.slice(0, 60), 60)).toBeUndefined();
  });

  it('detects none if a record of another second is complete at the first byte above the limit', () => {
    const text = `${open}${OTHER},${FIRST}${PADDING}`;
    const end = open.length + OTHER.length;
    for (const chunkLength of [1, 7, text.length]) {
      expect(detectHeavySecond(text, end, chunkLength)).toBeUndefined();
      expect(detectHeavySecond(text, end - 1, chunkLength)).toBeUndefined();
      expect(detectHeavySecond(text, end - 2, chunkLength)?.second).toBe(7);
    }
  });

  it('detects none if several records of another second follow, the first of them below the limit', () => {
    const text = `${open}${OTHER},${OTHER}${PADDING}`;
    expect(detectHeavySecond(text, open.length + OTHER.length)).toBeUndefined();
  });

  it('waits for the end of the first record, even above the limit', () => {
    expect(detectHeavySecond(`{"tickets":[{"a":"${PADDING}`, 20)).toBeUndefined();
    const first = `{"a":"${PADDING}","generated_timestamp":7}`;
    const end = '{"tickets":['.length + first.length;
    expect(detectHeavySecond(`{"tickets":[${first},${OTHER}]}`, 20)).toEqual({ bytes: end, second: 7 });
  });

  it('detects none in a page without records', () => {
    expect(detectHeavySecond(`{"tickets":[]${PADDING}}`, 20)).toBeUndefined();
    expect(detectHeavySecond(`{"users":[${FIRST}]${PADDING}}`, 20)).toBeUndefined();
  });

  it('detects none if a record has no readable timestamp', () => {
    expect(detectHeavySecond(`{"tickets":[{"id":1},{"id":2}${PADDING}]}`, 20)).toBeUndefined();
    expect(detectHeavySecond(`{"tickets":[${FIRST},{"id":2}${PADDING}]}`, 60)).toBeUndefined();
  });

  it('uses the last of several arrays of records', () => {
    expect(detectHeavySecond(`{"tickets":[${FIRST},${OTHER}],"tickets":[]${PADDING}`, 70)).toBeUndefined();
    expect(detectHeavySecond(`{"tickets":[${FIRST},${OTHER}],"tickets":[${OTHER}]${PADDING}`, 70)?.second).toBe(8);
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
  ['{"tickets":[{{}}]}', 13],
  ['{"users":[{[', 11],
  [String.raw`{"\x":1}`, 5],
])('the page scanner reports %j as truncated or malformed at byte %i', (text, byte) => {
  expect(() => scan(text)).toThrow(new RegExp(`^the JSON is truncated or malformed at byte ${byte}$`));
});

it('the error of a malformed page quotes no content', async () => {
  const marker = 'PLANTED';
  for (const text of [`{"${marker}":"${marker}`, `{"\\${marker}":1}`, `{"a":1}${marker}`, `{"end_time":${marker}}`]) {
    const error = await thrownBy(() => scan(text));
    expect(error.message).toMatch(/^the JSON is truncated or malformed at byte \d+$/);
    expect(error.name).toBe('JsonStructureError');
    expect(error.cause).toBeUndefined();
  }
});

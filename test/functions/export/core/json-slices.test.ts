import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrayElements,
  isArray,
  JsonStructureError,
  objectMembers,
  type Slice,
  sliceText,
} from '../../../../functions/export/core/json-slices.ts';
import { prettyPrinted } from '../support/pretty-printed.ts';
import { thrownBy } from '../support/thrown.ts';

const membersOf = (text: string): Record<string, unknown> => {
  const json = Buffer.from(text);
  return Object.fromEntries([...objectMembers(json)].map(([key, slice]) => [key, JSON.parse(sliceText(json, slice))]));
};

const elementsOf = (text: string, slice?: Slice): unknown[] => {
  const json = Buffer.from(text);
  const whole = slice ?? { start: 0, end: json.length };
  return arrayElements(json, whole).map((element) => JSON.parse(sliceText(json, element)));
};

function membersUnlessBroken(json: Buffer): Map<string, Slice> | undefined {
  try {
    return objectMembers(json);
  } catch (error) {
    if (error instanceof JsonStructureError) return undefined;
    throw error;
  }
}

const values = fc.jsonValue({ maxDepth: 4 });
const objects = fc.dictionary(fc.string(), values);

describe('any JSON document', () => {
  it('has the members that JSON.parse finds, however it is spaced and escaped', () => {
    fc.assert(
      fc.property(objects.chain(prettyPrinted), (text) => {
        // Own keys only, in one prototype: `__proto__` is a member like any other.
        expect(Object.entries(membersOf(text))).toEqual(Object.entries(JSON.parse(text)));
      }),
    );
  });

  it('has the elements that JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.array(values).chain(prettyPrinted), (text) => {
        expect(elementsOf(text.trim())).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is told to be an array or something else', () => {
    fc.assert(
      fc.property(objects.chain(prettyPrinted), (text) => {
        const json = Buffer.from(text);
        for (const slice of objectMembers(json).values()) {
          expect(isArray(json, slice)).toBe(Array.isArray(JSON.parse(sliceText(json, slice))));
        }
      }),
    );
  });

  it('is cut into slices that begin and end with the value, without space around it', () => {
    fc.assert(
      fc.property(objects.chain(prettyPrinted), (text) => {
        const json = Buffer.from(text);
        for (const slice of objectMembers(json).values()) {
          expect(sliceText(json, slice)).toBe(sliceText(json, slice).trim());
        }
      }),
    );
  });

  it('that is damaged is found broken or has a structure all the same, and the search ends', () => {
    const damages = fc.array(
      fc.tuple(fc.nat(), fc.constantFrom(...Array.from('"\\{}[],: \n0a')), fc.constantFrom(0, 1, 2)),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(objects.chain(prettyPrinted), damages, (text, edits) => {
        const damaged = edits.reduce((soFar, [at, put, cut]) => {
          const from = at % (soFar.length + 1);
          return soFar.slice(0, from) + put + soFar.slice(from + cut);
        }, text);
        const json = Buffer.from(damaged);
        const slices = [...(membersUnlessBroken(json)?.values() ?? [])];
        expect(slices.filter(({ start, end }) => start < 0 || start >= end || end > json.length)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('that is cut short anywhere is found broken', () => {
    fc.assert(
      fc.property(objects.chain(prettyPrinted), fc.nat(), (text, at) => {
        const whole = Buffer.from(text.trim());
        expect(() => objectMembers(whole.subarray(0, at % whole.length))).toThrow(JsonStructureError);
      }),
    );
  });
});

describe('the members of an object', () => {
  it('are those of the outermost one only', () => {
    expect(membersOf('{"a":{"b":[1,{"c":2}]},"d":"x"}')).toEqual({ a: { b: [1, { c: 2 }] }, d: 'x' });
  });

  it('may hold braces, brackets, quotes and backslashes in their strings', () => {
    const tricky = { a: '}{][,:"', b: '\\', 'c"\\': '\\"', d: '\\\\"}' };
    expect(membersOf(JSON.stringify(tricky))).toEqual(tricky);
  });

  it('may have escapes in their names', () => {
    expect(membersOf(String.raw`{"tick\u0065ts":[]}`)).toEqual({ tickets: [] });
  });

  it('count with the last of one name, as in JSON.parse', () => {
    expect(membersOf('{"a":1,"b":2,"a":3}')).toEqual({ a: 3, b: 2 });
  });

  it('keep numbers beyond 2^53 as their text', () => {
    const json = Buffer.from('{"id":9007199254740993}');
    const slice = objectMembers(json).get('id');
    expect(slice && sliceText(json, slice)).toBe('9007199254740993');
  });

  it.each([
    '',
    ' ',
    '[]',
    '"a"',
    '{',
    '{"a"',
    '{"a"}',
    '{"a":',
    '{"a":}',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{,}',
    '{a:1}',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '{"a":[1,2}',
    '{"a":"b}',
    '{"a":"b\\"}',
    '{"a":1}x',
    '{"a":1}{}',
    '["a":1}',
    '{"a":1]',
    '{"a";1}',
    "{'a':1}",
    String.raw`{"\x":1}`,
    '{"a\u0001":1}',
  ])('are not found in %j', (text) => {
    expect(() => objectMembers(Buffer.from(text))).toThrow(JsonStructureError);
  });
});

describe('the elements of an array', () => {
  it.each(['1', '{}', '(1]', '[1)', '[', '[1', '[1,', '[1,]', '[,]', '[1 2]', '["a"'])(
    'are not found in %j',
    (text) => {
      expect(() => elementsOf(text)).toThrow(JsonStructureError);
    },
  );

  it('end with the slice: an array with something behind it is no array', () => {
    expect(() => elementsOf('[1] 2')).toThrow(JsonStructureError);
    expect(elementsOf('[1] 2', { start: 0, end: 3 })).toEqual([1]);
  });

  it('may be none', () => {
    expect(elementsOf('[ \n ]')).toEqual([]);
  });
});

it.each([
  ['x', 0],
  ['{a:1}', 1],
  ['{"a";1}', 4],
  ['{"a":}', 5],
  ['{"a":1', 6],
  ['{"a":1 ', 7],
  ['{"a":[1}', 8],
  ['{"a', 3],
  ['{"a":"b', 7],
  [String.raw`{"\x":1}`, 1],
  ['{"a":1} x', 8],
])('says at which byte %j is broken', (text, byte) => {
  expect(() => objectMembers(Buffer.from(text))).toThrow(new RegExp(`at byte ${byte}$`));
});

it('quotes nothing of a broken document', async () => {
  const marker = 'PLANTED';
  for (const text of [`{"${marker}":"${marker}`, `{"${marker}`, `{"\\${marker}":1}`, `{"a":1}${marker}`]) {
    const error = await thrownBy(() => objectMembers(Buffer.from(text)));
    expect(error.message).toMatch(/^the JSON breaks off or is malformed at byte \d+$/);
    expect(error.name).toBe('JsonStructureError');
    expect(error.cause).toBeUndefined();
  }
});

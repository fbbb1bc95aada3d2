import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapMembers } from '#sandbox/zendesk/members.ts';

const listMembers = (text: string): string[] => {
  const members: string[] = [];
  mapMembers(text, (key, value) => {
    members.push(`${key}=${value}`);
    return value;
  });
  return members;
};

test('mapMembers keeps every byte if no member changes', () => {
  const spacing = fc.constantFrom(0, 2);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), spacing, (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(mapMembers(text, (_, member) => member)).toBe(text);
    }),
  );
});

test('mapMembers passes the top-level members in order, with the exact text of their values', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const expected = Object.entries(value).map(
        ([key, member]) => `${JSON.stringify(key).slice(1, -1)}=${JSON.stringify(member)}`,
      );
      expect(listMembers(JSON.stringify(value))).toEqual(expected);
    }),
  );
});

test('mapMembers ignores text in strings and nested objects that looks like a member', () => {
  const text = String.raw`{"a":"\"end_time\":1,","b":{"end_time":2},"c":[{"end_time":3}],"d":"\\","end_time":4}`;
  expect(mapMembers(text, (key, value) => (key === 'end_time' ? '5' : value))).toBe(
    text.replace('"end_time":4', '"end_time":5'),
  );
});

test('mapMembers keeps white space and numbers that a double would round', () => {
  const text = ' {\n "id" : 12345678901234567890,\t"v": 1.10 , "w":"\\u0026" }\n';
  expect(listMembers(text)).toEqual(['id=12345678901234567890', 'v=1.10', String.raw`w="\u0026"`]);
  expect(mapMembers(text, (key, value) => (key === 'v' ? 'null' : value))).toBe(text.replace('1.10', 'null'));
});

test.each(['', '<html>{"a":1}</html>', '[1]', '"{}"', 'upstream request timeout'])(
  'mapMembers does not change text that is not an object: %s',
  (text) => {
    expect(mapMembers(text, () => 'changed')).toBe(text);
  },
);

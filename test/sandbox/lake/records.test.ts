import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordTexts } from '#sandbox/lake/records.ts';

test('recordTexts returns the exact text of each record, wherever the array is in the page', () => {
  const page =
    '{"count":2, "users":[{"id":9}],"tickets" : [ {"id":12345678901234567890,"x":"\\u00e9"},{"id":2 } ],"next":null}';
  expect(recordTexts(page, 'tickets')).toEqual(['{"id":12345678901234567890,"x":"\\u00e9"}', '{"id":2 }']);
});

test('recordTexts ignores brackets, quotes and backslashes in strings, and nested arrays of the same name', () => {
  const records = ['{"subject":"]}\\\\\\"[{","tickets":[{"id":7}]}', '{"a":[[{}],{"tickets":[1]}]}'];
  expect(recordTexts(`{"tickets":[${records.join(',')}]}`, 'tickets')).toEqual(records);
});

test('recordTexts returns nothing for an empty or missing array', () => {
  expect(recordTexts('{"tickets":[],"count":0}', 'tickets')).toEqual([]);
  expect(recordTexts('{"users":[{"id":1}]}', 'tickets')).toEqual([]);
});

test('recordTexts splits any JSON array into its elements', () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.array(record), fc.jsonValue(), (records, other) => {
      const page = `{"before":${JSON.stringify(other)},"tickets":[${records.join(',')}],"after":${JSON.stringify(other)}}`;
      expect(recordTexts(page, 'tickets')).toEqual(records);
    }),
  );
});

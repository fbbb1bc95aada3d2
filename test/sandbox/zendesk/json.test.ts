import { expect, test } from 'vitest';
import { toJson, rawNumber } from '#sandbox/zendesk/json.ts';

test('a verbatim number is printed digit by digit, beyond what a double holds', () => {
  expect(toJson({ value: rawNumber('9007199254740993'), price: rawNumber('10.10') })).toBe(
    '{"value":9007199254740993,"price":10.10}',
  );
});

test('line separators are escaped as Rails does, angle brackets and ampersands stand raw as recorded', () => {
  const value = { html: '<b>R&D</b>\u2028\u2029' };
  expect(toJson(value)).toBe(String.raw`{"html":"<b>R&D</b>\u2028\u2029"}`);
  expect(JSON.parse(toJson(value))).toEqual(value);
});

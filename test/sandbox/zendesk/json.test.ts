import { expect, test } from 'vitest';
import { toJson, verbatim } from '#sandbox/zendesk/json.ts';

test('a verbatim number is printed digit by digit, beyond what a double holds', () => {
  expect(toJson({ value: verbatim('9007199254740993'), price: verbatim('10.10') })).toBe(
    '{"value":9007199254740993,"price":10.10}',
  );
});

test('angle brackets and ampersands are escaped as Rails does, and read back the same', () => {
  const value = { html: '<b>R&D</b>\u2028' };
  expect(toJson(value)).toBe(String.raw`{"html":"\u003cb\u003eR\u0026D\u003c/b\u003e\u2028"}`);
  expect(JSON.parse(toJson(value))).toEqual(value);
});

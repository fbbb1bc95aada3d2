import { expect, test } from 'vitest';
import { toJson, rawNumber } from '#sandbox/zendesk/json.ts';

test('rawNumber keeps all digits, even if a double cannot represent them', () => {
  expect(toJson({ value: rawNumber('9007199254740993'), price: rawNumber('10.10') })).toBe(
    '{"value":9007199254740993,"price":10.10}',
  );
});

test('toJson escapes line separators like Rails, but not angle brackets and ampersands, as recorded', () => {
  const value = { html: '<b>R&D</b>\u2028\u2029' };
  expect(toJson(value)).toBe(String.raw`{"html":"<b>R&D</b>\u2028\u2029"}`);
  expect(JSON.parse(toJson(value))).toEqual(value);
});

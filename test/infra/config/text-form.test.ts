import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseText } from '#infra/config/text-form.ts';

describe('parseText', () => {
  it.each([
    ['a number', z.number(), '1.5', 1.5],
    ['a negative integer', z.int(), '-3', -3],
    ['a literal number', z.literal([1, 3, 5]), '3', 3],
    ['a number or text', z.union([z.int(), z.string()]), '7', 7],
    ['true', z.boolean(), 'true', true],
    ['false', z.boolean(), 'false', false],
    ['a list', z.array(z.string()), 'a, b', ['a', 'b']],
    ['an optional number', z.optional(z.int()), '1', 1],
    ['a number with a default', z._default(z.int(), 1), '2', 2],
    ['a transformed number', z.pipe(z.int(), z.transform(String)), '1', 1],
  ])('converts %s', (_, schema, text, value) => {
    expect(parseText(schema, text)).toEqual(value);
  });

  it.each([
    ['digits for a string', z.string(), '12345'],
    ['digits for an enum', z.enum(['1', '2']), '1'],
    ['an exponent for a number', z.int(), '1e3'],
    ['empty text for a number', z.number(), ''],
    ['a word for a number or string', z.union([z.int(), z.string()]), 'yesterday'],
    ['a word other than true or false for a boolean', z.boolean(), 'yes'],
    ['a list of objects', z.readonly(z.array(z.object({}))), 'a,b'],
  ])('keeps %s as text', (_, schema, text) => {
    expect(parseText(schema, text)).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { CUT, CUT_IN_ESCAPE, findStringEnd, SHORT } from '#functions/export/core/page/json-strings.ts';

const endOf = (text: string, from = 0): number => findStringEnd(Buffer.from(text), from);

describe.each([0, SHORT - 1, SHORT, SHORT + 1])('the end of a string after %i letters', (length) => {
  const letters = 'x'.repeat(length);

  it.each([
    ['a quote', '"', 1],
    ['an escaped quote', '\\""', 3],
    ['an escaped backslash', '\\\\"', 3],
    ['an escaped backslash and an escaped quote', '\\\\\\""', 5],
    ['two escaped backslashes', '\\\\\\\\"', 5],
    ['two escaped quotes', '\\"\\""', 5],
    ['two escaped quotes and a letter', '\\"x\\"x"', 7],
  ])('follows %s', (_, rest, end) => {
    expect(endOf(`${letters}${rest},"next"`)).toBe(length + end);
  });

  it.each([
    ['a letter', 'x', CUT],
    ['a backslash', '\\', CUT_IN_ESCAPE],
    ['an escaped backslash', '\\\\', CUT],
    ['an escaped quote', '\\"', CUT],
    ['an escaped backslash and a backslash', '\\\\\\', CUT_IN_ESCAPE],
  ])('is not in a chunk that ends after %s', (_, rest, cut) => {
    expect(endOf(`${letters}${rest}`)).toBe(cut);
  });
});

describe('the end of a string that continues in a chunk', () => {
  it('returns CUT for an empty chunk', () => {
    expect(endOf('')).toBe(CUT);
  });

  it.each([SHORT, SHORT + 2])('does not count an escaped backslash at the start before %i others', (others) => {
    const chunk = `\\${'\\'.repeat(others)}"`;
    expect(endOf(chunk, 1)).toBe(chunk.length);
    expect(endOf(`\\${'\\'.repeat(others + 1)}""`, 1)).toBe(others + 4);
  });
});

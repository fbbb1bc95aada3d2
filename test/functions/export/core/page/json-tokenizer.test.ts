import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonTokenizer } from '#functions/export/core/page/json-tokenizer.ts';
import { NESTED, type TokenHandler } from '#functions/export/core/page/json-tokens.ts';
import { prettyPrinted } from '#test/support/functions/pretty-printed.ts';

/** The tokens of a text, with the depth of each. Requests the values of members called `wanted` at one depth. */
function tokensOf(text: string, maxDepth: number, { chunkLength = Infinity, wantedDepth = 1 } = {}): string[] {
  const tokens: string[] = [];
  const add = (token: string): void => void tokens.push(`${tokenizer.depth} ${token}`);
  const handler: TokenHandler = {
    open: (isObject, at) => add(`${isObject ? '{' : '['} ${at}`),
    close: (at) => add(`close ${at}`),
    name(bytes, from, to) {
      const name = Buffer.from(bytes.subarray(from, to)).toString();
      add(`name ${name}`);
      return name === 'wanted' && tokenizer.depth === wantedDepth;
    },
    value: (value) => add(`value ${String(value)}`),
    separator: (at) => add(`, ${at}`),
    // Strings are reported in parts if chunks cut them.
    scalar: (from, to) => Array.from({ length: to - from }, (_, i) => add(`scalar ${from + i}`)),
  };
  const tokenizer = new JsonTokenizer(handler, maxDepth);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkLength) tokenizer.push(bytes.subarray(at, at + chunkLength));
  tokenizer.end();
  expect(tokenizer.bytesRead).toBe(bytes.length);
  return tokens;
}

describe('the JSON tokenizer', () => {
  it('reports containers, names, and the scalars and separators of arrays', () => {
    expect(tokensOf('{"a":[1,"b"],"c":{"d":true}}', 2)).toEqual([
      '1 { 0',
      '1 name a',
      '2 [ 5',
      '2 scalar 6',
      '2 , 7',
      '2 scalar 8',
      '2 scalar 9',
      '2 scalar 10',
      '2 close 11',
      '1 name c',
      '2 { 17',
      '2 name d',
      '2 close 26',
      '1 close 27',
    ]);
  });

  it('reports no tokens from levels deeper than its maximum', () => {
    expect(tokensOf('{"a":{"b":{"c":[1,"]",{}]}},"d":[[[2],3]]}', 2)).toEqual([
      '1 { 0',
      '1 name a',
      '2 { 5',
      '2 name b',
      '2 close 26',
      '1 name d',
      '2 [ 32',
      '2 close 40',
      '1 close 41',
    ]);
  });

  it('reports the values that its handler requests at any level, and containers as NESTED', () => {
    const text = '{"wanted":"a\\"b","x":{"wanted":1.5,"y":[{"wanted":null}]},"wanted": [2] }';
    const valuesAt = (wantedDepth: number): string[] =>
      tokensOf(text, 4, { wantedDepth }).filter((token) => token.includes('value'));
    expect(valuesAt(1)).toEqual(['1 value a"b', `1 value ${String(NESTED)}`]);
    expect(valuesAt(2)).toEqual(['2 value 1.5']);
    expect(valuesAt(4)).toEqual(['4 value null']);
  });

  it('reports the same tokens wherever the chunks are cut', () => {
    const key = fc.constantFrom('wanted', 'a', '"', '\\', 'é');
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.array(tie('tree')),
        fc.dictionary(key, tie('tree')),
      ),
    }));
    const texts = fc.dictionary(key, tree).chain((document) => prettyPrinted(document));
    const small = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 9 }), small, small, (text, chunkLength, maxDepth, wantedDepth) => {
        expect(tokensOf(text, maxDepth, { chunkLength, wantedDepth })).toEqual(
          tokensOf(text, maxDepth, { wantedDepth }),
        );
      }),
    );
  });
});

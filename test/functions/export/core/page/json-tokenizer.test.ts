import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonTokenizer } from '#functions/export/core/page/json-tokenizer.ts';
import { JsonStructureError, NESTED, type TokenHandler } from '#functions/export/core/page/json-tokens.ts';
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

const IGNORE_ALL: TokenHandler = {
  open: () => undefined,
  close: () => undefined,
  name: () => false,
  value: () => undefined,
  separator: () => undefined,
  scalar: () => undefined,
};

/** The names of the two outer levels, with the bytes in which the handler received each. */
function namesIn(chunks: readonly Uint8Array[]): { readonly name: string; readonly bytes: Uint8Array }[] {
  const names: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  const name: TokenHandler['name'] = (bytes, from, to) => {
    names.push({ name: Buffer.from(bytes.subarray(from, to)).toString(), bytes });
    return false;
  };
  const tokenizer = new JsonTokenizer({ ...IGNORE_ALL, name }, 2);
  for (const chunk of chunks) tokenizer.push(chunk);
  tokenizer.end();
  return names;
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

  it('compares a name in place if it is in one chunk and has no escape', () => {
    const chunks = [Buffer.from('{"a":1,"\\u0062":2,"c":3,"d'), Buffer.from('e":4,"f":5}')];
    const names = namesIn(chunks);
    expect(names.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'de', 'f']);
    expect(names.map(({ bytes }) => chunks.findIndex((chunk) => chunk === bytes))).toEqual([0, -1, 0, -1, 1]);
  });

  it('ignores empty chunks, also those inside an escape', () => {
    const bytes = Buffer.from('{"a\\"b":["c\\"",{"d\\"":"\\""}],"\\"":1}');
    const chunks = [...bytes].flatMap((byte) => [Buffer.from([byte]), Buffer.alloc(0)]);
    expect(namesIn(chunks).map(({ name }) => name)).toEqual(['a"b', '"']);
  });

  it.each([
    ['a value without a colon', ['{"x":1,', '"wanted" 1', '}'], 17],
    ['a value that is not JSON', ['{"x":1,', '"wanted":1x', ',"y":2}'], 18],
    ['a name that is not JSON', ['{"x":1,', '"\\x":', '1}'], 11],
    ['a comma after the document', ['{"x":1}', ' ', ' ,'], 9],
    ['a comma before the document', [' ', ',{}'], 1],
    ['a scalar after the document', ['[]', ' ', ' 1'], 4],
    ['a bracket after the document', ['[1,', '2]', ' ]'], 6],
    ['a bracket before the document', [' ', ']'], 1],
    ['a bracket that closes a brace', ['[{', '}', ',{]'], 5],
    ['a second document', ['[]', ' {}'], 3],
    ['a container in place of a name', ['{"x":1,', '{}}'], 7],
    ['a document that does not end', ['{"x"', ':1'], 6],
  ])('throws an error with the offset of %s', (_, chunks, at) => {
    const tokenizer = new JsonTokenizer({ ...IGNORE_ALL, name: () => true }, 2);
    const run = (): void => {
      for (const chunk of chunks) tokenizer.push(Buffer.from(chunk));
      tokenizer.end();
    };
    expect(run).toThrow(new JsonStructureError(`the JSON is truncated or malformed at byte ${at}`));
  });
});

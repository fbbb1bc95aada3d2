import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUnreadable, findUnreadableRows } from '#functions/export/core/page/unreadable.ts';
import { describePages } from '#functions/export/core/page/page-format.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { referenceKinds } from '#test/support/functions/unreadable-reference.ts';

const HALF = 'half of a surrogate pair';
const NOT_UTF8 = 'bytes that are not UTF-8';
const CONTROL = 'a raw control character';

const quoted = (text: string): Buffer => Buffer.from(`"${text}"`, 'latin1');

const kindsIn = (text: string): readonly string[] => findUnreadable(quoted(text));

describe('findUnreadable', () => {
  it.each([
    ['a high half at the end', String.raw`cut \ud83d`, [HALF]],
    ['a high half before a letter', String.raw`\ud83dx`, [HALF]],
    ['a high half before another escape', String.raw`\ud83d\n`, [HALF]],
    ['a high half before a pair', String.raw`\ud83d\ud83d\ude00`, [HALF]],
    ['a low half', String.raw`\ude00`, [HALF]],
    ['a pair in the wrong order', String.raw`\ude00\ud83d`, [HALF]],
    ['a low half after a pair', String.raw`\uD83D\uDE00\uDE00`, [HALF]],
    ['a high half after a backslash', String.raw`\\\ud83d`, [HALF]],
    ['a pair', String.raw`\ud83d\ude00 \uD83D\uDE00`, []],
    ['the last high and low halves', String.raw`\udbff\udfff`, []],
    ['the code units before and after the halves', String.raw`\ud7ff\ue000`, []],
    ['an escaped backslash before ud83d', String.raw`\\ud83d C:\\users\\\\ud83d`, []],
    ['an overlong form', '\xc0\xaf', [NOT_UTF8]],
    ['an encoded half', '\xed\xa0\xbd', [NOT_UTF8]],
    ['a code point beyond U+10FFFF', '\xf4\x90\x80\x80', [NOT_UTF8]],
    ['a sequence that the string cuts', '\xf0\x9f\x98', [NOT_UTF8]],
    ['a continuation byte', 'x\x80x', [NOT_UTF8]],
    ['a byte of Latin-1', 'caf\xe9', [NOT_UTF8]],
    ['a byte that never occurs', '\xff', [NOT_UTF8]],
    ['characters of two, three and four bytes', '\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80', []],
    ['a tab', 'a\tb', [CONTROL]],
    ['a null', '\0', [CONTROL]],
    ['the last control character', 'x\x1f', [CONTROL]],
    ['a control character after an escaped quote', '\\"\t', [CONTROL]],
    ['a space and a delete character', ' \x7f', []],
    ['a raw line break, which lands as a space', 'a\nb\r\nc', []],
    ['escaped control characters', String.raw`\t\n\u0000`, []],
    ['every escape of JSON', String.raw`\"\\\/\b\f\n\r\t\u00e9\u00E9`, []],
    ['an escape that JSON does not have', String.raw`\q \u12 \N`, []],
    ['a half with too few digits after half of a pair', String.raw`\ud83d\ude0`, [HALF]],
    ['all kinds', '\t\xff\\ud83d', [HALF, NOT_UTF8, CONTROL]],
  ])('reads %s', (_, text, kinds) => {
    expect(kindsIn(text)).toEqual(kinds);
    // Most bytes are searched in blocks, and the others one by one.
    for (let before = 1; before <= 40; before += 1) {
      expect(kindsIn('x'.repeat(before) + text + 'x'.repeat(100 - before))).toEqual(kindsIn(`x${text}x`));
    }
  });

  it.each([
    ['tabs', '{\t"a\\\\"\t:\t[\t1\t,\t"\\"b"\t]\t}\t', []],
    ['line breaks', '{\r\n  "a": 1\n}', []],
    ['another control character', '{"a":\x01 1}', [CONTROL]],
  ])('reads %s between the values', (_, text, kinds) => {
    expect(findUnreadable(Buffer.from(text))).toEqual(kinds);
  });

  it('finds a character at any offset of a chunk at any place in memory', () => {
    for (let place = 0; place < 16; place += 1) {
      for (let length = 1; length < 40; length += 1) {
        for (let offset = 0; offset < length; offset += 1) {
          const chunk = Buffer.alloc(place + length + (length % 3), 'x').subarray(place, place + length);
          chunk[offset] = 1;
          expect(findUnreadable(chunk)).toEqual([CONTROL]);
        }
      }
    }
  });

  it.each([
    ['half of a surrogate pair', String.raw`\ud83d`, [HALF]],
    ['a pair', String.raw`\ud83d\ude00`, []],
    ['escaped backslashes', String.raw`\\\\ud83d`, []],
    ['a control character', '\x1f', [CONTROL]],
    ['other escapes', String.raw`\n\u00e9\"`, []],
  ])('finds the kinds in %s at any offset', (_, text, kinds) => {
    for (let offset = 0; offset < 100; offset += 1) {
      expect(kindsIn('x'.repeat(offset) + text + 'x'.repeat(10))).toEqual(kinds);
    }
  });

  it('finds a character of every kind in a member name', () => {
    expect(findUnreadable(Buffer.from('{"\t\xff\\udc00":1}', 'latin1'))).toEqual([HALF, NOT_UTF8, CONTROL]);
  });
});

describe('findUnreadableRows', () => {
  it('counts the lines and names each kind once, in a fixed order', () => {
    const lines = ['{"a":"\t"}', '{"a":"b"}', '{"a":"\\ud83d\t"}', '{"a":1}', ''];
    expect(findUnreadableRows(Buffer.from(lines.join('\n')))).toEqual({ rows: 2, kinds: [HALF, CONTROL] });
  });

  it('counts a page without a line break as one row', () => {
    expect(findUnreadableRows(Buffer.from('{"a":["\\ud83d","\\ud83d"]}'))).toEqual({ rows: 1, kinds: [HALF] });
  });

  it('does not join a high half at the end of a line with a low half in the next one', () => {
    expect(findUnreadableRows(Buffer.from('"\\ud83d\n\\ude00"'))).toEqual({ rows: 2, kinds: [HALF] });
  });

  it('returns undefined for readable lines and for an empty body', () => {
    expect(findUnreadableRows(Buffer.from('{"a":"\\ud83d\\ude00"}\n{"a":"é"}\n'))).toBeUndefined();
    expect(findUnreadableRows(Buffer.alloc(0))).toBeUndefined();
  });
});

/** Parts of a string, as bytes in Latin-1. */
const PIECES = [
  ['a', 'u', 'd83d', '\\"', '\\\\', '\\/', '\\n', '\\q', '\\T', '\\{', '\\\t', '\\\xc3'],
  ['\\u', '\\u0', '\\u00e9', '\\ud7fF', '\\ue000'],
  ['\\ud83d', '\\uDBFF', '\\uDe00', '\\udfff', '\t', '\0', '\x1f', ' ', '\n', '\x7f'],
  ['\xc3\xa9', '\xe2\x82\xac', '\xf0\x9f\x98\x80', '\xf0\x9f', '\x98', '\xc0\xaf', '\xed\xa0\xbd', '\xf4\x90\x80\x80'],
  ['\xff', 'x'.repeat(15), 'x'.repeat(64)],
].flat();
const pieces = (from: readonly string[]) => fc.array(fc.constantFrom(...from), { maxLength: 8 });
const inString = pieces(PIECES).map((parts) => parts.join(''));

describe('the kinds that are found', () => {
  it('equal those of a plain implementation, for any string', () => {
    fc.assert(
      fc.property(pieces(PIECES), (parts) => {
        const json = Buffer.from(`["${parts.join('')}"]`, 'latin1');
        expect(findUnreadable(json)).toEqual(referenceKinds(json));
      }),
      { numRuns: 3_000 },
    );
  });

  it('equal those of a plain implementation, for a page that is cut anywhere', () => {
    const space = fc.constantFrom('', ' ', '\t', '\n');
    const page = fc
      .tuple(inString, inString, space, inString)
      .map(([one, two, gap, three]) => `{"tickets":[{"id":${gap}1,"x":{"${one}":"${two}"}}]${gap},"x":"${three}"}`);
    fc.assert(
      fc.property(page, fc.array(fc.nat(), { maxLength: 6 }), fc.boolean(), (text, cuts, isCutAnywhere) => {
        const json = Buffer.from(text, 'latin1');
        const offsets = isCutAnywhere ? Array.from(json.keys()) : cuts.map((cut) => cut % json.length);
        const scanner = createPageScanner(describePages(RESOURCES.tickets), 0);
        let from = 0;
        for (const to of [...offsets.sort((one, other) => one - other), json.length]) {
          // At any place in memory.
          const chunk = Buffer.concat([Buffer.alloc(from % 8), json.subarray(from, to)]).subarray(from % 8);
          scanner.push(chunk);
          chunk.fill(0);
          from = to;
        }
        expect(scanner.end().unreadable).toEqual(referenceKinds(json));
      }),
      { numRuns: 3_000 },
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrap } from '#cli/print/wrap.ts';

describe('wrap', () => {
  it('keeps a short text as it is', () => {
    expect(wrap('users: no access')).toBe('users: no access');
  });

  it('breaks a text into lines of at most 100 columns, indented from the second on, and keeps its words', () => {
    const word = fc.stringMatching(/^[a-z]{1,20}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (words) => {
        const [first = '', ...further] = wrap(words.join(' ')).split('\n');
        expect([first, ...further].filter((line) => line.length > 100)).toEqual([]);
        expect(first).toMatch(/^[a-z]/);
        expect(further.filter((line) => !/^ {2}[a-z]/.test(line))).toEqual([]);
        expect([first, ...further].flatMap((line) => line.trimStart().split(' '))).toEqual(words);
      }),
    );
  });

  it('fills its lines', () => {
    const lines = wrap(Array.from({ length: 60 }, () => 'word').join(' ')).split('\n');
    expect(lines.map((line) => line.length)).toEqual([99, 96, 96, 11]);
  });

  it('never breaks a word', () => {
    const url = `https://example.com/${'x'.repeat(120)}`;
    expect(wrap(`See ${url} for more.`)).toBe(`See\n  ${url}\n  for more.`);
  });

  it.each(['node cli rewind --to 5', "aws secretsmanager put-secret-value --secret-string '{}'"])(
    'puts a command at the end on a separate line: %s',
    (command) => {
      expect(wrap(`calls: Run ${command}`)).toBe(`calls: Run\n  ${command}`);
      const long = `${command} ${'--option '.repeat(20)}`.trimEnd();
      expect(wrap(`calls: Run ${long}`).split('\n').at(-1)).toBe(`  ${long}`);
    },
  );
});

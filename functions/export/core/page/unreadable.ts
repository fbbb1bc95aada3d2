import { BACKSLASH, findStringEnd, QUOTE } from './json-strings.ts';
import { HEX_DIGITS, openOddBytes, SIMPLE_ESCAPES } from './odd-bytes.ts';
import { Utf8Check } from './utf8-check.ts';

/**
 * Characters of JSON that some readers refuse, together with the whole row. `JSON.parse` accepts the first, and decoders
 * usually replace the second. A raw line break is not among them, because a page lands without.
 */
export const UNREADABLE_KINDS = [
  'half of a surrogate pair',
  'bytes that are not UTF-8',
  'a raw control character',
  'an unknown escape',
] as const;

export type UnreadableKind = (typeof UNREADABLE_KINDS)[number];

/** Rows that a reader may refuse, and the kinds of characters in them. */
export type UnreadableRows = { readonly rows: number; readonly kinds: readonly UnreadableKind[] };

/**
 * Finds the rows of an object that a reader may refuse.
 *
 * @param body - uncompressed: one row, or one row per line
 * @returns undefined if there are none
 */
export function findUnreadableRows(body: Uint8Array): UnreadableRows | undefined {
  const found = new Set<UnreadableKind>();
  let rows = 0;
  for (let from = 0; from < body.length;) {
    const lineBreak = body.indexOf(LINE_FEED, from);
    const to = lineBreak === -1 ? body.length : lineBreak;
    const kinds = findUnreadable(body.subarray(from, to));
    if (kinds.length > 0) rows += 1;
    for (const kind of kinds) found.add(kind);
    from = to + 1;
  }
  return rows === 0 ? undefined : { rows, kinds: inOrder(found) };
}

/** Returns the kinds of characters in a JSON text that a reader may refuse. */
export function findUnreadable(json: Uint8Array): readonly UnreadableKind[] {
  const scanner = new UnreadableScanner();
  scanner.push(json, false);
  return scanner.end();
}

const inOrder = (found: ReadonlySet<UnreadableKind>): UnreadableKind[] =>
  UNREADABLE_KINDS.filter((kind) => found.has(kind));

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TAB = 0x09;
const LOWER_U = 0x75;

/** A scanner is outside of escapes, or it expects the next byte of one. */
type Expected = 'any' | 'escaped' | 'digit' | 'low_half';

const DIGITS = 4;

/**
 * Finds characters that readers refuse, in a JSON text whose chunks may be cut anywhere. Most bytes are only seen by fast
 * searches, so that it costs little compared to the other work on a page.
 */
export class UnreadableScanner {
  readonly #found = new Set<UnreadableKind>();
  readonly #utf8 = new Utf8Check();
  #expected: Expected = 'any';
  /** The code unit of the current escape, and the number of its digits so far. */
  #unit = 0;
  #digits = 0;
  /** True if the escape before the current one is the first half of a pair, and nothing is between them. */
  #isAfterHigh = false;
  #hasLineBreaks = false;

  /** @param isInString - true if the chunk begins inside a string */
  push(chunk: Uint8Array, isInString: boolean): void {
    this.#utf8.push(chunk);
    const odd = openOddBytes(chunk);
    const begin = this.#readEscape(chunk, 0);
    const strings = openStrings(chunk, begin, isInString);
    for (let at = odd.next(begin); at < chunk.length; at = odd.next(at)) {
      const byte = chunk[at] ?? 0;
      if (byte === BACKSLASH) {
        this.#expected = 'escaped';
        at = this.#readEscape(chunk, at + 1);
      } else {
        if (isLineBreak(byte)) this.#hasLineBreaks = true;
        else if (byte !== TAB || strings.contain(at)) this.#found.add('a raw control character');
        at += 1;
      }
    }
  }

  /** True if the chunks so far have a raw line break. */
  get hasLineBreaks(): boolean {
    return this.#hasLineBreaks;
  }

  /** Call after the last chunk. */
  end(): readonly UnreadableKind[] {
    this.#endPair();
    if (!this.#utf8.end()) this.#found.add('bytes that are not UTF-8');
    return inOrder(this.#found);
  }

  /**
   * Reads the rest of an escape, and the escapes directly after the first half of a pair.
   * @returns the offset of the first byte after them
   */
  #readEscape(chunk: Uint8Array, from: number): number {
    let at = from;
    while (this.#expected !== 'any' && at < chunk.length) {
      const isRead = this.#step(chunk[at] ?? 0);
      if (isRead) at += 1;
    }
    return at;
  }

  /** @returns false if the byte does not belong to the escape */
  #step(byte: number): boolean {
    switch (this.#expected) {
      case 'escaped':
        this.#beginEscape(byte);
        return true;
      case 'digit':
        return this.#readDigit(byte);
      case 'low_half':
        if (byte !== BACKSLASH) {
          this.#endPair();
          return false;
        }
        this.#expected = 'escaped';
        return true;
      case 'any':
        return false;
    }
  }

  #beginEscape(byte: number): void {
    this.#unit = 0;
    this.#digits = 0;
    this.#expected = 'digit';
    if (byte === LOWER_U) return;
    this.#endPair();
    if (isLineBreak(byte)) this.#hasLineBreaks = true;
    if (!SIMPLE_ESCAPES.includes(byte)) this.#found.add('an unknown escape');
  }

  #readDigit(byte: number): boolean {
    const digit = HEX_DIGITS[byte] ?? -1;
    if (digit === -1) {
      this.#endPair();
      this.#found.add('an unknown escape');
      return false;
    }
    this.#unit = this.#unit * 16 + digit;
    this.#digits += 1;
    if (this.#digits === DIGITS) this.#endUnit(this.#unit);
    return true;
  }

  #endUnit(unit: number): void {
    const isHigh = unit >= 0xd800 && unit < 0xdc00;
    const isLow = unit >= 0xdc00 && unit < 0xe000;
    if (isLow !== this.#isAfterHigh) this.#found.add('half of a surrogate pair');
    this.#isAfterHigh = isHigh;
    this.#expected = isHigh ? 'low_half' : 'any';
  }

  /** Ends an escape after which no second half can follow. */
  #endPair(): void {
    if (this.#isAfterHigh) this.#found.add('half of a surrogate pair');
    this.#isAfterHigh = false;
    this.#expected = 'any';
  }
}

const isLineBreak = (byte: number): boolean => byte === LINE_FEED || byte === CARRIAGE_RETURN;

/** Follows the strings of a chunk. */
type Strings = {
  /** True if the byte is in a string. Offsets must not decrease from call to call. */
  contain(offset: number): boolean;
};

function openStrings(chunk: Uint8Array, from: number, isInString: boolean): Strings {
  let at = from;
  let isInside = isInString;
  return {
    contain(offset) {
      for (;;) {
        const quote = isInside ? findStringEnd(chunk, at) - 1 : chunk.indexOf(QUOTE, at);
        if (quote < 0 || quote >= offset) return isInside;
        at = quote + 1;
        isInside = !isInside;
      }
    },
  };
}

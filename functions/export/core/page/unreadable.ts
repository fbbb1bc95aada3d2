import { searchControlCharacters } from './control-characters.ts';
import { findStringEnd, QUOTE } from './json-strings.ts';
import { SurrogateCheck } from './surrogate-check.ts';
import { Utf8Check } from './utf8-check.ts';

/**
 * Characters of JSON that some readers refuse, together with the whole row. `JSON.parse` accepts the first, and decoders
 * usually replace the second. A raw line break is not among them, because a page lands without.
 */
export const UNREADABLE_KINDS = [
  'half of a surrogate pair',
  'bytes that are not UTF-8',
  'a raw control character',
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
  return rows === 0 ? undefined : { rows, kinds: UNREADABLE_KINDS.filter((kind) => found.has(kind)) };
}

/** Returns the kinds of characters in a JSON text that a reader may refuse. */
export function findUnreadable(json: Uint8Array): readonly UnreadableKind[] {
  const scanner = new UnreadableScanner();
  scanner.push(json);
  return scanner.end();
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TAB = 0x09;

/**
 * Finds characters that readers refuse, in a JSON text whose chunks may be cut anywhere. Fast searches skip most bytes, so
 * that it costs little compared to the other work on a page.
 */
export class UnreadableScanner {
  readonly #surrogates = new SurrogateCheck();
  readonly #utf8 = new Utf8Check();
  #hasControlCharacters = false;
  #hasLineBreaks = false;

  /** @param stringContinuesAt - if the chunk begins inside a string: the offset of the first byte that is not escaped */
  push(chunk: Uint8Array, stringContinuesAt?: number): void {
    this.#surrogates.push(chunk);
    this.#utf8.push(chunk);
    const find = searchControlCharacters(chunk);
    const strings = openStrings(chunk, stringContinuesAt);
    for (let at = find(0); at < chunk.length; at = find(at + 1)) {
      if (isLineBreak(chunk[at])) this.#hasLineBreaks = true;
      else if (chunk[at] !== TAB || strings.contain(at)) this.#hasControlCharacters = true;
    }
  }

  /** True if the chunks so far have a raw line break. */
  get hasLineBreaks(): boolean {
    return this.#hasLineBreaks;
  }

  /** Call after the last chunk. */
  end(): readonly UnreadableKind[] {
    const found: Readonly<Record<UnreadableKind, boolean>> = {
      'half of a surrogate pair': !this.#surrogates.end(),
      'bytes that are not UTF-8': !this.#utf8.end(),
      'a raw control character': this.#hasControlCharacters,
    };
    return UNREADABLE_KINDS.filter((kind) => found[kind]);
  }
}

const isLineBreak = (byte: number | undefined): boolean => byte === LINE_FEED || byte === CARRIAGE_RETURN;

/** Follows the strings of a chunk. */
type Strings = {
  /** True if the byte is in a string. Offsets must not decrease from call to call. */
  contain(offset: number): boolean;
};

function openStrings(chunk: Uint8Array, stringContinuesAt: number | undefined): Strings {
  let at = stringContinuesAt ?? 0;
  let isInside = stringContinuesAt !== undefined;
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

import { BACKSLASH } from './json-strings.ts';

/** Finds the bytes of a chunk that need a closer look. */
export type OddBytes = {
  /**
   * Returns the offset of the next control character, or of the next backslash that begins anything else than an escape
   * of one letter. Returns the chunk's length if there is none.
   *
   * @param from - the offset of a byte that is not escaped
   */
  next(from: number): number;
};

const CONTROL_END = 0x20;

/** The bytes that may follow a backslash, apart from `u`. */
export const SIMPLE_ESCAPES = Buffer.from('"\\/bfnrt');
const IS_SIMPLE = Uint8Array.from({ length: 256 }, (_, byte) => Number(SIMPLE_ESCAPES.includes(byte)));

/** Bytes that are compared at once, in words of four. */
const BLOCK = 16;
const WORD = 4;
/** A byte in each of the four places of a word. */
const inEachByte = (byte: number): number => Math.imul(byte, 0x01010101);
const EACH_CONTROL_END = inEachByte(CONTROL_END);
const EACH_BACKSLASH = inEachByte(BACKSLASH);
const EACH_ONE = inEachByte(1);
const EACH_HIGHEST_BIT = inEachByte(0x80);

export function openOddBytes(chunk: Uint8Array): OddBytes {
  const { length } = chunk;
  /** The first byte of the first word. Words must be aligned in memory. */
  const wordsAt = (WORD - (chunk.byteOffset % WORD)) % WORD;
  const count = Math.floor((length - wordsAt) / WORD);
  const words = count > 0 ? new Int32Array(chunk.buffer, chunk.byteOffset + wordsAt, count) : new Int32Array();

  /** Skips blocks without such bytes. */
  function skipBlocks(from: number): number {
    let word = (from - wordsAt) / WORD;
    for (const last = words.length - BLOCK / WORD; word <= last; word += BLOCK / WORD) {
      const one = words[word] ?? 0;
      const two = words[word + 1] ?? 0;
      const three = words[word + 2] ?? 0;
      const four = words[word + 3] ?? 0;
      if (((mark(one) | mark(two) | mark(three) | mark(four)) & EACH_HIGHEST_BIT) !== 0) break;
    }
    return wordsAt + word * WORD;
  }

  return {
    next(from) {
      let at = from;
      while (at < length) {
        if (at >= wordsAt && (at - wordsAt) % BLOCK === 0) at = skipBlocks(at);
        const byte = chunk[at] ?? CONTROL_END;
        if (byte < CONTROL_END) return at;
        if (byte !== BACKSLASH) at += 1;
        else if (IS_SIMPLE[chunk[at + 1] ?? 0] === 1) at += 2;
        else return at;
      }
      return length;
    },
  };
}

/** Sets the highest bit of at least one byte if the word has a control character or a backslash; of none otherwise. */
const mark = (word: number): number => ((word - EACH_CONTROL_END) | ((word ^ EACH_BACKSLASH) - EACH_ONE)) & ~word;

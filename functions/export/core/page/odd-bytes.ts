import { BYTE_CLASSES, ODD_BYTE_SEARCH, VECTOR_BYTES } from './odd-byte-search.ts';

/** Finds the bytes of a chunk that need a closer look. Only one chunk at a time can be searched. */
export type OddBytes = {
  /**
   * Returns the offset of the next control character, or of the next backslash that may begin another escape than a letter
   * or a code unit outside of surrogate pairs. Returns the chunk's length if there is none.
   *
   * @param from - the offset of a byte that is not escaped
   */
  next(from: number): number;
};

/** The bytes that may follow a backslash, apart from `u`. */
export const SIMPLE_ESCAPES = Buffer.from('"\\/bfnrt');

/** The value of each byte as a hexadecimal digit, or −1. */
export const HEX_DIGITS = Int8Array.from({ length: 256 }, (_, byte) => {
  const digit = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

/** The first digit of the halves of surrogate pairs, U+D800 to U+DFFF, and of some other code units. */
const FIRST_DIGIT_OF_HALVES = 0xd;

function classesOf(byte: number): number {
  const digit = HEX_DIGITS[byte] ?? -1;
  const { letter, digit: isDigit, firstDigit } = BYTE_CLASSES;
  return (
    (SIMPLE_ESCAPES.includes(byte) ? letter : 0) |
    (digit >= 0 ? isDigit : 0) |
    (digit >= 0 && digit !== FIRST_DIGIT_OF_HALVES ? firstDigit : 0)
  );
}

/** The search's memory begins with a table of all bytes. The window follows. */
const TABLE_BYTES = 256;

const { memory, find } = new WebAssembly.Instance(new WebAssembly.Module(ODD_BYTE_SEARCH)).exports;

const bytes = new Uint8Array(memory.buffer);
for (let byte = 0; byte < TABLE_BYTES; byte += 1) bytes[byte] = classesOf(byte);
const WINDOW_BYTES = bytes.length - TABLE_BYTES - VECTOR_BYTES;

export function openOddBytes(chunk: Uint8Array): OddBytes {
  const { length } = chunk;
  let start = 0;
  let end = 0;

  /** Copies the next part of the chunk into the search's memory. */
  function moveWindow(to: number): void {
    start = to;
    end = Math.min(length, start + WINDOW_BYTES);
    bytes.set(chunk.subarray(start, end), TABLE_BYTES);
    // An escape that the window cuts is odd.
    bytes[TABLE_BYTES + end - start] = 0;
  }

  return {
    next(from) {
      let at = from;
      while (at < length) {
        if (at >= end) moveWindow(at);
        const toAddress = TABLE_BYTES - start;
        at = find(at + toAddress, end + toAddress) - toAddress;
        if (at < end) return at;
        at = end;
      }
      return at;
    },
  };
}

import { BACKSLASH } from './json-strings.ts';

/*
 * A function in WebAssembly, as its binary format. JavaScript has no fast search for a set of bytes: comparing words of four
 * bytes takes three times as long (docs/decisions/023-search-bytes-in-webassembly.md).
 * See https://webassembly.github.io/spec/core/binary/index.html
 */

const I32 = 0x7f;
const V128 = 0x7b;
/** The bytes that are compared at once. */
export const VECTOR_BYTES = 16;
const LAST_CONTROL = 0x1f;
const LOWER_U = 0x75;

/** The parts of an escape that a byte can be: one bit each. */
export const BYTE_CLASSES = {
  /** A letter of an escape such as `\\n`. */
  letter: 1,
  /** A hexadecimal digit. */
  digit: 2,
  /** The first digit of a code unit outside of surrogate pairs. */
  firstDigit: 4,
} as const;

/** The function's parameters, and its local variables. */
const AT = 0;
const END = 1;
const VECTOR = 2;
const MARKS = 3;

/** Bytes of the binary format, in groups. */
type Code = readonly (number | Code)[];

const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
const tee = (local: number): Code => [0x22, local];
const block = (...body: Code): Code => [0x02, 0x40, body, 0x0b];
const loop = (...body: Code): Code => [0x03, 0x40, body, 0x0b];
const ifTrue = (...body: Code): Code => [0x04, 0x40, body, 0x0b];
/** Leaves the block, or repeats the loop, at this depth around the instruction. */
const branch = (depth: number): Code => [0x0c, depth];
const branchIf = (depth: number): Code => [0x0d, depth];
const loadByte = (offset: number): Code => [0x2d, 0x00, offset];
/** @param value - below 128. A second byte keeps the sign apart from the seventh bit. */
const number = (value: number): Code => [0x41, value < 64 ? value : [value + 0x80, 0]];
const IS_ZERO = 0x45;
const DIFFERS = 0x47;
const IS_AT_MOST = 0x4d;
const IS_AT_LEAST = 0x4f;
const TRAILING_ZEROS = 0x68;
const ADD = 0x6a;
const AND = 0x71;
const loadVector: Code = [0xfd, 0x00, 0x00, 0x00];
const repeated = (byte: number): Code => [0xfd, 0x0c, Array.from({ length: VECTOR_BYTES }, () => byte)];
const EQUAL_BYTES: Code = [0xfd, 0x23];
const BYTES_AT_MOST: Code = [0xfd, 0x2a];
const OR_BYTES: Code = [0xfd, 0x50];
const BITMASK: Code = [0xfd, 0x64];

/** Sets `MARKS` to one bit for each of the next bytes, which is 1 for a control character or a backslash. */
const mark: Code = [
  [get(AT), loadVector, tee(VECTOR), repeated(LAST_CONTROL), BYTES_AT_MOST],
  [get(VECTOR), repeated(BACKSLASH), EQUAL_BYTES],
  [OR_BYTES, BITMASK, set(MARKS)],
];

const skip = (bytes: number): Code => [get(AT), number(bytes), ADD, set(AT)];
/** The entry in the table at address 0 for the byte at `AT` plus `offset`. */
const classOf = (offset: number): Code => [get(AT), loadByte(offset), loadByte(0)];

/** Skips an ordinary escape, or leaves the search at `AT`. */
const readEscape: Code = [
  [get(AT), loadByte(0), number(LAST_CONTROL), IS_AT_MOST, branchIf(1)],
  [classOf(1), number(BYTE_CLASSES.letter), AND, ifTrue(skip(2), branch(1))],
  [get(AT), loadByte(1), number(LOWER_U), DIFFERS, branchIf(1)],
  [classOf(2), number(BYTE_CLASSES.firstDigit), AND, IS_ZERO, branchIf(1)],
  [classOf(3), classOf(4), AND, classOf(5), AND, number(BYTE_CLASSES.digit), AND, IS_ZERO, branchIf(1)],
  skip(6),
];

const body: Code = [
  block(
    loop(
      loop([get(AT), get(END), IS_AT_LEAST, branchIf(2)], mark, [
        get(MARKS),
        IS_ZERO,
        ifTrue(skip(VECTOR_BYTES), branch(1)),
      ]),
      [get(AT), get(MARKS), TRAILING_ZEROS, ADD, set(AT)],
      [get(AT), get(END), IS_AT_LEAST, branchIf(1)],
      readEscape,
      branch(0),
    ),
  ),
  get(AT),
];

const flatten = (code: Code): number[] => code.flatMap((each) => (typeof each === 'number' ? each : flatten(each)));
/** An unsigned number in the LEB128 format. */
const size = (value: number): Code => (value < 128 ? [value] : [(value % 128) + 128, size(value >> 7)]);
const withSize = (...code: Code): Code => [size(flatten(code).length), code];
/** A section with one entry. */
const section = (id: number, ...entry: Code): Code => [id, withSize(1, entry)];
const text = (name: string): Code => withSize(...Buffer.from(name));

/** The variables by type, the instructions and the end. */
const code = withSize(2, 1, V128, 1, I32, body, 0x0b);

/**
 * A module with a memory of 64 KiB and the function `find(from, to)`. It returns the address of the next control character,
 * or of the next backslash that does not begin an ordinary escape: a letter, or a code unit outside of surrogate pairs. The
 * memory begins with a table of the {@link BYTE_CLASSES} of each byte. If there is none before `to`, the function returns
 * an address of at least `to`. It reads {@link VECTOR_BYTES} bytes beyond `to`.
 */
export const ODD_BYTE_SEARCH = Uint8Array.from(
  flatten([
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    section(1, 0x60, withSize(I32, I32), withSize(I32)),
    section(3, 0),
    section(5, 0, 1),
    [7, withSize(2, text('memory'), 2, 0, text('find'), 0, 0)],
    section(10, code),
  ]),
);

/** Where a JSON value lies in its document: bytes `start` to `end`, the latter exclusive. */
export type Slice = { readonly start: number; readonly end: number };

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The document's structure is broken. The message holds a byte offset, never the bytes. */
export class JsonStructureError extends Error {
  override readonly name = 'JsonStructureError';
}

/**
 * Finds the members of the object that is the whole document, without building a value.
 * Values are skipped, not checked: whoever needs one parses its slice. Of members with one name the last counts,
 * as in `JSON.parse`.
 * @throws JsonStructureError
 */
export function objectMembers(json: Buffer): Map<string, Slice> {
  const members = new Map<string, Slice>();
  let at = expect(json, skipSpace(json, 0), OPEN_BRACE);
  at = skipSpace(json, at);
  if (json[at] !== CLOSE_BRACE) {
    for (;;) {
      const key = { start: at, end: endOfString(json, at) };
      at = expect(json, skipSpace(json, key.end), COLON);
      const value = valueAt(json, at);
      members.set(parseKey(json, key), value);
      at = skipSpace(json, value.end);
      if (json[at] !== COMMA) break;
      at = skipSpace(json, at + 1);
    }
  }
  at = skipSpace(json, expect(json, at, CLOSE_BRACE));
  if (at !== json.length) throw broken(at);
  return members;
}

/**
 * Finds the elements of the array at `slice`. Elements are skipped, not checked.
 * @throws JsonStructureError also where there is no array
 */
export function arrayElements(json: Buffer, slice: Slice): Slice[] {
  const elements: Slice[] = [];
  let at = skipSpace(json, expect(json, slice.start, OPEN_BRACKET));
  if (json[at] !== CLOSE_BRACKET) {
    for (;;) {
      const value = valueAt(json, at);
      elements.push(value);
      at = skipSpace(json, value.end);
      if (json[at] !== COMMA) break;
      at += 1;
    }
  }
  if (expect(json, at, CLOSE_BRACKET) !== slice.end) throw broken(at);
  return elements;
}

/** Whether the value at `slice` is an array. */
export const isArray = (json: Buffer, slice: Slice): boolean => json[slice.start] === OPEN_BRACKET;

export const sliceText = (json: Buffer, slice: Slice): string => json.toString('utf8', slice.start, slice.end);

function parseKey(json: Buffer, slice: Slice): string {
  try {
    return String(JSON.parse(sliceText(json, slice)));
  } catch {
    // Not its message: that quotes the text.
    throw broken(slice.start);
  }
}

function valueAt(json: Buffer, from: number): Slice {
  const start = skipSpace(json, from);
  const first = json[start];
  if (first === QUOTE) return { start, end: endOfString(json, start) };
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return { start, end: endOfNested(json, start) };
  let end = start;
  while (end < json.length && !isDelimiter(json[end])) end += 1;
  if (end === start) throw broken(start);
  return { start, end };
}

function endOfNested(json: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at) - 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw broken(json.length);
}

function endOfString(json: Buffer, start: number): number {
  expect(json, start, QUOTE);
  for (let at = json.indexOf(QUOTE, start + 1); at !== -1; at = json.indexOf(QUOTE, at + 1)) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  throw broken(json.length);
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const isDelimiter = (byte: number | undefined): boolean =>
  isSpace(byte) || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET;

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (isSpace(json[at])) at += 1;
  return at;
}

function expect(json: Buffer, at: number, byte: number): number {
  if (json[at] !== byte) throw broken(at);
  return at + 1;
}

const broken = (at: number): JsonStructureError =>
  new JsonStructureError(`the JSON breaks off or is malformed at byte ${at}`);

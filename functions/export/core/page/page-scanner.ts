import { createKeptBytes } from './chunk-buffer.ts';
import { createRecordDigests } from './record-digests.ts';
import type { Resource } from '../resource.ts';
import { ENVELOPE, NESTED, type ScannedPage, type ScannedRecord, type Slice } from './scanned-page.ts';

/** Reads a page's bytes as they come, in pieces cut anywhere. */
export type PageScanner = {
  /** @throws JsonStructureError */
  push(piece: Uint8Array): void;
  /**
   * To be called after the last piece.
   * @throws JsonStructureError where the document is not at its end
   */
  end(): ScannedPage;
};

/** The page's structure is broken. The message holds a byte offset, never the bytes. */
export class JsonStructureError extends Error {
  override readonly name = 'JsonStructureError';
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const COMMA = 0x2c;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;
/** The bit by which a brace differs from a bracket. */
const BRACE = 0x20;
/** From an opening bracket or brace to its closing one. */
const TO_CLOSE = 2;

/** Strings longer than that are searched by native code, whose call costs more than looking at a few bytes. */
const SHORT = 24;

/** How deep what is looked into lies: the page, one of its arrays, a record. */
const IN_PAGE = 1;
const IN_ARRAY = 2;
const IN_RECORD = 3;

/**
 * Finds a page's envelope and its records' identities in one pass over the bytes, without making objects of them:
 * several times as fast as `JSON.parse`, and a page of any size takes no memory here.
 *
 * What counts is read as `JSON.parse` reads it: of members with one name the last, names with escapes too. What does
 * not count is skipped, not checked: that a page came whole is for the transport's checksum to say, and for the depth
 * at its end.
 *
 * @param digestsFrom - epoch seconds: see record-digests.ts
 */
export function createPageScanner({ itemKey, version }: Resource, digestsFrom: number): PageScanner {
  const idName = Buffer.from(version.id);
  const timestampName = Buffer.from(version.timestamp);

  /** Bytes before the current piece. */
  let offset = 0;
  let depth = 0;
  let isClosed = false;
  /** Whether the next string at this depth is a member's name; of the page or of a record. */
  let expectsName = false;

  /** The string that goes on in the next piece, if one does. */
  let inside: 'name' | 'string' | undefined;
  /** Whether the next piece's first byte is escaped. */
  let isEscaped = false;
  let hasEscape = false;

  /** A name, or a value that counts, while it is read. */
  const kept = createKeptBytes();

  /** The page's member that is being read, and its value's elements where it is an array. */
  let member = '';
  let isWanted = false;
  let elements: Slice[] | undefined;
  let isItems = false;
  /** The element being read, −1 where none has begun. */
  let elementStart = -1;
  let elementEnd = -1;
  let hasSeparator = false;

  let records: ScannedRecord[] | undefined;
  let hasNonObjects = false;
  let recordFrom = -1;
  let hasId = false;
  let timestamp: unknown;
  let isTimestamp = false;
  const digests = createRecordDigests(digestsFrom);

  const envelope = new Map<string, unknown>();
  const arrays = new Map<string, Slice[]>();
  /** What closes the containers that are looked into, by depth. */
  const closing = [0, 0, 0, 0];

  function broken(at: number): JsonStructureError {
    return new JsonStructureError(`the JSON breaks off or is malformed at byte ${offset + at}`);
  }

  /** The value of `: value`, as kept. */
  function keptValue(text: string, at: number): unknown {
    const colon = text.indexOf(':');
    if (text.slice(0, colon + 1).trim() !== ':') throw broken(at);
    const value = text.slice(colon + 1).trimStart();
    return value.startsWith('{') || value.startsWith('[') ? NESTED : parse(value, at);
  }

  function parse(text: string, at: number): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // Not its message: that quotes the text.
      throw broken(at);
    }
  }

  /** The byte after the quote that ends a name, −1 where it goes on in the next piece. */
  function endOfName(piece: Uint8Array, from: number): number {
    for (let at = from; at < piece.length; at += 1) {
      const byte = piece[at];
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) {
        hasEscape = true;
        at += 1;
        if (at === piece.length) isEscaped = true;
      }
    }
    return -1;
  }

  /** The byte after the quote that ends a string, −1 where it goes on in the next piece. */
  function endOfString(piece: Uint8Array, from: number): number {
    let at = from;
    const near = Math.min(piece.length, from + SHORT);
    while (at < near) {
      const byte = piece[at];
      if (byte === QUOTE) return at + 1;
      at += byte === BACKSLASH ? 2 : 1;
    }
    for (let quote = piece.indexOf(QUOTE, at); quote !== -1; quote = piece.indexOf(QUOTE, quote + 1)) {
      if (!escapes(piece, quote, at)) return quote + 1;
    }
    isEscaped = at > piece.length || escapes(piece, piece.length, at);
    return -1;
  }

  /** The byte where what lies deeper than a record's members ends: most of a page, so this loop is kept tight. */
  function skipDeep(piece: Uint8Array, from: number): number {
    const { length } = piece;
    let level = depth;
    let at = from;
    while (at < length && level > IN_RECORD) {
      const byte = piece[at] ?? 0;
      at += 1;
      if (byte === QUOTE) {
        const near = Math.min(length, at + SHORT);
        let next: number | undefined;
        while (at < near && (next = piece[at]) !== QUOTE) at += next === BACKSLASH ? 2 : 1;
        at = at < near ? at + 1 : pushString(piece, at);
      } else if (byte >= OPEN_BRACKET) {
        const bracket = byte | BRACE;
        if (bracket === OPEN_BRACE) level += 1;
        else if (bracket === CLOSE_BRACE) level -= 1;
      }
    }
    depth = level;
    return at;
  }

  function pushString(piece: Uint8Array, from: number): number {
    const end = endOfString(piece, from);
    if (end !== -1) return end;
    inside = 'string';
    return piece.length;
  }

  function pushName(piece: Uint8Array, from: number): number {
    const end = endOfName(piece, from);
    if (end === -1) {
      if (!kept.beganEarlier) kept.from(from);
      inside = 'name';
      return piece.length;
    }
    expectsName = false;
    // Most names are looked at where they stand, without a copy.
    if (depth === IN_RECORD && !kept.beganEarlier && !hasEscape) beginField(piece, from, end - 1);
    else {
      const bytes = kept.beganEarlier ? kept.take(piece, end - 1) : Buffer.from(piece.subarray(from, end - 1));
      const name = hasEscape ? String(parse(`"${bytes.toString()}"`, end)) : bytes.toString();
      if (depth === IN_PAGE) beginMember(name);
      else beginField(Buffer.from(name), 0, Buffer.byteLength(name));
    }
    if (isWanted || isTimestamp) kept.from(end);
    return end;
  }

  function beginMember(name: string): void {
    member = name;
    isWanted = ENVELOPE.has(name);
    // Of members with one name the last counts.
    envelope.delete(name);
    arrays.delete(name);
    if (name === itemKey) {
      records = undefined;
      hasNonObjects = false;
    }
  }

  /** @param name - lies in it from `from` to `to` */
  function beginField(name: Uint8Array, from: number, to: number): void {
    if (isName(name, from, to, idName)) hasId = true;
    else if (isName(name, from, to, timestampName)) isTimestamp = true;
  }

  function open(piece: Uint8Array, at: number): void {
    const byte = piece[at] ?? 0;
    if (isClosed) throw broken(at);
    depth += 1;
    if (depth > IN_RECORD) return;
    closing[depth] = byte + TO_CLOSE;
    if (depth === IN_PAGE) {
      if (byte !== OPEN_BRACE) throw broken(at);
      expectsName = true;
    } else if (depth === IN_ARRAY) {
      if (expectsName) throw broken(at);
      if (byte === OPEN_BRACKET) beginArray();
    } else if (elements !== undefined) {
      if (elementStart !== -1) throw broken(at);
      touchElement(at, at);
      if (!isItems) return;
      if (byte === OPEN_BRACE) beginRecord(at);
      else hasNonObjects = true;
    }
  }

  function beginArray(): void {
    elements = [];
    elementStart = -1;
    hasSeparator = false;
    isItems = member === itemKey;
    if (isItems) records = [];
  }

  function beginRecord(at: number): void {
    recordFrom = at;
    hasId = false;
    timestamp = undefined;
    expectsName = true;
  }

  function touchElement(from: number, to: number): void {
    if (elementStart === -1) elementStart = offset + from;
    elementEnd = offset + to;
  }

  function close(piece: Uint8Array, at: number): void {
    if (depth === 0 || (depth <= IN_RECORD && piece[at] !== closing[depth])) throw broken(at);
    if (depth === IN_RECORD && elements !== undefined) {
      if (recordFrom !== -1) endRecord(piece, at);
      touchElement(at, at + 1);
    } else if (depth === IN_ARRAY && elements !== undefined) {
      endElement(at, true);
      arrays.set(member, elements);
      elements = undefined;
      isItems = false;
    } else if (depth === IN_PAGE) {
      endMember(piece, at);
      isClosed = true;
    }
    depth -= 1;
  }

  function endRecord(piece: Uint8Array, at: number): void {
    endField(piece, at);
    expectsName = false;
    const found = { start: elementStart, end: offset + at + 1, hasId, timestamp };
    records?.push(digests.end(found, piece.subarray(recordFrom, at + 1)));
    recordFrom = -1;
  }

  function comma(piece: Uint8Array, at: number): void {
    if (depth === IN_PAGE) {
      endMember(piece, at);
      expectsName = true;
    } else if (depth === IN_ARRAY && elements !== undefined) {
      endElement(at, false);
      hasSeparator = true;
    } else if (depth === IN_RECORD && recordFrom !== -1) {
      endField(piece, at);
      expectsName = true;
    } else if (depth === 0) throw broken(at);
  }

  function endMember(piece: Uint8Array, at: number): void {
    if (isWanted) envelope.set(member, keptValue(kept.take(piece, at).toString(), at));
    isWanted = false;
  }

  function endField(piece: Uint8Array, at: number): void {
    if (isTimestamp) timestamp = keptValue(kept.take(piece, at).toString(), at);
    isTimestamp = false;
  }

  function endElement(at: number, isLast: boolean): void {
    if (elementStart !== -1) elements?.push({ start: elementStart, end: elementEnd });
    // Nothing between the brackets is an empty array; nothing beside a comma is none.
    else if (!isLast || hasSeparator) throw broken(at);
    elementStart = -1;
  }

  /** A string or a scalar's byte where only containers are looked into. */
  function stray(from: number, to: number): void {
    if (depth === 0) throw broken(from);
    if (depth !== IN_ARRAY || elements === undefined) return;
    touchElement(from, to);
    if (isItems) hasNonObjects = true;
  }

  function quote(piece: Uint8Array, at: number): number {
    if (expectsName && (depth === IN_PAGE || depth === IN_RECORD)) {
      hasEscape = false;
      return pushName(piece, at + 1);
    }
    const end = pushString(piece, at + 1);
    if (depth <= IN_ARRAY) stray(at, end);
    return end;
  }

  function resume(piece: Uint8Array): number {
    const was = inside;
    const from = isEscaped ? 1 : 0;
    if (was === undefined) return 0;
    isEscaped = false;
    inside = undefined;
    if (was === 'name') return pushName(piece, from);
    const end = pushString(piece, from);
    if (depth <= IN_ARRAY) stray(0, end);
    return end;
  }

  /** Keeps of a piece what has begun and not ended. */
  function carryOver(piece: Uint8Array): void {
    kept.carryOver(piece);
    digests.carryOver(recordFrom === -1 ? undefined : piece.subarray(recordFrom));
    if (recordFrom !== -1) recordFrom = 0;
    offset += piece.length;
  }

  return {
    push(piece) {
      if (piece.length === 0) return;
      let at = resume(piece);
      while (at < piece.length) {
        const byte = piece[at] ?? 0;
        if (depth > IN_RECORD) at = skipDeep(piece, at);
        else if (byte === QUOTE) at = quote(piece, at);
        else {
          if (byte === COMMA) comma(piece, at);
          else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) open(piece, at);
          else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) close(piece, at);
          else if (depth <= IN_ARRAY && !isSpace(byte)) stray(at, at + 1);
          at += 1;
        }
      }
      carryOver(piece);
    },
    end() {
      if (!isClosed) throw broken(0);
      return { records, hasNonObjects, envelope, arrays };
    },
  };
}

function isName(bytes: Uint8Array, from: number, to: number, name: Uint8Array): boolean {
  if (to - from !== name.length) return false;
  for (let i = 0; i < name.length; i += 1) if (bytes[from + i] !== name[i]) return false;
  return true;
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Whether an odd number of backslashes stands before `at`, none of them before `from`. */
function escapes(piece: Uint8Array, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - backslashes > from && piece[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

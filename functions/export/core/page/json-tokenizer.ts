import { createChunkBuffer } from './chunk-buffer.ts';
import { BACKSLASH, CUT, CUT_IN_ESCAPE, findStringEnd, QUOTE, SHORT } from './json-strings.ts';
import { JsonStructureError, NESTED, type TokenHandler } from './json-tokens.ts';

const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const COMMA = 0x2c;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;
/** The bit that distinguishes a brace from a bracket. */
const BRACE = 0x20;
/** From an opening bracket or brace to its closing one. */
const TO_CLOSE = 2;

/**
 * Splits JSON into tokens. Chunks may be cut anywhere. Only the outer levels are reported. Deeper levels are skipped at
 * high speed without validation, except that their brackets are counted.
 */
export class JsonTokenizer {
  /** The number of open containers. */
  depth = 0;
  /** The number of bytes in all chunks before the current one. */
  bytesRead = 0;

  readonly #handler: TokenHandler;
  readonly #maxDepth: number;
  /** The closing byte of each open container of the outer levels, by depth. */
  readonly #closing: number[];
  #isInObject = false;
  #isClosed = false;
  /** True if the next string is the name of a member. */
  #expectsName = false;

  /** The string that continues in the next chunk. */
  #cut: 'name' | 'string' | undefined;
  /** True if the next chunk's first byte is escaped. */
  #isEscaped = false;
  #hasEscape = false;
  readonly #nameBytes = createChunkBuffer();
  /** The value that the handler requested, with the colon before it. */
  readonly #valueBytes = createChunkBuffer();
  /** The depth of the member whose value the handler requested, 0 if none. */
  #valueDepth = 0;

  /** @param maxDepth - the level of the deepest containers whose tokens are reported; the document itself is level 1 */
  constructor(handler: TokenHandler, maxDepth: number) {
    this.#handler = handler;
    this.#maxDepth = maxDepth;
    this.#closing = Array.from({ length: maxDepth + 1 }, () => 0);
  }

  /**
   * The offset in the next chunk of the first byte that is not escaped, if the last chunk ended inside a string. Undefined
   * if it did not.
   */
  get stringContinuesAt(): number | undefined {
    return this.#cut === undefined ? undefined : Number(this.#isEscaped);
  }

  /** @throws JsonStructureError */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    let at = this.#resumeString(chunk);
    while (at < chunk.length) {
      const byte = chunk[at] ?? 0;
      if (this.depth > this.#maxDepth) at = this.#skipDeep(chunk, at);
      else if (byte === QUOTE) at = this.#readString(chunk, at + 1);
      else {
        if (byte === COMMA) this.#readComma(chunk, at);
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#open(byte, at);
        else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#close(chunk, at);
        else if (!this.#isInObject && !isSpace(byte)) this.#reportScalar(at, at + 1);
        at += 1;
      }
    }
    this.#nameBytes.endChunk(chunk);
    this.#valueBytes.endChunk(chunk);
    this.bytesRead += chunk.length;
  }

  /**
   * Call after the last chunk.
   * @throws JsonStructureError if the document is not complete
   */
  end(): void {
    if (!this.#isClosed) throw this.syntaxError(this.bytesRead);
  }

  /** @param at - byte offset in the document */
  syntaxError(at: number): JsonStructureError {
    return new JsonStructureError(`the JSON is truncated or malformed at byte ${at}`);
  }

  /** Continues the string that the last chunk ended in. */
  #resumeString(chunk: Uint8Array): number {
    const cut = this.#cut;
    if (cut === undefined) return 0;
    const from = this.#isEscaped ? 1 : 0;
    this.#cut = undefined;
    this.#isEscaped = false;
    return cut === 'name' ? this.#readName(chunk, from) : this.#readValue(chunk, from, 0);
  }

  /** @param from - the byte after the opening quote */
  #readString(chunk: Uint8Array, from: number): number {
    if (!this.#expectsName) return this.#readValue(chunk, from, from - 1);
    this.#hasEscape = false;
    return this.#readName(chunk, from);
  }

  /** @param start - the string's first byte in this chunk */
  #readValue(chunk: Uint8Array, from: number, start: number): number {
    const end = this.#endOfString(chunk, from);
    if (!this.#isInObject && this.depth <= this.#maxDepth) this.#reportScalar(start, end);
    return end;
  }

  #readName(chunk: Uint8Array, from: number): number {
    const names = this.#nameBytes;
    const end = this.#endOfName(chunk, from);
    if (end < 0) {
      if (!names.spansChunks) names.startAt(from);
      this.#cut = 'name';
      this.#isEscaped = end === CUT_IN_ESCAPE;
      return chunk.length;
    }
    this.#expectsName = false;
    // Most names are compared in place, without a copy.
    const isWanted =
      names.spansChunks || this.#hasEscape
        ? this.#reportCopiedName(chunk, from, end)
        : this.#handler.name(chunk, from, end - 1);
    if (isWanted) {
      this.#valueBytes.startAt(end);
      this.#valueDepth = this.depth;
    }
    return end;
  }

  #reportCopiedName(chunk: Uint8Array, from: number, end: number): boolean {
    const names = this.#nameBytes;
    if (!names.spansChunks) names.startAt(from);
    const written = names.take(chunk, end - 1);
    const name = this.#hasEscape ? Buffer.from(String(this.#parse(`"${written.toString()}"`, end))) : written;
    return this.#handler.name(name, 0, name.length);
  }

  #endOfName(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) {
        this.#hasEscape = true;
        return findStringEnd(chunk, at);
      }
    }
    return CUT;
  }

  /** The byte after the string, or the chunk's end if the string continues in the next one. */
  #endOfString(chunk: Uint8Array, from: number): number {
    const end = findStringEnd(chunk, from);
    if (end >= 0) return end;
    this.#cut = 'string';
    this.#isEscaped = end === CUT_IN_ESCAPE;
    return chunk.length;
  }

  /** Skips the levels that are not reported. They make up most of a page, so this loop is kept tight. */
  #skipDeep(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    const maxDepth = this.#maxDepth;
    let { depth } = this;
    let at = from;
    while (at < length && depth > maxDepth) {
      const byte = chunk[at] ?? 0;
      at += 1;
      if (byte === QUOTE) {
        const near = Math.min(length, at + SHORT);
        let next: number | undefined;
        while (at < near && (next = chunk[at]) !== QUOTE) at += next === BACKSLASH ? 2 : 1;
        at = at < near ? at + 1 : this.#endOfString(chunk, at);
      } else if (byte >= OPEN_BRACKET) {
        const bracket = byte | BRACE;
        if (bracket === OPEN_BRACE) depth += 1;
        else if (bracket === CLOSE_BRACE) depth -= 1;
      }
    }
    this.depth = depth;
    return at;
  }

  #open(byte: number, at: number): void {
    if (this.#isClosed || this.#expectsName) throw this.syntaxError(this.bytesRead + at);
    this.depth += 1;
    if (this.depth > this.#maxDepth) return;
    this.#closing[this.depth] = byte + TO_CLOSE;
    this.#isInObject = byte === OPEN_BRACE;
    this.#expectsName = this.#isInObject;
    this.#handler.open(this.#isInObject, this.bytesRead + at);
  }

  #close(chunk: Uint8Array, at: number): void {
    if (this.depth === 0 || chunk[at] !== this.#closing[this.depth]) throw this.syntaxError(this.bytesRead + at);
    if (this.#valueDepth === this.depth) this.#endValue(chunk, at);
    this.#handler.close(this.bytesRead + at);
    this.depth -= 1;
    this.#isClosed = this.depth === 0;
    this.#isInObject = this.#closing[this.depth] === CLOSE_BRACE;
    this.#expectsName = false;
  }

  #readComma(chunk: Uint8Array, at: number): void {
    if (this.depth === 0) throw this.syntaxError(this.bytesRead + at);
    if (this.#valueDepth === this.depth) this.#endValue(chunk, at);
    if (this.#isInObject) this.#expectsName = true;
    else this.#handler.separator(this.bytesRead + at);
  }

  #reportScalar(from: number, to: number): void {
    if (this.depth === 0) throw this.syntaxError(this.bytesRead + from);
    this.#handler.scalar(this.bytesRead + from, this.bytesRead + to);
  }

  #endValue(chunk: Uint8Array, at: number): void {
    this.#valueDepth = 0;
    const text = this.#valueBytes.take(chunk, at).toString();
    const colon = text.indexOf(':');
    if (text.slice(0, colon + 1).trim() !== ':') throw this.syntaxError(this.bytesRead + at);
    const value = text.slice(colon + 1).trimStart();
    this.#handler.value(value.startsWith('{') || value.startsWith('[') ? NESTED : this.#parse(value, at));
  }

  #parse(text: string, at: number): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // Drop the original error: its message quotes the text.
      throw this.syntaxError(this.bytesRead + at);
    }
  }
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

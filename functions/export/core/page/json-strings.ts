export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

/** The chunk ends inside the string. */
export const CUT = -1;
/** The chunk ends inside the string, after a backslash. The first byte of the next chunk is escaped. */
export const CUT_IN_ESCAPE = -2;

/** Bytes to scan here before calling `indexOf`. For short strings, the native call costs more than it saves. */
export const SHORT = 24;

/**
 * Finds the end of a string.
 *
 * @param from - the offset of a byte inside the string that is not escaped
 * @returns the offset after the closing quote, {@link CUT} or {@link CUT_IN_ESCAPE}
 */
export function findStringEnd(chunk: Uint8Array, from: number): number {
  let at = from;
  const near = Math.min(chunk.length, from + SHORT);
  while (at < near) {
    const byte = chunk[at];
    if (byte === QUOTE) return at + 1;
    at += byte === BACKSLASH ? 2 : 1;
  }
  for (let quote = chunk.indexOf(QUOTE, at); quote !== -1; quote = chunk.indexOf(QUOTE, quote + 1)) {
    if (!isEscaped(chunk, quote, at)) return quote + 1;
  }
  return at > chunk.length || isEscaped(chunk, chunk.length, at) ? CUT_IN_ESCAPE : CUT;
}

/**
 * True if an odd number of backslashes precedes `at`. Bytes before `from` do not count.
 *
 * @param isFirstEscaped - true if the byte at `from` is escaped by one before it
 */
export function isEscaped(chunk: Uint8Array, at: number, from: number, isFirstEscaped = false): boolean {
  let backslashes = 0;
  while (at - backslashes > from && chunk[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
  if (at - backslashes === from && isFirstEscaped) backslashes += 1;
  return backslashes % 2 === 1;
}

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

/** The chunk ends within the string. */
export const CUT = -1;
/** The chunk ends within the string, after a backslash: the next chunk's first byte is escaped. */
export const CUT_IN_ESCAPE = -2;

/** Longer strings are searched by native code. A call of it costs more than to look at a few bytes here. */
export const SHORT = 24;

/**
 * Finds the end of a string.
 *
 * @param from - a byte within the string, not an escaped one
 * @returns the byte after the closing quote, or {@link CUT} or {@link CUT_IN_ESCAPE}
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

/** True if an odd number of backslashes precedes `at`, none of them before `from`. */
function isEscaped(chunk: Uint8Array, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - backslashes > from && chunk[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

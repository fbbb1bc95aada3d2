/**
 * Receives the tokens of a document's outer levels. Positions are byte offsets in the document. During each call, the
 * tokenizer's `depth` includes the container that opens, closes, or contains the name, separator or scalar.
 */
export type TokenHandler = {
  open(isObject: boolean, at: number): void;
  close(at: number): void;
  /**
   * A member of an object begins. Its name is `bytes` from `from` to `to` (exclusive).
   * @returns true to receive the member's value; must not be true inside another requested value
   */
  name(bytes: Uint8Array, from: number, to: number): boolean;
  /** The requested value: the result of `JSON.parse`, or {@link NESTED}. */
  value(value: unknown): void;
  /** A comma between two elements of an array. */
  separator(at: number): void;
  /** A string, or a byte of another scalar, in an array. */
  scalar(from: number, to: number): void;
};

/** Placeholder for an object or an array in place of a scalar. */
export const NESTED = Symbol('nested');

/** The JSON is truncated or malformed. The message contains the byte offset and never quotes content. */
export class JsonStructureError extends Error {
  override readonly name = 'JsonStructureError';
}

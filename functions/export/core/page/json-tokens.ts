/**
 * Receives the tokens of a document's outer levels. Positions are bytes of the document. While a method runs, the
 * tokenizer's `depth` counts the container that opens, closes, or has the name, separator or scalar.
 */
export type TokenHandler = {
  open(isObject: boolean, at: number): void;
  close(at: number): void;
  /**
   * An object's member begins. Its name lies in `bytes` from `from` to `to`.
   * @returns true to receive the member's value; never within another value that was asked for
   */
  name(bytes: Uint8Array, from: number, to: number): boolean;
  /** The value of the member that was asked for: as of `JSON.parse`, or {@link NESTED}. */
  value(value: unknown): void;
  /** A comma between two elements of an array. */
  separator(at: number): void;
  /** A string, or a byte of another scalar, in an array. */
  scalar(from: number, to: number): void;
};

/** Stands for an object or an array where a scalar is expected. */
export const NESTED = Symbol('nested');

/** The document's structure is broken. The message holds a byte offset, never the bytes. */
export class JsonStructureError extends Error {
  override readonly name = 'JsonStructureError';
}

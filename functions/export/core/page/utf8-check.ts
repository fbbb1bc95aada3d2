import { isUtf8 } from 'node:buffer';

/** Checks bytes for UTF-8. Chunks may be cut anywhere, also inside a character. */
export class Utf8Check {
  #isValid = true;
  /** The first bytes of a character that continues in the next chunk. */
  #cut: Uint8Array = new Uint8Array();

  push(chunk: Uint8Array): void {
    if (!this.#isValid) return;
    const from = this.#completeCharacter(chunk);
    const to = Math.max(from, chunk.length - lengthOfCut(chunk));
    if (!isUtf8(chunk.subarray(from, to))) this.#isValid = false;
    if (to < chunk.length) this.#cut = Uint8Array.from(chunk.subarray(to));
  }

  /** @returns false if the bytes so far are not UTF-8 */
  end(): boolean {
    return this.#isValid && this.#cut.length === 0;
  }

  /** @returns the number of bytes that belong to the character which the last chunk ended in */
  #completeCharacter(chunk: Uint8Array): number {
    const cut = this.#cut;
    if (cut.length === 0) return 0;
    const taken = Math.min(chunk.length, lengthOfCharacter(cut[0]) - cut.length);
    const character = Buffer.concat([cut, chunk.subarray(0, taken)]);
    const isComplete = character.length === lengthOfCharacter(cut[0]);
    if (isComplete && !isUtf8(character)) this.#isValid = false;
    this.#cut = isComplete ? new Uint8Array() : character;
    return taken;
  }
}

/** The number of bytes of the character that begins with this byte; 1 if no character of several bytes does. */
function lengthOfCharacter(byte = 0): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  if (byte < 0xf0) return 3;
  return byte < 0xf8 ? 4 : 1;
}

/** The number of bytes at the end of a chunk that begin a character without completing it. */
function lengthOfCut(chunk: Uint8Array): number {
  for (let length = 1; length <= Math.min(3, chunk.length); length += 1) {
    if (lengthOfCharacter(chunk[chunk.length - length]) > length) return length;
  }
  return 0;
}

import { isEscaped } from './json-strings.ts';

/** Escapes of code units from U+D000 on, in both spellings. Only these can be halves of surrogate pairs. */
const PREFIXES = [String.raw`\ud`, String.raw`\uD`].map((prefix) => Buffer.from(prefix));
/** The bytes of an escape such as `\ud83d`. */
const ESCAPE_BYTES = 6;
const LONGEST_CUT = ESCAPE_BYTES - 1;
const HALF = /^\\u(?:(?<high>d[89ab])|d[c-f])[0-9a-f]{2}$/i;

/** Bytes of the text that follow each other. */
type Part = {
  readonly bytes: Uint8Array;
  /** The offset of the first byte in the text. */
  readonly at: number;
  /** True if an odd number of backslashes precedes the first byte. */
  readonly isEscaped: boolean;
};

/** Checks that the escapes of surrogates in a JSON text are pairs. Chunks may be cut anywhere, also inside an escape. */
export class SurrogateCheck {
  #isValid = true;
  /** The offset of the last first half whose second half has not been found. */
  #high: number | undefined;
  /** The last bytes, which may begin an escape that continues in the next chunk. */
  #cut: Part = { bytes: new Uint8Array(), at: 0, isEscaped: false };

  push(chunk: Uint8Array): void {
    const { bytes: cut } = this.#cut;
    const seam = { ...this.#cut, bytes: Buffer.concat([cut, chunk.subarray(0, LONGEST_CUT)]) };
    const whole = { ...partFrom(seam, cut.length), bytes: chunk };
    this.#readHalves(seam);
    this.#readHalves(whole);
    const last = chunk.length < LONGEST_CUT ? seam : whole;
    const end = partFrom(last, Math.max(0, last.bytes.length - LONGEST_CUT));
    this.#cut = { ...end, bytes: Uint8Array.from(end.bytes) };
  }

  /** @returns false if the text so far has half of a pair */
  end(): boolean {
    return this.#isValid && this.#high === undefined;
  }

  #readHalves(part: Part): void {
    for (const offset of findPrefixes(part)) {
      const escape = Buffer.from(part.bytes.subarray(offset, offset + ESCAPE_BYTES)).toString('latin1');
      const half = HALF.exec(escape);
      if (half === null) continue;
      const at = part.at + offset;
      const isHigh = half.groups?.['high'] !== undefined;
      const isSecond = !isHigh && this.#high === at - ESCAPE_BYTES;
      if (isSecond) this.#high = undefined;
      else if (!isHigh || this.#high !== undefined) this.#isValid = false;
      if (isHigh) this.#high = at;
    }
  }
}

/** Returns the offsets of the prefixes in their order, without those whose backslash is escaped. */
function findPrefixes({ bytes, isEscaped: isFirstEscaped }: Part): number[] {
  const offsets: number[] = [];
  for (const prefix of PREFIXES) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = text.indexOf(prefix); at !== -1; at = text.indexOf(prefix, at + 1)) {
      if (!isEscaped(bytes, at, 0, isFirstEscaped)) offsets.push(at);
    }
  }
  return offsets.sort((one, other) => one - other);
}

const partFrom = ({ bytes, at, isEscaped: isFirstEscaped }: Part, from: number): Part => ({
  bytes: bytes.subarray(from),
  at: at + from,
  isEscaped: isEscaped(bytes, from, 0, isFirstEscaped),
});

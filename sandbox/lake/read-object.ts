import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** The uncompressed content of a landed file. */
export type ObjectContent = {
  /** Bytes that are not UTF-8 are replaced by U+FFFD. */
  readonly text: string;
  readonly isUtf8: boolean;
  /** Length of the longest line in bytes. */
  readonly longestLine: number;
};

const decompress = promisify(gunzip);
const LINE_FEED = 0x0a;

/** @throws Error if the file cannot be read or decompressed; {@link describeFailure} returns the reason */
export async function readObject(path: string): Promise<ObjectContent> {
  const stored = await readFile(path);
  const bytes = path.endsWith('.gz') ? await decompress(stored) : stored;
  return { text: bytes.toString(), isUtf8: isUtf8(bytes), longestLine: measureLongestLine(bytes) };
}

function measureLongestLine(bytes: Buffer): number {
  let longest = 0;
  for (let begin = 0; begin < bytes.length;) {
    const found = bytes.indexOf(LINE_FEED, begin);
    const end = found === -1 ? bytes.length : found;
    longest = Math.max(longest, end - begin);
    begin = end + 1;
  }
  return longest;
}

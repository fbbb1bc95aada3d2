import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** An object of a lake. */
export type WrittenObject = {
  /** Without the prefix. */
  readonly key: string;
  /** Uncompressed. */
  readonly body: string;
};

/** When the first object of a lake was written, in epoch seconds. */
const FIRST_WRITTEN_AT = 1_800_000_000;

/** Writes objects to a folder, one second after the other. */
export async function writeLake(folder: string, objects: readonly WrittenObject[]): Promise<void> {
  for (const [index, { key, body }] of objects.entries()) {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, gzipSync(body));
    await utimes(path, FIRST_WRITTEN_AT + index, FIRST_WRITTEN_AT + index);
  }
}

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** Returns the uncompressed content of a landed file. */
export async function readObject(path: string): Promise<string> {
  const bytes = await readFile(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

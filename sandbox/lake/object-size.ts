import { open } from 'node:fs/promises';

/** Size of a landed file in bytes: on disk, and of its uncompressed content. */
export type ObjectSize = { readonly stored: number; readonly content: number };

/** Returns a file's sizes without decompressing it: a gzip file ends with the size of its content. */
export async function objectSize(path: string): Promise<ObjectSize> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (!path.endsWith('.gz')) return { stored: size, content: size };
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, size - 4);
    return { stored: size, content: buffer.readUInt32LE() };
  } finally {
    await file.close();
  }
}

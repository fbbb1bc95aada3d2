import { open } from 'node:fs/promises';

/** Bytes of a landed file as it lies there, and of what is in it. */
export type ObjectSize = { readonly stored: number; readonly content: number };

/** Without inflating: a gzip file ends with the size of what is in it. */
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

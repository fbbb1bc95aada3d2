import { open } from 'node:fs/promises';

/** Bytes of a landed file as it lies there, and of the page in it. */
export type PageSize = { readonly stored: number; readonly page: number };

/** Without inflating: a gzip file ends with the size of what is in it. */
export async function pageSize(path: string): Promise<PageSize> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (!path.endsWith('.gz')) return { stored: size, page: size };
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, size - 4);
    return { stored: size, page: buffer.readUInt32LE() };
  } finally {
    await file.close();
  }
}

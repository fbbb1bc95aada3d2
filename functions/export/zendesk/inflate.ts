import { createGunzip } from 'node:zlib';

/**
 * Inflates gzip in chunks, so that a page is never in memory whole. The iteration throws if the stream is truncated
 * or its checksum is wrong.
 */
export type Inflate = (gzip: Buffer) => AsyncIterable<Buffer>;

/** Larger chunks are faster, up to a point: half a megabyte takes two thirds of the CPU of zlib's own 16 kB. */
const CHUNK_BYTES = 512 * 1024;

/** By Node's zlib, on a thread of its own. */
export const inflate: Inflate = (gzip) => {
  const stream = createGunzip({ chunkSize: CHUNK_BYTES });
  stream.end(gzip);
  return stream;
};

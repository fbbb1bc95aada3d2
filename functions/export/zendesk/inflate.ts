import { createGunzip } from 'node:zlib';

/**
 * Inflates gzip in chunks, so that the whole page is never in memory. The iteration throws if the stream is truncated
 * or its checksum is wrong.
 */
export type Inflate = (gzip: Buffer) => AsyncIterable<Buffer>;

/** Takes two thirds of the CPU time of zlib's default of 16 KiB. Larger chunks gain nothing. */
const CHUNK_BYTES = 512 * 1024;

/** Uses Node's zlib, which runs on the thread pool. */
export const inflate: Inflate = (gzip) => {
  const stream = createGunzip({ chunkSize: CHUNK_BYTES });
  stream.end(gzip);
  return stream;
};

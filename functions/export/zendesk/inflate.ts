import { createGunzip } from 'node:zlib';

/**
 * Undoes gzip piece by piece, so that a page never stands in memory whole. The iteration throws where the stream breaks
 * off or its checksum is wrong.
 */
export type Inflate = (gzip: Buffer) => AsyncIterable<Buffer>;

/** Larger pieces are faster, up to a point: half a megabyte takes two thirds of the CPU of zlib's own 16 kB. */
const PIECE_BYTES = 512 * 1024;

/** By Node's zlib, on a thread of its own. */
export const inflate: Inflate = (gzip) => {
  const stream = createGunzip({ chunkSize: PIECE_BYTES });
  stream.end(gzip);
  return stream;
};

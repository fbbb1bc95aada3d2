import { createHash, hash } from 'node:crypto';
import { InvalidPageError } from '../core/page/page.ts';
import { JsonStructureError, type PageScanner } from '../core/page/page-scanner.ts';
import type { HttpAnswer } from '../core/ports/ports.ts';
import type { ScannedPage } from '../core/page/scanned-page.ts';
import type { PageContent } from '../core/page/fetched-page.ts';
import { encodingOf } from './body.ts';
import type { Inflate } from './inflate.ts';

export type PageReader = {
  readonly inflate: Inflate;
  readonly newScanner: () => PageScanner;
  /** Whether the uncompressed bytes are needed, and not just what result. */
  readonly needsUncompressed: boolean;
  /** Ends the reading. */
  readonly signal: AbortSignal;
};

/** A page's bytes: what was found in them, and how they are to land. */
export type ReadPage = { readonly scanned: ScannedPage; readonly content: PageContent };

const LINE_BREAKS = [0x0a, 0x0d];
const SPACE = 0x20;
/** Deflate makes nothing smaller than that: https://zlib.net/zlib_tech.html */
const LARGEST_RATIO = 1032;

/**
 * Reads a page in one pass. What result gzipped and on one line lands as it result, checked but not compressed again.
 * @throws NotAPage where the bytes are cut short, damaged, encoded in a way that was not asked for, or no JSON object
 */
export async function readPage(answer: HttpAnswer, reader: PageReader): Promise<ReadPage> {
  const encoding = encodingOf(answer);
  try {
    if (encoding === 'identity') return plainPage(answer.body, reader);
    const passthrough = reader.needsUncompressed ? undefined : await gzippedPage(answer.body, reader);
    return passthrough ?? plainPage(await inflateWhole(answer.body, reader), reader);
  } catch (error) {
    if (error instanceof JsonStructureError) throw new InvalidPageError(error.message);
    throw error;
  }
}

/** Undefined where the bytes cannot land as they result. */
async function gzippedPage(gzip: Buffer, reader: PageReader): Promise<ReadPage | undefined> {
  const scanner = reader.newScanner();
  const digest = createHash('sha256');
  let size = 0;
  for await (const piece of pieces(gzip, reader)) {
    if (LINE_BREAKS.some((byte) => piece.includes(byte))) return undefined;
    size += piece.length;
    digest.update(piece);
    scanner.push(piece);
  }
  // Several gzip members: not every reader of the lake takes that.
  if (announcedSize(gzip) !== size % 2 ** 32) return undefined;
  const scanned = scanner.end();
  return {
    scanned,
    content: { bytes: gzip, isGzip: true, size, digest: digest.digest('hex'), arrays: scanned.arrays },
  };
}

/** @param bytes - are put on one line in place: a raw line break stands outside of strings only, and means nothing */
function plainPage(bytes: Buffer, { newScanner }: PageReader): ReadPage {
  const scanner = newScanner();
  scanner.push(bytes);
  const scanned = scanner.end();
  for (const byte of LINE_BREAKS) {
    for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) bytes[at] = SPACE;
  }
  const digest = hash('sha256', bytes, 'hex');
  return { scanned, content: { bytes, isGzip: false, size: bytes.length, digest, arrays: scanned.arrays } };
}

async function inflateWhole(gzip: Buffer, reader: PageReader): Promise<Buffer> {
  // Announced by the stream's end, so that the page is not copied together from its pieces; but not to be trusted.
  let whole = Buffer.allocUnsafe(Math.min(announcedSize(gzip), gzip.length * LARGEST_RATIO));
  let size = 0;
  for await (const piece of pieces(gzip, reader)) {
    const needed = size + piece.length;
    if (needed > whole.length) whole = Buffer.concat([whole.subarray(0, size)], Math.max(needed, 2 * whole.length));
    size += piece.copy(whole, size);
  }
  return whole.subarray(0, size);
}

async function* pieces(gzip: Buffer, { inflate, signal }: PageReader): AsyncGenerator<Buffer, void> {
  try {
    for await (const piece of inflate(gzip)) {
      signal.throwIfAborted();
      yield piece;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new InvalidPageError('the gzip stream breaks off or is damaged');
  }
}

/** The size, modulo 2^32, of what a gzip stream holds: https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
const announcedSize = (gzip: Buffer): number => (gzip.length < 4 ? 0 : gzip.readUInt32LE(gzip.length - 4));

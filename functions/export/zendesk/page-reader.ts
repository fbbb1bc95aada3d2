import { createHash, hash } from 'node:crypto';
import type { PageContent } from '../core/page/fetched-page.ts';
import { JsonStructureError } from '../core/page/json-tokens.ts';
import { InvalidPageError } from '../core/page/page.ts';
import type { PageScanner } from '../core/page/page-scanner.ts';
import type { ScannedPage } from '../core/page/scanned-page.ts';
import type { HttpAnswer } from '../core/ports/ports.ts';
import { readEncoding } from './body.ts';
import { createGrowingBuffer } from './growing-buffer.ts';
import type { Inflate } from './inflate.ts';

export type PageReader = {
  readonly inflate: Inflate;
  readonly createScanner: () => PageScanner;
  /** True if the uncompressed bytes land, or if records are cut out of them. */
  readonly needsUncompressed: boolean;
  /** Stop reading a page of a single second that exceeds this many uncompressed bytes. Undefined: no limit. */
  readonly heavySecondBytes?: number | undefined;
  /** Called with the number of uncompressed bytes in memory so far. If it returns a promise, reading waits for it. */
  readonly onInflated: (bytes: number) => Promise<void> | undefined;
  /** Aborts the reading. */
  readonly signal: AbortSignal;
};

export type ReadPage =
  /** The page was read to its end. */
  | { readonly kind: 'page'; readonly scanned: ScannedPage; readonly content: PageContent }
  /** Reading stopped at `heavySecondBytes`; all records so far are in this second (epoch seconds). */
  | { readonly kind: 'heavy_second'; readonly second: number };

const LINE_BREAKS = [0x0a, 0x0d];
const SPACE = 0x20;
/** The maximum compression ratio of deflate. @see https://zlib.net/zlib_tech.html */
const MAX_DEFLATE_RATIO = 1032;

/**
 * Reads a page in one pass. A page that arrived gzipped and on one line is passed through: it is checked, but not
 * compressed again.
 * @throws InvalidPageError if the body is truncated, damaged, not a JSON object, or in an encoding that was not requested
 */
export async function readPage(answer: HttpAnswer, reader: PageReader): Promise<ReadPage> {
  const encoding = readEncoding(answer);
  try {
    if (encoding === 'identity') return readUncompressed(answer.body, reader);
    const passthrough = reader.needsUncompressed ? undefined : await readPassthrough(answer.body, reader);
    return passthrough ?? (await readInflated(answer.body, reader));
  } catch (error) {
    if (error instanceof JsonStructureError) throw new InvalidPageError(error.message);
    throw error;
  }
}

/** Reads a gzip stream without keeping its content. Returns undefined if the stream cannot land unchanged. */
async function readPassthrough(gzip: Buffer, reader: PageReader): Promise<ReadPage | undefined> {
  const scanner = reader.createScanner();
  const digest = createHash('sha256');
  let size = 0;
  for await (const chunk of inflateChunks(gzip, reader)) {
    size += chunk.length;
    const heavy = scanChunk(scanner, chunk, reader);
    if (scanner.hasLineBreaks) return undefined;
    digest.update(chunk);
    if (heavy !== undefined) return heavy;
  }
  // The sizes differ if the stream has several gzip members, which some readers of the lake do not support.
  if (readGzipSize(gzip) !== size % 2 ** 32) return undefined;
  const scanned = scanner.end();
  const { arrays, unreadable } = scanned;
  const content = { bytes: gzip, isGzip: true, size, digest: digest.digest('hex'), arrays, unreadable };
  return { kind: 'page', scanned, content };
}

async function readInflated(gzip: Buffer, reader: PageReader): Promise<ReadPage> {
  const scanner = reader.createScanner();
  // The trailer's size avoids growing the buffer. It is not trusted beyond deflate's maximum ratio.
  let size = 0;
  const page = createGrowingBuffer(Math.min(readGzipSize(gzip), gzip.length * MAX_DEFLATE_RATIO));
  for await (const chunk of inflateChunks(gzip, reader)) {
    const heavy = scanChunk(scanner, chunk, reader);
    if (heavy !== undefined) return heavy;
    page.append(chunk);
    size += chunk.length;
    await reader.onInflated(size);
  }
  return toSingleLine(page.bytes(), scanner.end());
}

function readUncompressed(bytes: Buffer, reader: PageReader): ReadPage {
  const scanner = reader.createScanner();
  return scanChunk(scanner, bytes, reader) ?? toSingleLine(bytes, scanner.end());
}

function scanChunk(scanner: PageScanner, chunk: Buffer, { heavySecondBytes }: PageReader): ReadPage | undefined {
  scanner.push(chunk);
  const second = heavySecondBytes === undefined ? undefined : scanner.heavySecond(heavySecondBytes);
  return second === undefined ? undefined : { kind: 'heavy_second', second };
}

/**
 * Builds a page of uncompressed bytes on one line. Raw line breaks in JSON occur only between tokens.
 * @param bytes - modified in place
 */
function toSingleLine(bytes: Buffer, scanned: ScannedPage): ReadPage {
  for (const byte of LINE_BREAKS) {
    for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) bytes[at] = SPACE;
  }
  const digest = hash('sha256', bytes, 'hex');
  const { arrays, unreadable } = scanned;
  const content = { bytes, isGzip: false, size: bytes.length, digest, arrays, unreadable };
  return { kind: 'page', scanned, content };
}

async function* inflateChunks(gzip: Buffer, { inflate, signal }: PageReader): AsyncGenerator<Buffer, void> {
  try {
    for await (const chunk of inflate(gzip)) {
      signal.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new InvalidPageError('the gzip stream is truncated or damaged');
  }
}

/**
 * Reads the uncompressed size, modulo 2^32, from a gzip stream's trailer.
 * @see https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
 */
const readGzipSize = (gzip: Buffer): number => (gzip.length < 4 ? 0 : gzip.readUInt32LE(gzip.length - 4));

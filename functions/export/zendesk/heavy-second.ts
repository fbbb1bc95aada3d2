import { JsonStructureError } from '../core/page/json-tokens.ts';
import { createPageScanner } from '../core/page/page-scanner.ts';
import type { PageSource } from '../core/pagination/page-source.ts';
import type { HttpResponse } from '../core/ports/ports.ts';
import { isCompressed } from './body.ts';

/**
 * Detects a heavy second in a page that arrives uncompressed: its other records need not fit into memory. A compressed
 * page is small enough to be received whole.
 *
 * @param limit - bytes of the uncompressed page
 * @returns a function to call with each chunk, which returns true once the page exceeds the limit within one second
 */
export function watchHeavySecond(
  response: Pick<HttpResponse, 'headers'>,
  { canWalk, format }: Pick<PageSource, 'canWalk' | 'format'>,
  limit: number,
): (chunk: Uint8Array) => boolean {
  let chunks: Uint8Array[] = [];
  let received = 0;
  let isWatching = canWalk && !isCompressed(response);

  return (chunk) => {
    if (!isWatching) return false;
    chunks.push(chunk);
    received += chunk.length;
    if (received <= limit) return false;
    isWatching = false;
    const isHeavy = beginsHeavy(chunks, format, limit);
    chunks = [];
    return isHeavy;
  };
}

function beginsHeavy(chunks: readonly Uint8Array[], format: PageSource['format'], limit: number): boolean {
  const scanner = createPageScanner(format, Infinity);
  try {
    for (const chunk of chunks) scanner.push(chunk);
  } catch (error) {
    // Reported when the page is read.
    if (error instanceof JsonStructureError) return false;
    throw error;
  }
  return scanner.heavySecond(limit) !== undefined;
}

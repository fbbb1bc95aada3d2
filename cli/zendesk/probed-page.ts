import type { PageSource } from '#functions/export/core/pagination/page-source.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import type { HttpAnswer } from '#functions/export/core/ports/ports.ts';
import { pageEndTime } from '#functions/export/core/lake/object-key.ts';
import type { Page } from '#functions/export/core/page/page.ts';
import type { Position } from '#functions/export/core/pagination/position.ts';
import { inflate } from '#functions/export/zendesk/inflate.ts';
import { readPage } from '#functions/export/zendesk/page-reader.ts';

/**
 * Reads a page of an export or a list.
 * @throws InvalidPageError if the page is not valid
 */
export async function readProbedPage(answer: HttpAnswer, source: PageSource, signal: AbortSignal): Promise<Page> {
  const read = await readPage(answer, {
    inflate,
    // Digests are not needed.
    createScanner: () => createPageScanner(source.format, Number.POSITIVE_INFINITY),
    needsUncompressed: source.needsContent,
    onInflated: () => undefined,
    signal,
  });
  if (read.kind === 'heavy_second') throw new RangeError('The size of the page has no limit.');
  return source.parse(read.scanned, read.content);
}

/**
 * Returns the time of the first record of an export, from its first page. If the page hides its records, this is the
 * page's `end_time`.
 *
 * @returns epoch seconds; undefined if the export has no record yet
 */
export function findOldestTime(page: Page, position: Position): number | undefined {
  const [first] = page.records;
  if (first !== undefined) return first.timestamp;
  return page.endOfStream ? undefined : pageEndTime(page, position);
}

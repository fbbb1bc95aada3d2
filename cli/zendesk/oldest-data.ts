import type { PageSource } from '#functions/export/core/pagination/page-source.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import type { HttpAnswer } from '#functions/export/core/ports/ports.ts';
import { pageEndTime } from '#functions/export/core/lake/object-key.ts';
import type { TimePosition } from '#functions/export/core/pagination/position.ts';
import { inflate } from '#functions/export/zendesk/inflate.ts';
import { readPage } from '#functions/export/zendesk/page-reader.ts';

/**
 * Reads the time of the first record from the first page of an export. If the page hides its records, this is the page's
 * `end_time`.
 *
 * @returns epoch seconds; undefined if the export has no record yet
 * @throws InvalidPageError if the page is not valid
 */
export async function readOldestTime(
  answer: HttpAnswer,
  source: PageSource,
  position: TimePosition,
  signal: AbortSignal,
): Promise<number | undefined> {
  const read = await readPage(answer, {
    inflate,
    // Digests are not needed.
    createScanner: () => createPageScanner(source.format, Number.POSITIVE_INFINITY),
    needsUncompressed: source.needsContent,
    onInflated: () => undefined,
    signal,
  });
  if (read.kind === 'heavy_second') return read.second;
  const page = source.parse(read.scanned, read.content);
  const [first] = page.records;
  if (first !== undefined) return first.timestamp;
  return page.endOfStream ? undefined : pageEndTime(page, position);
}

import type { ExportResult, RunResult } from '#functions/export/core/outcome.ts';
import type { ExportRunner } from '#functions/export/core/run/export.ts';
import type { ReadResult } from '#functions/export/core/run/fetch-page.ts';

/**
 * Runs the exports in strict turns, page by page, to compare with: the next page of any export is requested after the
 * previous page of another one has been read. While one page lands, the next one is read.
 */
export async function runInTurns(subdomain: string, exports: readonly ExportRunner[]): Promise<RunResult> {
  const results = new Map<ExportRunner, ExportResult>();
  async function land(each: ExportRunner, read: ReadResult): Promise<void> {
    const result = await each.land(read);
    if (typeof result === 'object') results.set(each, result);
  }
  let landing: Promise<void> = Promise.resolve();
  while (results.size < exports.length) {
    for (const each of exports.filter((other) => !results.has(other))) {
      const read = await each.read();
      await landing;
      if (read === undefined || results.has(each)) continue;
      landing = land(each, read);
      if (read.kind !== 'page') await landing;
    }
  }
  return { subdomain, exports: [...results.values()] };
}

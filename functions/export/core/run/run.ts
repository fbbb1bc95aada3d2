import type { Export } from './export.ts';
import type { ExportFailure } from '../errors.ts';
import type { ExportResult, RunResult } from '../outcome.ts';

/**
 * Lets the exports of a run take turns, page by page. While one page lands the next one is read, since what a run is
 * short of is Zendesk's allowance:
 *
 *   read    page 1 │ page 2        │ page 3 …
 *   land           │ page 1 ✓      │ page 2 ✓ …     ✓ = checkpoint
 *
 * One export that fails leaves the others running.
 * @throws the first export's error, once all have ended; its `errors` names every export that failed
 */
export async function runExports(subdomain: string, exports: readonly Export[]): Promise<RunResult> {
  const results = new Map<Export, ExportResult>();
  const faults = new Map<Export, unknown>();

  /** Does a step of an export, and notes how its part of the run ended, if it has. */
  async function noting(each: Export, step: () => Promise<ExportResult | undefined>): Promise<void> {
    try {
      const result = await step();
      if (result !== undefined) results.set(each, result);
    } catch (error) {
      faults.set(each, error);
      await each.abandon(error);
    }
  }

  const isOver = (each: Export): boolean => results.has(each) || faults.has(each);
  let landing: Promise<void> = Promise.resolve();
  let active = exports;
  while (active.length > 0) {
    for (const each of active) {
      const [read] = await Promise.allSettled([each.read()]);
      await landing;
      // What has been read of a page behind one that did not land is left alone.
      if (isOver(each)) continue;
      landing = noting(each, async () => {
        if (read.status === 'rejected') throw read.reason;
        return read.value && each.land(read.value);
      });
      // Only a page says where the next one is to be read from.
      if (read.status === 'rejected' || read.value?.kind !== 'page') await landing;
    }
    active = active.filter((each) => !isOver(each));
  }
  const [first] = faults.values();
  if (first !== undefined) throw withFailures(first, faults);
  return { subdomain, exports: exports.flatMap((each) => results.get(each) ?? []) };
}

function withFailures(first: unknown, faults: ReadonlyMap<Export, unknown>): unknown {
  const errors = [...faults].map(([{ id }, error]): ExportFailure =>
    error instanceof Error
      ? { export: id, name: error.name, message: error.message }
      : { export: id, name: 'Error', message: 'unknown' },
  );
  return first instanceof Error ? Object.assign(first, { errors }) : first;
}

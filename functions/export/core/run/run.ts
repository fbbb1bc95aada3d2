import type { ExportRunner } from './export.ts';
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
export async function runExports(subdomain: string, exports: readonly ExportRunner[]): Promise<RunResult> {
  const results = new Map<ExportRunner, ExportResult>();
  const errors = new Map<ExportRunner, unknown>();

  /** Runs one step and records its result or error. */
  async function recordStep(each: ExportRunner, step: () => Promise<ExportResult | undefined>): Promise<void> {
    try {
      const result = await step();
      if (result !== undefined) results.set(each, result);
    } catch (error) {
      errors.set(each, error);
      await each.abandon(error);
    }
  }

  const isOver = (each: ExportRunner): boolean => results.has(each) || errors.has(each);
  let landing: Promise<void> = Promise.resolve();
  let active = exports;
  while (active.length > 0) {
    for (const each of active) {
      const [read] = await Promise.allSettled([each.read()]);
      await landing;
      // What has been read of a page behind one that did not land is left alone.
      if (isOver(each)) continue;
      landing = recordStep(each, async () => {
        if (read.status === 'rejected') throw read.reason;
        return read.value && each.land(read.value);
      });
      // Only a page says where the next one is to be read from.
      // Stryker disable next-line ConditionalExpression,StringLiteral,OptionalChaining: a rejected read ends the export, waiting for that saves a needless read
      if (read.status === 'rejected' || read.value?.kind !== 'page') await landing;
    }
    active = active.filter((each) => !isOver(each));
  }
  const [first] = errors.values();
  if (first !== undefined) throw withFailures(first, errors);
  // Stryker disable next-line ArrayDeclaration: an export without an error has a result here, the compiler cannot know
  return { subdomain, exports: exports.flatMap((each) => results.get(each) ?? []) };
}

function withFailures(first: unknown, errorsByExport: ReadonlyMap<ExportRunner, unknown>): unknown {
  const errors = [...errorsByExport].map(([{ id }, error]): ExportFailure =>
    error instanceof Error
      ? { export: id, name: error.name, message: error.message }
      : { export: id, name: 'Error', message: 'unknown' },
  );
  return first instanceof Error ? Object.assign(first, { errors }) : first;
}

import type { ExportRunner } from './export.ts';
import type { ExportFailure } from '../errors.ts';
import type { ExportResult, RunResult } from '../outcome.ts';

/**
 * Runs the exports in turns, page by page. While one page lands, the next one is read, so that the run uses Zendesk's
 * rate limit fully:
 *
 *   read    page 1 │ page 2        │ page 3 …
 *   land           │ page 1 ✓      │ page 2 ✓ …     ✓ = checkpoint
 *
 * If one export fails, the others continue. If Zendesk refuses a resource, the others show at the end whether this
 * concerns the resource alone.
 * @throws the first error after all exports have ended; its `errors` lists all failed exports
 */
export async function runExports(subdomain: string, exports: readonly ExportRunner[]): Promise<RunResult> {
  const results = new Map<ExportRunner, ExportResult>();
  const errors = new Map<ExportRunner, unknown>();
  const refused = new Set<ExportRunner>();

  /** Runs one step and records its result or error. */
  async function recordStep(each: ExportRunner, step: () => Promise<ExportResult | 'refused' | undefined>) {
    try {
      const result = await step();
      if (result === 'refused') refused.add(each);
      else if (result !== undefined) results.set(each, result);
    } catch (error) {
      errors.set(each, error);
      await each.abandon(error);
    }
  }

  const hasEnded = (each: ExportRunner): boolean => results.has(each) || errors.has(each) || refused.has(each);
  let landing: Promise<void> = Promise.resolve();
  let active = exports;
  while (active.length > 0) {
    for (const each of active) {
      const [read] = await Promise.allSettled([each.read()]);
      await landing;
      // Discard a page that was read ahead if the page before it did not land.
      if (hasEnded(each)) continue;
      landing = recordStep(each, async () => {
        if (read.status === 'rejected') throw read.reason;
        return read.value && each.land(read.value);
      });
      // Read ahead only after a page, because only a page leads to the next position.
      // Stryker disable next-line ConditionalExpression,StringLiteral,OptionalChaining: a rejected read ends the export anyway, waiting for it only saves an unnecessary read
      if (read.status === 'rejected' || read.value?.kind !== 'page') await landing;
    }
    active = active.filter((each) => !hasEnded(each));
  }
  for (const each of refused) await recordStep(each, () => each.settle(lastReadAtOf(exports)));
  const [first] = errors.values();
  if (first !== undefined) throw withFailures(first, errors);
  // Stryker disable next-line ArrayDeclaration: an export without an error has a result here, the fallback is only for the compiler
  return { subdomain, exports: exports.flatMap((each) => results.get(each) ?? []) };
}

/** When Zendesk last returned a page for any of the exports, in epoch seconds. Refused exports do not count. */
function lastReadAtOf(exports: readonly ExportRunner[]): number | undefined {
  const times = exports.flatMap((each) => each.lastReadAt() ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

function withFailures(first: unknown, errorsByExport: ReadonlyMap<ExportRunner, unknown>): unknown {
  const errors = [...errorsByExport].map(([{ id }, error]): ExportFailure =>
    error instanceof Error
      ? { export: id, name: error.name, message: error.message }
      : { export: id, name: 'Error', message: 'unknown' },
  );
  return first instanceof Error ? Object.assign(first, { errors }) : first;
}

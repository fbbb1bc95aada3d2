import type { Export } from './drain.ts';
import type { ExportFailure } from './errors.ts';
import type { ExportResult, RunResult } from './outcome.ts';

/**
 * Lets the exports of a run take turns, page by page. One that fails leaves the others running.
 * @throws the first export's error, once all have ended; its `errors` names every export that failed
 */
export async function runExports(subdomain: string, exports: readonly Export[]): Promise<RunResult> {
  const results = new Map<Export, ExportResult>();
  const faults = new Map<Export, unknown>();
  let active = exports;
  while (active.length > 0) {
    for (const each of active) {
      try {
        const result = await each.turn();
        if (result !== undefined) results.set(each, result);
      } catch (error) {
        faults.set(each, error);
        await each.abandon(error);
      }
    }
    active = active.filter((each) => !results.has(each) && !faults.has(each));
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

import type { ItemWrite, RequestTrace, RunTrace } from '../trace.ts';
import { isRequestFor } from './simulated-list.ts';

/** The runs and writes of a scenario. */
type Recorded = { readonly runs: readonly RunTrace[]; readonly writes: readonly ItemWrite[] };

/** An export or a list. */
export type Exported = { readonly id: string; readonly name: string; readonly endpoints: readonly string[] };

/**
 * Returns the parts of the runs that concern one export or list, as if it had been alone. Lists do not share the rate limit
 * of exports.
 */
export function projectRuns({ runs, writes }: Recorded, of: Exported, lists: readonly Exported[]): Recorded {
  const own = new Map(runs.map((run) => [run, projectRun(run, of, lists)]));
  return {
    runs: [...own.values()],
    writes: writes
      .filter(({ exportId }) => exportId === of.id)
      .map((write) => ({ ...write, run: write.run && own.get(write.run) })),
  };
}

function projectRun(run: RunTrace, of: Exported, lists: readonly Exported[]): RunTrace {
  const isOfList = ({ url }: RequestTrace): boolean => lists.some((list) => isRequestFor(url.pathname, list));
  const isExporting = run.requests.some(({ url }) => isRequestFor(url.pathname, of));
  return {
    ...run,
    calls: run.calls.filter(({ exportId }) => exportId === undefined || exportId === of.id),
    // A token that only other exports use is not requested by this one.
    requests: run.requests.filter(
      ({ method, url }) => (method === 'POST' && isExporting) || isRequestFor(url.pathname, of),
    ),
    ...(!lists.includes(of) && { allRequests: run.allRequests.filter((request) => !isOfList(request)) }),
    logs: run.logs.filter(({ fields }) => fields['export'] === undefined || fields['export'] === of.id),
    ...(run.ended !== undefined && { ended: projectEnding(run.ended, of) }),
  };
}

function projectEnding(ended: NonNullable<RunTrace['ended']>, of: Exported): NonNullable<RunTrace['ended']> {
  const { at } = ended;
  if ('result' in ended) {
    const { result } = ended;
    return { at, result: { ...result, exports: result.exports.filter(({ resource }) => resource === of.name) } };
  }
  if (!('error' in ended)) return ended;
  const failures = failuresOf(ended.error);
  // An error of the whole run, such as an invalid request, has no list.
  if (failures === undefined || failures[0]?.export === of.id) return ended;
  const failure = failures.find((each) => each.export === of.id);
  if (failure === undefined) return { at, unreported: true };
  return { at, error: Object.assign(new Error(failure.message), { name: failure.name }) };
}

type Failure = { readonly export: string; readonly name: string; readonly message: string };

function failuresOf(error: unknown): readonly Failure[] | undefined {
  return error instanceof Error && 'errors' in error ? (error.errors as readonly Failure[]) : undefined;
}

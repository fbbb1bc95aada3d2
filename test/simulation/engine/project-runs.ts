import type { ItemWrite, RunTrace } from '../trace.ts';
import type { SimulatedExport } from './simulated-export.ts';

/** The runs and writes of a scenario. */
type Recorded = { readonly runs: readonly RunTrace[]; readonly writes: readonly ItemWrite[] };

/** Returns the parts of the runs that concern one export, as if it had been alone. */
export function projectRuns({ runs, writes }: Recorded, of: SimulatedExport): Recorded {
  const own = new Map(runs.map((run) => [run, projectRun(run, of)]));
  return {
    runs: [...own.values()],
    writes: writes
      .filter(({ exportId }) => exportId === of.id)
      .map((write) => ({ ...write, run: write.run && own.get(write.run) })),
  };
}

function projectRun(run: RunTrace, of: SimulatedExport): RunTrace {
  const isExporting = run.requests.some(({ url }) => isRequestFor(url.pathname, of));
  return {
    ...run,
    calls: run.calls.filter(({ exportId }) => exportId === undefined || exportId === of.id),
    // A token that only other exports use is not requested by this one.
    requests: run.requests.filter(
      ({ method, url }) => (method === 'POST' && isExporting) || isRequestFor(url.pathname, of),
    ),
    logs: run.logs.filter(({ fields }) => fields['export'] === undefined || fields['export'] === of.id),
    ...(run.ended !== undefined && { ended: projectEnding(run.ended, of) }),
  };
}

/** True if this path is the export's time-based or cursor-based endpoint. */
export const isRequestFor = (path: string, of: SimulatedExport): boolean =>
  path === of.path || path === `${of.path}/cursor`;

function projectEnding(ended: NonNullable<RunTrace['ended']>, of: SimulatedExport): NonNullable<RunTrace['ended']> {
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

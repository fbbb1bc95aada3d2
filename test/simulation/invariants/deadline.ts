import type { RunTrace, Trace } from '../trace.ts';

/** Every run returns at least one second before its deadline, unless it was killed or frozen. */
export const deadline = ({ runs }: Pick<Trace, 'runs'>): string[] =>
  runs
    .filter((run) => !wasStopped(run))
    .flatMap(({ index, ended, deadline }) => {
      if (ended === undefined) return [`run ${index} never returned`];
      const remainingMs = deadline - ended.at;
      return remainingMs >= 1000 ? [] : [`run ${index} returned ${remainingMs} ms before its deadline`];
    });

/** Whether the scenario killed or froze the process during the run. */
export const wasStopped = ({ stopped }: RunTrace): boolean => stopped === true;

import type { RunTrace, Trace } from '../trace.ts';

/** Every run returns at least a second before its deadline, unless it was killed or frozen. */
export const deadline = ({ runs }: Trace): string[] =>
  runs
    .filter((run) => !wasStopped(run))
    .flatMap(({ index, ended, deadline }) => {
      if (ended === undefined) return [`run ${index} never came back`];
      const left = deadline - ended.at;
      return left >= 1000 ? [] : [`run ${index} came back ${left} ms before its deadline`];
    });

/** Killed or frozen by the scenario. */
export const wasStopped = ({ stopped }: RunTrace): boolean => stopped === true;

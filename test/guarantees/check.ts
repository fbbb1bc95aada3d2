import * as fc from 'fast-check';
import { histories } from './arbitrary.ts';
import type { History } from './history.ts';
import { violationsOf } from './invariants/index.ts';
import { play } from './play.ts';
import type { Trace } from './trace.ts';

/** A history in which an invariant was broken, and how to see it again. */
export type Failure = {
  readonly seed: number;
  /** Where fast-check's shrinking has got to. */
  readonly path: string;
  readonly violations: readonly string[];
  /** The smallest history found that shows it. */
  readonly history: History;
};

export type CheckOptions = {
  readonly runs: number;
  readonly seed: number;
  /** Plays only the history at this path of the seed. */
  readonly path?: string | undefined;
  /** Told of each history that was played, whatever came of it. */
  readonly onTrace?: (trace: Trace) => void;
  /** Keep looking for a smaller history. Default true. */
  readonly shrink?: boolean;
};

/** Plays random histories until one breaks an invariant. */
export async function check({ runs, seed, path, onTrace, shrink = true }: CheckOptions): Promise<Failure | undefined> {
  const property = fc.asyncProperty(histories, async (history) => {
    const trace = await play(history);
    onTrace?.(trace);
    const violations = violationsOf(trace);
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
  const details = await fc.check(property, {
    numRuns: runs,
    seed,
    endOnFailure: !shrink,
    ...(path !== undefined && { path }),
  });
  if (!details.failed || details.counterexample === null) return undefined;
  const [history] = details.counterexample;
  const { errorInstance: error } = details;
  const violations = error instanceof Error ? error.message.split('\n') : [String(error)];
  return { seed: details.seed, path: details.counterexamplePath ?? '', violations, history };
}

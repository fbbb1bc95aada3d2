import * as fc from 'fast-check';
import { scenarios } from './scenario-generator.ts';
import type { Scenario } from './scenario.ts';
import { findViolations } from './invariants/index.ts';
import { play } from './play.ts';
import type { Traces } from './trace.ts';

/** A scenario that violates an invariant, and how to replay it. */
export type Failure = {
  readonly seed: number;
  /** fast-check's path to the smallest failing scenario. */
  readonly path: string;
  readonly violations: readonly string[];
  /** The smallest failing scenario that was found. */
  readonly scenario: Scenario;
};

export type CheckOptions = {
  readonly runs: number;
  readonly seed: number;
  /** Plays only the scenario at this path of the seed. */
  readonly path?: string | undefined;
  /** Called after each played scenario, also if it fails. */
  readonly onTraces?: (traces: Traces) => void;
  /** Searches for a smaller failing scenario. Default true. */
  readonly shrink?: boolean;
};

/** Plays random scenarios until one violates an invariant. */
export async function check({ runs, seed, path, onTraces, shrink = true }: CheckOptions): Promise<Failure | undefined> {
  const property = fc.asyncProperty(scenarios, async (scenario) => {
    const traces = await play(scenario);
    onTraces?.(traces);
    const violations = findViolations(traces);
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
  const details = await fc.check(property, {
    numRuns: runs,
    seed,
    endOnFailure: !shrink,
    ...(path !== undefined && { path }),
  });
  if (!details.failed || details.counterexample === null) return undefined;
  const [scenario] = details.counterexample;
  const { errorInstance: error } = details;
  const violations = error instanceof Error ? error.message.split('\n') : [String(error)];
  return { seed: details.seed, path: details.counterexamplePath ?? '', violations, scenario };
}

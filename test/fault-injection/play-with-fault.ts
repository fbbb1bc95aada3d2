import { check, type Failure } from '#test/simulation/check.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults/index.ts';
import { activate } from './replaceable.ts';

export type Limits = { readonly runs: number; readonly seed: number };

/**
 * Plays scenarios against the function with this fault until one violates an invariant. Only a bundle built by
 * build-player.ts has the faults.
 *
 * @returns the violations in that scenario; empty if no scenario found the fault
 */
export async function playWithFault({ name }: Fault, limits: Limits): Promise<readonly string[]> {
  const fault = FAULTS.find((each) => each.name === name);
  if (fault === undefined) throw new Error(`unknown fault: ${name}`);
  activate(fault);
  const first = fault.foundBy ?? 0;
  const failure = (await playScenarios(first, limits.runs, limits)) ?? (await playScenarios(0, first, limits));
  return failure?.violations ?? [];
}

/** Plays the scenarios of the seed from one index up to another, until one violates an invariant. */
async function playScenarios(from: number, to: number, { seed }: Limits): Promise<Failure | undefined> {
  if (from === to) return undefined;
  return check({ runs: to - from, seed, path: String(from), shrink: false });
}

import { check } from '#test/simulation/check.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults/index.ts';
import { activate } from './replaceable.ts';

export type Limits = { readonly runs: number; readonly seed: number };

/**
 * Plays scenarios against the function with this fault until one violates an invariant. Only a bundle built by
 * build-player.ts has the faults.
 *
 * @returns what was violated in that scenario; empty if no scenario found the fault
 */
export async function playWithFault({ name }: Fault, limits: Limits): Promise<readonly string[]> {
  const fault = FAULTS.find((each) => each.name === name);
  if (fault === undefined) throw new Error(`unknown fault: ${name}`);
  activate(fault);
  const failure = await check({ ...limits, shrink: false });
  return failure?.violations ?? [];
}

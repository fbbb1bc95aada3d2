import { check } from '#test/simulation/check.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults/index.ts';
import { activate } from './replaceable.ts';

export type Limits = { readonly runs: number; readonly seed: number };

/**
 * Plays scenarios against the function with this fault until one violates the invariant that the fault breaks. Only a
 * bundle built by build-player.ts has the faults.
 *
 * @returns the violations in that scenario; empty if no scenario found the fault
 */
export async function playWithFault({ name }: Fault, limits: Limits): Promise<readonly string[]> {
  const fault = FAULTS.find((each) => each.name === name);
  if (fault === undefined) throw new Error(`unknown fault: ${name}`);
  activate(fault);
  const first = fault.foundBy ?? 0;
  return (await search(fault, first, limits.runs, limits)) ?? (await search(fault, 0, first, limits)) ?? [];
}

/** Plays the scenarios of the seed from one index up to another. Passes over those that violate only other invariants. */
async function search(
  { breaks }: Fault,
  from: number,
  to: number,
  { seed }: Limits,
): Promise<readonly string[] | undefined> {
  for (let index = from; index < to; index += 1) {
    const failure = await check({ runs: to - index, seed, path: String(index), shrink: false });
    if (failure === undefined) return undefined;
    if (failure.violations.some((violation) => violation.split(':')[0] === breaks)) return failure.violations;
    index = Number(failure.path);
  }
  return undefined;
}

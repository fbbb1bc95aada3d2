import { createRng } from '../rng.ts';
import type { Audit } from './audit.ts';

/**
 * Returns true if the export lacks an audit. Messaging tickets are said to be missing (airbytehq/airbyte#69173). Of half the
 * tickets with gaps, the audits of their creation are missing, of the others a half of the later changes.
 *
 * @param share - share of tickets with gaps, from 0 to 1
 */
export function isLost({ id, cause, after }: Audit, seed: number, share: number): boolean {
  const rng = createRng(seed, after.id, 37);
  if (!rng.chance(share)) return false;
  const isWithoutCreation = rng.chance(0.5);
  if (isWithoutCreation) return cause.kind === 'creation' || cause.kind === 'triage' || cause.kind === 'sla';
  return cause.kind === 'change' && createRng(seed, id, 38).chance(0.5);
}

import { expect, it } from 'vitest';
import { FAULTS } from './faults/index.ts';
import { buildPlayer } from './build-player.ts';

// The same scenarios as simulations.test.ts, which plays them without a fault.
const LIMITS = { runs: 2000, seed: 20_261_126 };

const { playWithFault } = await buildPlayer();

it.each(FAULTS)('finds the injected fault: $name', { timeout: 600_000 }, async (fault) => {
  const violations = await playWithFault(fault, LIMITS);
  expect(violations.map((violation) => violation.split(':')[0])).toContain(fault.breaks);
  // A fault that only makes the function throw an unknown error proves nothing.
  expect(violations.filter((violation) => violation.includes(' threw '))).toEqual([]);
});

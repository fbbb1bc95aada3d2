import { expect, it } from 'vitest';
import { commit } from './commit.ts';
import { SABOTAGES } from './sabotages.ts';

// The histories that npm test plays against the function as it is.
const LIMITS = { runs: 2000, seed: 20_261_126 };

it.concurrent.each(SABOTAGES)('notices $name', { timeout: 600_000 }, async (sabotage) => {
  const { violations } = await commit(sabotage, LIMITS);
  expect(violations.map((violation) => violation.split(':')[0])).toContain(sabotage.broken);
  // A sabotage that makes the function stumble proves nothing.
  expect(violations.filter((violation) => violation.includes(' threw '))).toEqual([]);
});

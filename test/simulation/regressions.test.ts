import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Scenario } from './scenario.ts';
import { findViolations } from './invariants/index.ts';
import { play } from './play.ts';

const FOLDER = join(import.meta.dirname, 'regressions');

it.each(readdirSync(FOLDER))('violates no invariant in the scenario of an earlier defect: %s', async (file) => {
  const scenario: Scenario = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  const traces = await play(scenario);
  expect(traces.exports[0].runs.length).toBeGreaterThan(scenario.runs.length);
  expect(findViolations(traces)).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { History } from './history.ts';
import { violationsOf } from './invariants/index.ts';
import { play } from './play.ts';

const FOLDER = join(import.meta.dirname, 'regressions');

it.each(readdirSync(FOLDER))('keeps every promise in the kept history %s', async (file) => {
  const history: History = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  const trace = await play(history);
  expect(trace.runs.length).toBeGreaterThan(history.runs.length);
  expect(violationsOf(trace)).toEqual([]);
});

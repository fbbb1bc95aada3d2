/** Judges the last mutation run: prints what it has shown, and fails where that is not good enough. */
import { readFileSync } from 'node:fs';
import core from './core.config.ts';
import { readMutants } from './mutants.ts';
import scanner from './scanner.config.ts';
import { SURVIVORS } from './survivors.ts';
import { judge } from './verdict.ts';

/** Of a hundred mutants. */
const LEAST_SCORE = 90;

const reports = [core, scanner].map(({ jsonReporter }) => readFileSync(jsonReporter.fileName, 'utf8'));
const mutants = reports.flatMap(readMutants);
const { score, counts, unexplained, stale } = judge(mutants, SURVIVORS);

for (const { file, line, was, becomes } of unexplained) {
  console.log(`not killed and not explained: ${file}:${line}\n  - ${was}\n  + ${becomes}`);
}
for (const { file, was, becomes } of stale) {
  console.log(`explained, but no survivor: ${file}\n  - ${was}\n  + ${becomes}`);
}
console.log(`${mutants.length} mutants: ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ')}`);
console.log(`Mutation score of the pure core: ${score.toFixed(1)} %`);

if (!(score >= LEAST_SCORE) || unexplained.length > 0 || stale.length > 0) process.exitCode = 1;

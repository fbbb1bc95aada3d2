/** Scores the last mutation run: prints the result, and fails if it is not good enough. */
import { readFileSync } from 'node:fs';
import core from './core.config.ts';
import { readMutants } from './mutants.ts';
import page from './page.config.ts';
import { scoreMutants } from './score.ts';

/** Of a hundred mutants. */
const MIN_PERCENT = 95;

const reports = [core, page].map(({ jsonReporter }) => readFileSync(jsonReporter.fileName, 'utf8'));
const mutants = reports.flatMap(readMutants);
const { percent, counts, unexplained } = scoreMutants(mutants);

for (const { file, line, was, becomes } of unexplained) {
  console.log(`not detected, and no comment explains it: ${file}:${line}\n  - ${was}\n  + ${becomes}`);
}
console.log(`${mutants.length} mutants: ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ')}`);
console.log(`Mutation score of the pure core: ${percent.toFixed(1)} % (at least ${MIN_PERCENT} % expected)`);

if (!(percent >= MIN_PERCENT) || unexplained.length > 0) process.exitCode = 1;

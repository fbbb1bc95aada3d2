/** Prints the score of the last mutation run, and fails if it is below the minimum. */
import { readFileSync } from 'node:fs';
import core from './core.config.ts';
import { readMutants } from './mutants.ts';
import page from './page.config.ts';
import { scoreMutants } from './score.ts';

/** The minimum share of detected mutants, in percent. */
const MIN_PERCENT = 95;

const reports = [core, page].map(({ jsonReporter }) => readFileSync(jsonReporter.fileName, 'utf8'));
const mutants = reports.flatMap(readMutants);
const { percent, counts, unexplained } = scoreMutants(mutants);

for (const { file, line, before, after } of unexplained) {
  console.log(`Undetected mutant without an explaining comment: ${file}:${line}\n  - ${before}\n  + ${after}`);
}
console.log(`${mutants.length} mutants: ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ')}`);
console.log(`Mutation score of the pure core: ${percent.toFixed(1)} % (minimum ${MIN_PERCENT} %)`);

if (!(percent >= MIN_PERCENT) || unexplained.length > 0) process.exitCode = 1;

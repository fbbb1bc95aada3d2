/** `npm run simulate`: plays random scenarios, or a given one again. */
import { fork } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, program } from 'commander';
import { describeFailure } from './describe-failure.ts';
import type { Scenario } from './scenario.ts';
import { findViolations } from './invariants/index.ts';
import { play } from './play.ts';
import { sum } from './scenario-counts.ts';
import type { FromWorker, Order } from './worker.ts';

type Options = {
  readonly runs: number;
  readonly seed?: number;
  readonly path?: string;
  readonly replay?: string;
  readonly workers: number;
};

function whole(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number');
  return Number(text);
}

const options: Options = program
  .name('npm run simulate --')
  .description(
    'Plays random scenarios of crashes, zombies, faults and late records, and checks the invariants after each.',
  )
  .option('--runs <n>', 'how many scenarios', whole, 2000)
  .option('--seed <n>', 'which ones; random by default', whole)
  .option('--path <path>', "one scenario of the seed, as a failure's report names it")
  .option('--replay <file>', 'the scenario in this file instead')
  .option('--workers <n>', 'how many at once', whole, availableParallelism())
  .parse()
  .opts();

process.exitCode = options.replay === undefined ? await playRandom() : await playAgain(options.replay);

async function playAgain(file: string): Promise<number> {
  const scenario: Scenario = JSON.parse(await readFile(file, 'utf8'));
  const violations = findViolations(await play(scenario));
  console.log(violations.length === 0 ? 'No invariant was violated.' : violations.join('\n'));
  return violations.length === 0 ? 0 : 1;
}

async function playRandom(): Promise<number> {
  const { runs, path, seed = Math.floor(Math.random() * 2 ** 31) } = options;
  const workers = path === undefined ? Math.max(1, Math.min(options.workers, runs)) : 1;
  const began = performance.now();
  const results = await Promise.all(
    Array.from({ length: workers }, (_, i) => {
      const share = Math.floor(runs / workers) + (i < runs % workers ? 1 : 0);
      return work({ runs: share, seed: seed + i, path });
    }),
  );
  for (const [name, count] of Object.entries(sum(results.map(({ counts }) => counts))).sort(([one], [other]) =>
    one.localeCompare(other),
  )) {
    console.log(`${String(count).padStart(9)}  ${name}`);
  }
  const failures = results.flatMap(({ failure }) => failure ?? []);
  for (const failure of failures) {
    const file = join('reports', `scenario-${failure.seed}.json`);
    await mkdir('reports', { recursive: true });
    await writeFile(file, `${JSON.stringify(failure.scenario, null, 2)}\n`);
    console.log(`\n${describeFailure(failure)}\nIt is in ${file}.`);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`\nSeed ${seed}: ${failures.length === 0 ? 'no invariant was violated' : 'VIOLATED'}, in ${seconds} s.`);
  return failures.length === 0 ? 0 : 1;
}

function work(order: Order): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    const worker = fork(join(import.meta.dirname, 'worker.ts'), [JSON.stringify(order)]);
    worker.once('message', (message: FromWorker) => resolve(message));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
  });
}

/** `npm run simulate`: plays random scenarios, or replays one from a file. */
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

function parseInteger(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

const options: Options = program
  .name('npm run simulate --')
  .description(
    'Plays random scenarios with crashes, zombies, faults and late records, and checks the invariants after each.',
  )
  .option('--runs <n>', 'number of scenarios', parseInteger, 2000)
  .option('--seed <n>', 'seed of the scenarios; random by default', parseInteger)
  .option('--path <path>', 'play one scenario of the seed: the path that a failure reports')
  .option('--replay <file>', 'play the scenario in this file instead')
  .option('--workers <n>', 'number of parallel processes', parseInteger, availableParallelism())
  .parse()
  .opts();

process.exitCode = options.replay === undefined ? await playRandom() : await replay(options.replay);

async function replay(file: string): Promise<number> {
  const scenario: Scenario = JSON.parse(await readFile(file, 'utf8'));
  const violations = findViolations(await play(scenario));
  console.log(violations.length === 0 ? 'No invariant violated.' : violations.join('\n'));
  return violations.length === 0 ? 0 : 1;
}

async function playRandom(): Promise<number> {
  const { runs, path, seed = Math.floor(Math.random() * 2 ** 31) } = options;
  const workers = path === undefined ? Math.max(1, Math.min(options.workers, runs)) : 1;
  const startedAt = performance.now();
  const results = await Promise.all(
    Array.from({ length: workers }, (_, i) => {
      const share = Math.floor(runs / workers) + (i < runs % workers ? 1 : 0);
      return startWorker({ runs: share, seed: seed + i, path });
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
    console.log(`\n${describeFailure(failure)}\nThe scenario is in ${file}.`);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`\nSeed ${seed}: ${failures.length === 0 ? 'no invariant violated' : 'VIOLATED'}, in ${seconds} s.`);
  return failures.length === 0 ? 0 : 1;
}

function startWorker(order: Order): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    const worker = fork(join(import.meta.dirname, 'worker.ts'), [JSON.stringify(order)]);
    worker.once('message', (message: FromWorker) => resolve(message));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A worker exited with code ${code} before it reported a result.`)));
  });
}

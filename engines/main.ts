/** `npm run engines`: runs the landed lake's views on every engine that this machine can run. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { formatDuration } from '#common/format.ts';
import { lockFolder } from '#sandbox/aws/folder-lock.ts';
import { openTerminal, type Terminal } from '#sandbox/cli/terminal.ts';
import { ENGINES } from './all.ts';
import type { AwsCheck } from './aws/checks.ts';
import { runAws } from './aws/run.ts';
import { readReferences } from './core/check-views.ts';
import type { Engine, Progress } from './core/engine.ts';
import { ROOT, WORK_FOLDER } from './core/folders.ts';
import { lakesOfLastRun, makeLakes } from './core/lakes.ts';
import { openReference } from './core/reference.ts';
import { hasFailed } from './core/results.ts';
import type { Material } from './core/material.ts';
import { Unavailable } from './core/session.ts';
import { writeHistoryLakes } from './history-lakes/write.ts';
import { runListing } from './listing/run.ts';
import { writeOddLakes } from './odd-lakes/generate.ts';
import { writeRecordLakes } from './record-lakes/write.ts';
import { writeVersions } from './report/document.ts';
import { awsLines, details, resultTable } from './report/table.ts';
import { runEngines } from './run-engines.ts';
import { runRuntimeClient } from './runtime-client/run.ts';
import { runTemplates } from './templates/run.ts';

type Options = { readonly only?: readonly Engine[]; readonly reuseLakes: boolean; readonly write: boolean };

/** A shell expects these exit codes after the signals. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143 } as const;

const NAMES = ENGINES.map(({ name }) => name);

function enginesNamed(text: string): Engine[] {
  return text.split(',').map((name) => {
    const engine = ENGINES.find((each) => each.name === name);
    if (engine === undefined) throw new InvalidArgumentError(`Expected some of ${NAMES.join(', ')}.`);
    return engine;
  });
}

/** Creates the lakes, and reads them with the reference. */
async function prepare(reuseLakes: boolean, terminal: Terminal, progress: Progress): Promise<Material> {
  progress('exporting the simulated account in both layouts');
  const lakes = (reuseLakes ? lakesOfLastRun() : undefined) ?? (await makeLakes(terminal));
  const oddLakes = await writeOddLakes(join(WORK_FOLDER, 'odd-lakes'));
  const recordLakes = await writeRecordLakes(join(WORK_FOLDER, 'record-lakes'));
  const historyLakes = await writeHistoryLakes(join(WORK_FOLDER, 'history-lakes'));
  progress('reading all views with the reference');
  await using reference = await openReference();
  return {
    sandbox: await readReferences(reference, lakes),
    records: await readReferences(reference, [...recordLakes, ...historyLakes]),
    oddLakes,
  };
}

async function writeReport(name: string, report: object): Promise<void> {
  await mkdir(join(ROOT, 'reports'), { recursive: true });
  await writeFile(join(ROOT, 'reports', name), `${JSON.stringify(report, null, 2)}\n`);
}

/** Shows the current step and the elapsed time: in place on a terminal, else line by line. */
function showProgress(terminal: Terminal, begun: Date): Progress {
  return (text) => {
    const line = `${formatDuration((Date.now() - begun.getTime()) / 1000)}  ${text}`;
    terminal.status(line);
    if (!process.stderr.isTTY) process.stderr.write(`${line}\n`);
  };
}

async function runAndReport({ only, reuseLakes, write }: Options): Promise<void> {
  const begun = new Date();
  const terminal = openTerminal(process.stderr);
  const progress = showProgress(terminal, begun);
  const material = await prepare(reuseLakes, terminal, progress);
  const results = await runEngines(only ?? ENGINES, material, progress);
  terminal.status('');
  await writeReport('engines.json', { begun: begun.toISOString(), engines: results });
  process.stdout.write(`${[...details(results), '', resultTable(results)].join('\n')}\n`);
  const isSkipped = only !== undefined && results.some(({ status }) => status === 'skipped');
  process.exitCode = isSkipped || results.some(hasFailed) ? 1 : 0;
  if (write) await writeVersions(results, begun);
}

type Checks = (progress: Progress) => Promise<readonly AwsCheck[]>;

async function runAndReportChecks(name: string, run: Checks): Promise<void> {
  const begun = new Date();
  const terminal = openTerminal(process.stderr);
  const checks = await run(showProgress(terminal, begun)).catch(skip);
  terminal.status('');
  if (checks === undefined) return;
  await writeReport(`engines-${name}.json`, { begun: begun.toISOString(), checks });
  process.stdout.write(`${awsLines(checks).join('\n')}\n`);
  process.exitCode = checks.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

/** Says why nothing was run. */
function skip(error: unknown): undefined {
  if (!(error instanceof Unavailable)) throw error;
  process.stdout.write(`skipped: ${error.message}\n`);
}

/** One run at a time: they share the lakes. */
async function alone(task: () => Promise<void>): Promise<void> {
  process.once('SIGINT', () => process.exit(ENDED_BY.SIGINT));
  process.once('SIGTERM', () => process.exit(ENDED_BY.SIGTERM));
  const unlock = await lockFolder(WORK_FOLDER);
  try {
    await task();
  } finally {
    await unlock();
  }
}

const program = new Command('npm run engines --')
  .description(
    'Runs the views on every engine that can be installed here, and compares their answers with DuckDB and with the ' +
      'expected answers over odd data. Packages go into .engines/, results into reports/engines.json.',
  )
  .option('--only <engines>', `some of ${NAMES.join(', ')}; none of these may be skipped`, enginesNamed)
  .option('--reuse-lakes', "read the sandbox's lakes of the last run", false)
  .option('--write', 'write the versions that passed into docs/querying.md', false)
  .action((options: Options) => alone(() => runAndReport(options)));
/** Name, description and checks of the subcommands. */
const OTHERS: readonly (readonly [name: string, description: string, run: Checks])[] = [
  ['aws', 'Runs the function and the command line against emulators of AWS: moto and DynamoDB Local.', runAws],
  ['templates', 'Checks the templates of all variants with cfn-lint and asl-validator.', runTemplates],
  ['listing', 'Counts the requests to S3 of queries in Trino, by accounts, days and objects.', runListing],
  ['runtime', "Runs the function under AWS's own runtime client, aws-lambda-ric.", runRuntimeClient],
];
for (const [name, description, run] of OTHERS) {
  program
    .command(name)
    .description(description)
    .action(() => alone(() => runAndReportChecks(name, run)));
}
await program.parseAsync();

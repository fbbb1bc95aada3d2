/** `npm run dbt`: builds the models of fivetran/dbt_zendesk, and compares their figures with Zendesk's own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { lockFolder } from '#sandbox/aws/folder-lock.ts';
import { openTerminal, type Terminal } from '#sandbox/cli/terminal.ts';
import { ROOT, WORK_FOLDER } from '../core/folders.ts';
import { type Lake, Unavailable } from '../core/session.ts';
import { installPython, type PythonEnvironment } from '../install/python.ts';
import { compareColumn, compareWarehouse } from './compare.ts';
import { exportSandbox, RECORDED_REPLIES, writeRecordedLake } from './lakes.ts';
import { buildModels, createProject, DATABASE } from './project.ts';
import { hasFailed, type Result, resultLines } from './report.ts';
import { createWarehouse } from './warehouse.ts';

const FOLDER = join(WORK_FOLDER, 'dbt');
const PROJECT = join(FOLDER, 'project');

type Options = { readonly package?: string; readonly tickets: string };

/** @param expected - columns of the metrics, and their minutes by the ticket's id */
async function checkLake(
  lake: Lake,
  environment: PythonEnvironment,
  expected: typeof RECORDED_REPLIES,
): Promise<Result> {
  const file = join(PROJECT, DATABASE);
  const checked = await createWarehouse(lake, file);
  const built = await buildModels(PROJECT, environment);
  if (!built.ok) return { lake: lake.name, checked, built, comparisons: [] };
  const comparisons = await compareWarehouse(lake, file);
  for (const [column, minutes] of Object.entries(expected)) {
    comparisons.push(await compareColumn(lake, file, column, minutes));
  }
  return { lake: lake.name, checked, built, comparisons };
}

async function run(options: Options, terminal: Terminal): Promise<void> {
  const environment = await installPython('dbt-environment', 'dbt/requirements.txt');
  await createProject(PROJECT, environment, options.package);
  terminal.status('exporting the simulated account …');
  const recorded = await writeRecordedLake(join(FOLDER, 'recorded'));
  const sandbox = await exportSandbox(join(FOLDER, 'lake'), Number(options.tickets), terminal);
  terminal.status('building the models …');
  const results = [await checkLake(recorded, environment, RECORDED_REPLIES), await checkLake(sandbox, environment, {})];
  terminal.status('');
  await mkdir(join(ROOT, 'reports'), { recursive: true });
  await writeFile(join(ROOT, 'reports', 'dbt.json'), `${JSON.stringify(results, null, 2)}\n`);
  terminal.line(results.flatMap(resultLines).join('\n'));
  process.exitCode = results.some(hasFailed) ? 1 : 0;
}

async function runAlone(options: Options): Promise<void> {
  const terminal = openTerminal();
  const unlock = await lockFolder(FOLDER);
  try {
    await run(options, terminal);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    terminal.status('');
    terminal.line(`skipped: ${error.message}`);
  } finally {
    await unlock();
  }
}

await new Command('npm run dbt --')
  .description(
    'Builds the models of fivetran/dbt_zendesk over a simulated account and over recorded events, as docs/dbt.md ' +
      "describes, and compares their figures with Zendesk's own. Python packages go into .engines/.",
  )
  .option('--package <folder>', 'folder of installed packages, such as dbt_packages of a project; default: dbt deps')
  .option('--tickets <number>', 'size of the simulated account', '300')
  .action(runAlone)
  .parseAsync();

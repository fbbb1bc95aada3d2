import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command, Option } from 'commander';
import { type Layout, LAYOUTS } from '#catalog/layout.ts';
import { openTerminal } from '#sandbox/cli/terminal.ts';
import { positiveIntegers } from '../positive-integers.ts';
import { count } from '../report/format.ts';
import { markdown } from '../report/table.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import type { BenchLake, Figures, Suite } from './measure.ts';
import { type Measured, tableOf } from './table.ts';

const PROGRAM = join(import.meta.dirname, 'measure-in-process.ts');
const run = promisify(execFile);

type Options = {
  readonly sizes: readonly number[];
  readonly layout: Layout;
  readonly memory: string;
  readonly only?: readonly string[];
};

/** The command that measures a suite. */
export const suiteCommand = (name: string, suite: Suite): Command =>
  new Command(name)
    .description(suite.description)
    .option('--sizes <numbers>', `${suite.noun} of each lake`, positiveIntegers, suite.sizes)
    .addOption(new Option('--layout <layout>', 'how the objects hold records').choices(LAYOUTS).default('page'))
    .option('--memory <limit>', "DuckDB's memory limit", '1GB')
    .option('--only <measures>', `one or more of ${Object.keys(suite.measures).join(',')}`, (text) => text.split(','))
    .action(async (options: Options) => {
      process.stdout.write(`${markdown(tableOf(suite, await measureSuite(name, suite, options)))}\n`);
    });

/** Writes one lake after the other, and measures each in turn, every measure in a new process. */
async function measureSuite(name: string, suite: Suite, { sizes, layout, memory, only }: Options): Promise<Measured[]> {
  const terminal = openTerminal(process.stderr);
  const measures = Object.keys(suite.measures).filter((each) => only === undefined || only.includes(each));
  const measured: Measured[] = [];
  for (const records of sizes) {
    const folder = createTemporaryFolder();
    terminal.status(`writing ${count(records)} ${suite.noun}`);
    const bytes = await suite.write(folder, layout, records);
    const lake: BenchLake = { folder, layout, records, memoryLimit: memory };
    for (const measure of measures) {
      terminal.status(`${count(records)} ${suite.noun}: ${measure}`);
      const { stdout } = await run(process.execPath, [PROGRAM, name, measure, JSON.stringify(lake)]);
      const figures: Figures = JSON.parse(stdout);
      measured.push({ measure, records, bytes, figures });
    }
    await rm(folder, { recursive: true });
  }
  terminal.status('');
  return measured;
}

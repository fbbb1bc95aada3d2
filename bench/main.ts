/** `npm run bench`: measures the bundle and other exporters, and prints the tables. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { openTerminal } from '#sandbox/cli/terminal.ts';
import { exportsCommand } from './exports/command.ts';
import { suiteCommand } from './lake/command.ts';
import { SUITES } from './lake/suites.ts';
import { measure } from './measure/all.ts';
import { objectsCommand } from './objects/command.ts';
import { peersCommand } from './peers/command.ts';
import { type Part, PARTS, planFor } from './plan.ts';
import { costFrom } from './report/cost.ts';
import { writeDocument } from './report/document.ts';
import { blocksOf } from './report/report.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

type Options = {
  readonly sizes?: readonly number[];
  readonly only?: readonly Part[];
  readonly quick: boolean;
  readonly json: boolean;
  readonly write: boolean;
};

function megabytes(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size) => size >= 0.01 && size <= 200)) return sizes;
  throw new InvalidArgumentError('Expected page sizes in MB from 0.01 to 200, such as 1,5.');
}

function parts(text: string): Part[] {
  const named = text.split(',').map((name) => PARTS.find((part) => part === name));
  if (named.every((part) => part !== undefined)) return named;
  throw new InvalidArgumentError(`Expected some of ${PARTS.join(',')}.`);
}

const program = new Command('npm run bench --')
  .enablePositionalOptions()
  .description(
    'Measures CPU, time and memory per page of tickets from Zendesk to S3: for the deployed bundle, for a baseline that ' +
      'only fetches and puts, and for other exporters. Everything runs locally, each exporter in a separate process.',
  )
  .option('--sizes <MB>', 'uncompressed page sizes (default: 1,5,50,100)', megabytes)
  .option('--only <parts>', `measure only some of the parts ${PARTS.join(',')}`, parts)
  .option('--quick', 'small pages and few runs, to check that the bench works', false)
  .option('--json', 'print the figures as JSON', false)
  .addOption(
    new Option('--write', 'write the tables to docs/performance.md')
      .default(false)
      .conflicts(['quick', 'sizes', 'only']),
  )
  .action(async ({ quick, json, write, sizes, only }: Options) => {
    const terminal = openTerminal(process.stderr);
    const plan = planFor({ quick, ...(sizes && { sizes }), ...(only && { parts: only }) });
    const results = await measure(plan, createTemporaryFolder(), (text) => terminal.status(text));
    terminal.status('');
    const blocks = await blocksOf(results);
    const text = `${blocks.results}\n\n${blocks.cost}`;
    process.stdout.write(`${json ? JSON.stringify({ ...results, cost: costFrom(results) }, null, 2) : text}\n`);
    if (write) await writeDocument(blocks);
  })
  .addCommand(exportsCommand)
  .addCommand(objectsCommand)
  .addCommand(peersCommand);
for (const [name, suite] of Object.entries(SUITES)) program.addCommand(suiteCommand(name, suite));
await program.parseAsync();

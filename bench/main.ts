/** `npm run bench`: measures the built bundle beside others, and prints the tables. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openTerminal } from '#sandbox/cli/terminal.ts';
import { measure } from './measure/all.ts';
import { planFor } from './plan.ts';
import { costFrom } from './report/cost.ts';
import { writeDocument } from './report/document.ts';
import { blocksOf } from './report/report.ts';

type Options = {
  readonly sizes?: readonly number[];
  readonly quick: boolean;
  readonly json: boolean;
  readonly write: boolean;
};

/** What a shell expects of a program that these have ended. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143 } as const;

function megabytes(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size) => size >= 0.01 && size <= 200)) return sizes;
  throw new InvalidArgumentError('Expected sizes from 0.01 to 200, like 1,5.');
}

await new Command('npm run bench --')
  .description(
    'Measures what a page of tickets takes from Zendesk to S3: by the bundle that is deployed, by nothing but fetching ' +
      'and putting, and by what one might write instead. Everything is local, each contestant in a process of its own.',
  )
  .option('--sizes <MB>', 'of pages, uncompressed (default: 1,5,50,100)', megabytes)
  .option('--quick', 'small pages and few runs, to see whether it works', false)
  .option('--json', 'print the figures as JSON', false)
  .addOption(
    new Option('--write', 'put the tables into docs/performance.md').default(false).conflicts(['quick', 'sizes']),
  )
  .action(async ({ quick, json, write, sizes }: Options) => {
    const terminal = openTerminal(process.stderr);
    const plan = planFor({ quick, ...(sizes !== undefined && { sizes }) });
    const folder = mkdtempSync(join(tmpdir(), 'zendesk-lake-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    process.once('SIGINT', () => process.exit(ENDED_BY.SIGINT));
    process.once('SIGTERM', () => process.exit(ENDED_BY.SIGTERM));
    const results = await measure(plan, folder, (text) => terminal.status(text));
    terminal.status('');
    const blocks = await blocksOf(results);
    const text = `${blocks.results}\n\n${blocks.cost}`;
    process.stdout.write(`${json ? JSON.stringify({ ...results, cost: costFrom(results) }, null, 2) : text}\n`);
    if (write) await writeDocument(blocks);
  })
  .parseAsync();

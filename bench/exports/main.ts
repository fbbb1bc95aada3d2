/** `npm run bench:exports`: measures runs of one account with every resource and list. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { build } from '../build.ts';
import { markdown } from '../report/table.ts';
import { measureExports } from './measure.ts';
import { exportsTable } from './table.ts';

await new Command('npm run bench:exports --')
  .description(
    'Measures memory, CPU and requests of runs that export every resource and list of one simulated account.',
  )
  .option('--tickets <number>', 'tickets of the account', '3000')
  .action(async ({ tickets }: { tickets: string }) => {
    const folder = mkdtempSync(join(tmpdir(), 'zendesk-lake-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const runs = await measureExports(build(folder), Number(tickets));
    process.stdout.write(`${markdown(exportsTable(runs))}\n`);
  })
  .parseAsync();

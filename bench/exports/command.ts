import { Command } from 'commander';
import { build } from '../build.ts';
import { markdown } from '../report/table.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { measureExports } from './measure.ts';
import { exportsTable } from './table.ts';

/** `npm run bench -- exports`: measures runs of one account with every resource and list. */
export const exportsCommand = new Command('exports')
  .description(
    'Measures memory, CPU and requests of runs that export every resource and list of one simulated account.',
  )
  .option('--tickets <number>', 'tickets of the account', '3000')
  .action(async ({ tickets }: { tickets: string }) => {
    const runs = await measureExports(build(createTemporaryFolder()), Number(tickets));
    process.stdout.write(`${markdown(exportsTable(runs))}\n`);
  });

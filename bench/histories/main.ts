/** `npm run bench:histories`: derives comments and field histories from many events, in a separate process. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { writeEventLake } from './write-lake.ts';

const MEASURE = join(import.meta.dirname, 'measure.ts');

await new Command('npm run bench:histories --')
  .description('Measures time and memory of DuckDB for ticket_comments and ticket_field_history as Parquet.')
  .option('--events <number>', 'events of the lake', '1000000')
  .option('--memory <limit>', "DuckDB's memory limit", '1GB')
  .action(async ({ events, memory }: { events: string; memory: string }) => {
    const folder = mkdtempSync(join(tmpdir(), 'zendesk-lake-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const bytes = writeEventLake(folder, Number(events));
    process.stdout.write(`${events} events, ${Math.round(bytes / 1e6)} MB before gzip\n`);
    const { stdout } = await promisify(execFile)(process.execPath, [MEASURE, folder, memory]);
    process.stdout.write(stdout);
  })
  .parseAsync();

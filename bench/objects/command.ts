import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { openTerminal } from '#sandbox/cli/terminal.ts';
import type { Figures } from '../lake/measure.ts';
import { positiveInteger, positiveIntegers } from '../positive-integers.ts';
import { count } from '../report/format.ts';
import { markdown } from '../report/table.ts';
import { startListingServer } from './listing-server.ts';
import { OBJECT_MEASURES } from './measures.ts';
import { objectsTable, type Round } from './table.ts';

const PROGRAM = join(import.meta.dirname, 'measure-in-process.ts');
const run = promisify(execFile);

/** `npm run bench -- objects`: measures `verify` over listings of generated objects. */
export const objectsCommand = new Command('objects')
  .description('Measures CPU, time and memory of verify over many objects, relative to listing them.')
  .option('--sizes <numbers>', 'objects of each lake', positiveIntegers, [100_000, 1_000_000])
  .option('--rounds <number>', 'how often each is measured, in turns', positiveInteger, 3)
  .action(async ({ sizes, rounds }: { sizes: readonly number[]; rounds: number }) => {
    const terminal = openTerminal(process.stderr);
    const measured: Round[] = [];
    for (const objects of sizes) {
      for (let round = 1; round <= rounds; round += 1) {
        const figures: Record<string, Figures> = {};
        for (const measure of Object.keys(OBJECT_MEASURES)) {
          terminal.status(`${count(objects)} objects, round ${round} of ${rounds}: ${measure}`);
          figures[measure] = await measureObjects(measure, objects);
        }
        measured.push({ objects, figures });
      }
    }
    terminal.status('');
    process.stdout.write(`${markdown(objectsTable(measured))}\n`);
  });

/** Measures in a new process, because the server is in this one. */
async function measureObjects(measure: string, objects: number): Promise<Figures> {
  const server = await startListingServer({ objects, walkEvery: OBJECT_MEASURES[measure]?.walkEvery ?? 0 });
  try {
    const env = {
      ...process.env,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_S3: server.url,
    };
    const { stdout } = await run(process.execPath, [PROGRAM, measure, String(objects)], { env });
    const figures: Figures = JSON.parse(stdout);
    return figures;
  } finally {
    await server.close();
  }
}

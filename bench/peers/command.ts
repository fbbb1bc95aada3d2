import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Unavailable } from '#engines/core/session.ts';
import { openTerminal } from '#sandbox/cli/terminal.ts';
import { writeDocument } from '../report/document.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { comparePeers } from './compare-peers.ts';
import { comparisonBlock } from './report.ts';

type Options = { readonly tickets: number; readonly json: boolean; readonly write: boolean };

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'comparison.md');

function ticketCount(text: string): number {
  const tickets = Number(text);
  if (Number.isInteger(tickets) && tickets >= 1 && tickets <= 100_000) return tickets;
  throw new InvalidArgumentError('Expected a number of tickets from 1 to 100000.');
}

/** `npm run bench -- peers`. */
export const peersCommand = new Command('peers')
  .description(
    'Compares the deployed bundle with zenpy, tap-zendesk, the Airbyte source and node-zendesk on a simulated Zendesk. ' +
      'Python packages go into .engines/. Needs Python and openssl, and takes about 15 minutes.',
  )
  .option('--tickets <number>', 'size of the account of the first export', ticketCount, 1500)
  .option('--json', 'print the figures as JSON', false)
  .option('--write', 'write the tables to docs/comparison.md', false)
  .action(async ({ tickets, json, write }: Options) => {
    const terminal = openTerminal(process.stderr);
    try {
      const results = await comparePeers(createTemporaryFolder(), tickets, (text) => terminal.status(text));
      terminal.status('');
      const comparison = await comparisonBlock(results);
      process.stdout.write(`${json ? JSON.stringify(results, null, 2) : comparison}\n`);
      if (write) await writeDocument({ comparison }, DOCUMENT);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      terminal.status('');
      process.stderr.write(`cannot compare: ${error.message}\n`);
      process.exitCode = 1;
    }
  });

import { Command, InvalidArgumentError, Option } from 'commander';
import { type LayoutName, LAYOUTS } from '../lake/layout.ts';

/** A run against the simulator. */
export type SandboxOptions = {
  readonly lake: string;
  readonly layout: LayoutName;
  readonly include: readonly string[];
  readonly tickets: number;
  readonly seed: number;
  /** How many times as fast as the wall clock. */
  readonly speed: number;
  readonly keepRunning: boolean;
};

/** A run against a real account. */
export type AccountOptions = {
  readonly lake: string;
  readonly layout: LayoutName;
  readonly include: readonly string[];
  readonly subdomain: string;
  /** As in the export request: epoch seconds, or ISO 8601. */
  readonly startTime?: number | string;
};

type Parsed = Omit<SandboxOptions, 'include'> & Partial<Omit<AccountOptions, 'lake' | 'layout'>>;

const ACCOUNT_HELP = `
A real account's credentials are taken from the environment, one of:
  ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET   an OAuth client (client credentials)
  ZENDESK_ACCESS_TOKEN                          an OAuth access token
  ZENDESK_EMAIL and ZENDESK_API_TOKEN           an API token (Zendesk ends them on 2027-04-30)
  ZENDESK_USERNAME and ZENDESK_PASSWORD         a password
They are kept in memory only. The same command goes on where the last one stopped.

Examples:
  npm start
  npm start -- --tickets 30000 --include users,metric_sets
  npm start -- --layout ndjson --include users
  npm start -- --keep-running
  ZENDESK_CLIENT_ID=… ZENDESK_CLIENT_SECRET=… npm start -- --subdomain acme --start-time 2026-01-01T00:00:00Z`;

/** The command line. What it leaves to be done is passed in, so that it can be tried without doing it. */
export function commandLine(run: {
  readonly sandbox: (options: SandboxOptions) => Promise<void>;
  readonly account: (options: AccountOptions) => Promise<void>;
}): Command {
  return new Command('npm start --')
    .description(
      'Exports a simulated Zendesk, or with --subdomain a real one, into a local lake through the very bundle that ' +
        'is deployed, and proves from the landed files that nothing is missing.',
    )
    .option('--lake <folder>', 'where the lake is: the S3 bucket as plain files', 'lake')
    .addOption(
      new Option('--layout <name>', 'how pages lie in it: as they came, or a ticket a line under zendesk-ndjson/')
        .choices(Object.keys(LAYOUTS))
        .default('page'),
    )
    .option('--include <names>', 'sideloads, e.g. users,metric_sets', commaSeparated)
    .optionsGroup('The simulated account:')
    .option('--tickets <number>', 'how many tickets it begins with', wholeNumber(1, 100_000), 12_000)
    .option('--seed <number>', 'what its data is made from', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--speed <factor>', "how fast the sandbox's clock runs", factor, 20)
    .option('--keep-running', 'leave it running, with tickets that go on changing, until Ctrl-C', false)
    .optionsGroup('A real account:')
    .addOption(
      new Option('--subdomain <name>', 'the acme of acme.zendesk.com').conflicts([
        'tickets',
        'seed',
        'speed',
        'keepRunning',
      ]),
    )
    .option('--start-time <time>', 'where a first export begins: epoch seconds or ISO 8601 (default: 0)', startTime)
    .addHelpText('after', ACCOUNT_HELP)
    .action(async ({ subdomain, startTime, include = [], ...rest }: Parsed, command: Command) => {
      if (subdomain === undefined && startTime !== undefined) command.error('error: --start-time needs --subdomain');
      if (subdomain === undefined) return run.sandbox({ ...rest, include });
      return run.account({
        lake: rest.lake,
        layout: rest.layout,
        include,
        subdomain,
        ...(startTime !== undefined && { startTime }),
      });
    });
}

function commaSeparated(value: string): string[] {
  return value.split(',').map((name) => name.trim());
}

function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

function factor(value: string): number {
  const number = Number(value);
  // Beyond that, what takes a few milliseconds here looks like a timeout to the function.
  if (number >= 1 && number <= 200) return number;
  throw new InvalidArgumentError('Expected a number from 1 to 200.');
}

function startTime(value: string): number | string {
  return /^\d+$/.test(value) ? Number(value) : value;
}

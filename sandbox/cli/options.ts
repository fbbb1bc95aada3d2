import { Command, InvalidArgumentError, Option } from 'commander';
import { type LayoutName, LAYOUTS } from '../lake/layout.ts';
import { DEFAULT_RESOURCES, RESOURCE_GROUPS } from '../lake/resources.ts';

/** Options of both runs. */
type CommonOptions = {
  readonly lake: string;
  readonly layout: LayoutName;
  /** Names of incremental exports and lists. */
  readonly resources: readonly string[];
  readonly include: readonly string[];
};

/** A run against the simulator. */
export type SandboxOptions = CommonOptions & {
  readonly tickets: number;
  readonly seed: number;
  /** Speed of the sandbox clock relative to the wall clock. */
  readonly speed: number;
  readonly keepRunning: boolean;
};

/** A run against a real account. */
export type AccountOptions = CommonOptions & {
  readonly subdomain: string;
  /** As in the export request: epoch seconds, or ISO 8601. */
  readonly startTime?: number | string;
};

type Parsed = Omit<SandboxOptions, 'include' | 'tickets' | 'speed'> &
  Partial<Pick<SandboxOptions, 'tickets' | 'speed'>> &
  Partial<Omit<AccountOptions, 'lake' | 'layout' | 'resources'>>;

/** The size and speed of a simulated account with the default resources, and with more. */
const DEFAULTS = { tickets: 8_000, speed: 20 };
const DEFAULTS_OF_MORE = { tickets: 3_000, speed: 10 };

/** A run with more resources needs more CPU time. At the usual speed it would exceed the timeouts on a busy machine. */
const defaultsFor = (resources: readonly string[]): typeof DEFAULTS =>
  resources.every((name) => DEFAULT_RESOURCES.includes(name)) ? DEFAULTS : DEFAULTS_OF_MORE;

const RESOURCE_NAMES = RESOURCE_GROUPS.get('all') ?? [];

const ACCOUNT_HELP = `
Credentials of a real account (environment variables, one of):
  ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET   OAuth client (client credentials)
  ZENDESK_ACCESS_TOKEN                          OAuth access token
  ZENDESK_EMAIL and ZENDESK_API_TOKEN           API token (disabled by Zendesk on 2027-04-30)
  ZENDESK_USERNAME and ZENDESK_PASSWORD         password
Credentials are kept in memory only. Run the same command again to resume an export.

Examples:
  npm start
  npm start -- --tickets 30000 --resources tickets --include users,metric_sets
  npm start -- --layout ndjson --include users
  npm start -- --resources all
  npm start -- --keep-running
  ZENDESK_CLIENT_ID=… ZENDESK_CLIENT_SECRET=… npm start -- --subdomain acme --start-time 2026-01-01T00:00:00Z`;

/** Creates the command line. Tests pass their own `run` functions. */
export function commandLine(run: {
  readonly sandbox: (options: SandboxOptions) => Promise<void>;
  readonly account: (options: AccountOptions) => Promise<void>;
}): Command {
  return new Command('npm start --')
    .description(
      'Exports a simulated Zendesk account (or a real one with --subdomain) to a local folder. Runs the same bundle ' +
        'that you would deploy, then verifies that no record is missing.',
    )
    .option('--lake <folder>', 'output folder, which stands for the S3 bucket', 'lake')
    .addOption(
      new Option('--layout <name>', 'page: as Zendesk sent it; ndjson: one record per line, under zendesk-ndjson/')
        .choices(Object.keys(LAYOUTS))
        .default('page'),
    )
    .option('--resources <names>', 'what to export; also all, and lists', parseResources, [...DEFAULT_RESOURCES])
    .option('--include <names>', 'sideloads, e.g. users,metric_sets', parseList)
    .optionsGroup('Simulated account:')
    .option(
      '--tickets <number>',
      `number of tickets at the start (default: ${DEFAULTS.tickets}, with more resources ${DEFAULTS_OF_MORE.tickets})`,
      parseInteger(1, 100_000),
    )
    .option('--seed <number>', 'random seed of the data', parseInteger(0, 2 ** 31 - 1), 1)
    .option(
      '--speed <factor>',
      `speed of the clock relative to real time, 1 to 200 (default: ${DEFAULTS.speed}, with more resources ${DEFAULTS_OF_MORE.speed})`,
      parseSpeed,
    )
    .option('--keep-running', 'keep exporting changes until Ctrl-C', false)
    .optionsGroup('Real account:')
    .addOption(
      new Option('--subdomain <name>', 'subdomain such as acme (for acme.zendesk.com)').conflicts([
        'tickets',
        'seed',
        'speed',
        'keepRunning',
      ]),
    )
    .option('--start-time <time>', 'start of a first export: epoch seconds or ISO 8601 (default: 0)', parseStartTime)
    .addHelpText('after', ACCOUNT_HELP)
    .action(async ({ subdomain, startTime, include = [], ...options }: Parsed, command: Command) => {
      if (subdomain === undefined && startTime !== undefined) command.error('error: --start-time requires --subdomain');
      if (subdomain === undefined) return run.sandbox({ ...defaultsFor(options.resources), ...options, include });
      return run.account({
        lake: options.lake,
        layout: options.layout,
        resources: options.resources,
        include,
        subdomain,
        ...(startTime !== undefined && { startTime }),
      });
    });
}

function parseList(value: string): string[] {
  return value.split(',').map((name) => name.trim());
}

/** Returns the names of the exports in a fixed order. A name can also stand for several exports. */
function parseResources(value: string): string[] {
  const requested = parseList(value);
  const isKnown = (name: string): boolean => RESOURCE_GROUPS.has(name) || RESOURCE_NAMES.includes(name);
  if (requested.every(isKnown) && new Set(requested).size === requested.length) {
    const names = new Set(requested.flatMap((name) => RESOURCE_GROUPS.get(name) ?? [name]));
    return RESOURCE_NAMES.filter((name) => names.has(name));
  }
  const known = [...RESOURCE_GROUPS.keys(), ...RESOURCE_NAMES];
  throw new InvalidArgumentError(`Expected some of ${known.join(',')}, each once.`);
}

function parseInteger(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

function parseSpeed(value: string): number {
  const number = Number(value);
  // At a higher speed, a few milliseconds of real time exceed the function's timeouts.
  if (number >= 1 && number <= 200) return number;
  throw new InvalidArgumentError('Expected a number from 1 to 200.');
}

function parseStartTime(value: string): number | string {
  return /^\d+$/.test(value) ? Number(value) : value;
}

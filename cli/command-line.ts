import { Command, CommanderError } from 'commander';
import { CLI } from '#common/command.ts';
import { SECRET_FORMS } from '#functions/export/zendesk/secret.ts';
import manifest from '../package.json' with { type: 'json' };
import { connect, disconnect } from './aws/clients.ts';
import { explain } from './aws/errors.ts';
import { cost } from './commands/cost.ts';
import { credentials, type CredentialsOptions } from './commands/credentials.ts';
import { doctor } from './commands/doctor.ts';
import { init, type InitOptions } from './commands/init.ts';
import { pause, resume } from './commands/pause.ts';
import { rewind } from './commands/rewind.ts';
import { run } from './commands/run.ts';
import { status } from './commands/status.ts';
import { verify } from './commands/verify.ts';
import { type Context, type GlobalOptions, openContext, openSession, type Report, type Start } from './context.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { styleFor } from './print/style.ts';

const HELP = `
Exit codes:
  ${EXIT.ok}   success
  ${EXIT.failed}   a check failed, a gap was found, or the run failed
  ${EXIT.usageError}   invalid usage, unknown stack or account, or access denied; nothing was changed
  ${EXIT.locked}   another run holds the lease of the export

Uses your AWS credentials, as the AWS CLI does. Finds bucket, table, function and schedules by the stack's outputs.`;

const REWIND_HELP = `
Shows the estimated work and asks for confirmation. Refuses while a run holds the lease of the export.
The next run of a list begins a new snapshot. Complete snapshots stay as they are.

Examples:
  ${CLI} rewind --resource tickets --to 2026-11-01T00:00:00Z
  ${CLI} rewind --resource groups`;

const INIT_HELP = `
Asks for the subdomain (or --account), the resources and the credentials. Without a terminal or with --json, reads the
credentials as JSON from standard input. Sends one request per resource to Zendesk, and none to AWS. Stores no credentials.

Example:
  ${CLI} init --account acme --resource tickets,users --json < credentials.json`;

const CREDENTIALS_HELP = `
Asks for the credentials without showing them. Without a terminal or with --json, reads them as JSON from standard input:
${SECRET_FORMS}.
Works before the first deployment: pass --account. Changes nothing unless Zendesk accepts the credentials.

Examples:
  ${CLI} credentials --account acme
  ${CLI} credentials --account acme --json < credentials.json`;

const VERIFY_HELP = `
Checks that the objects in the bucket cover the time from the start of each export to its position without a gap.
Of a list, checks that each complete snapshot has all its pages, and that the last one is there.
Prints the rewind command that closes the first gap of an export.

--deep reads all objects: one request each, and their full size. It shows the size before it begins. It names objects that
are damaged or could not be read, and those with characters that some readers refuse. The latter do not count as damage.`;

/**
 * Runs a command line.
 *
 * @param args - without node and script
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = define(io, async (command, options) => {
    exitCode = await execute(command, options, io);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already printed the problem. It also throws after help and version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usageError;
    throw error;
  }
}

/** Removes typed values from a message about invalid usage: a user may pass credentials as an argument. */
const hideValues = (message: string): string =>
  message.replace(/(?<=but got \d+): .*/s, '.\n').replace(/(?<=unknown option '[^'=]+)=.*'/s, "'");

/** Collects the values of an option that can be repeated. */
const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, ...value.split(',')];

type Work = (start: Start) => Promise<Report>;

function define(io: Io, execute: (work: Work, options: GlobalOptions) => Promise<void>): Command {
  const program = new Command(CLI)
    .description('Operate a deployed zendesk-lake stack')
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'Print help for a command')
    .option('--settings <file>', 'settings file (default: zendesk-lake.json of this folder)')
    .option('--stack <name>', 'name of the CloudFormation stack (default: stackName of the settings file)')
    .option('--account <subdomain>', 'Zendesk subdomain, if several accounts are deployed')
    .option('--profile <name>', 'AWS profile')
    .option('--region <name>', 'AWS region of the stack')
    .option('--json', 'print the result as one JSON document')
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void io.out.write(text),
      writeErr: (text) => void io.err.write(text),
      outputError: (text, write) => write(hideValues(text)),
    })
    .exitOverride();
  const add = (name: string, description: string): Command => program.command(name).description(description);
  const addForExports = (name: string, description: string): Command =>
    add(name, description).option('--resource <names>', 'only these resources: comma-separated, or repeated', collect);
  const action =
    <Options extends object>(work: (context: Context, options: Options) => Promise<Report>) =>
    (options: Options, command: Command): Promise<void> =>
      execute(async (start) => work(await openContext(openSession(start)), options), command.optsWithGlobals());

  add('init', 'Check Zendesk credentials and write the settings file')
    .option('--resource <names>', 'the resources to export: comma-separated, or repeated (default: tickets)', collect)
    .option('--file <path>', 'read the JSON of the credentials from a file')
    .option('--force', 'replace an existing settings file')
    .addHelpText('after', INIT_HELP)
    .action((options: InitOptions, command: Command) =>
      execute((start) => init(start, options), command.optsWithGlobals()),
    );
  addForExports(
    'doctor',
    'Check schedule, secret, credentials, role, clock, bucket and table, and suggest fixes',
  ).action(action(doctor));
  add('credentials', 'Check Zendesk credentials and store them in Secrets Manager')
    .option('--file <path>', 'read the JSON of the credentials from a file')
    .option('--secret <name>', 'name of the secret, or ARN of an existing one, if it is not that of the stack')
    .option('--kms-key <arn>', 'KMS key of a new secret (default: the AWS managed key)')
    .option('--restore', 'cancel the scheduled deletion of the secret')
    .option('--no-check', 'store the credentials without a request to Zendesk')
    .addHelpText('after', CREDENTIALS_HELP)
    .action((options: CredentialsOptions, command: Command) =>
      execute((start) => credentials(openSession(start), options), command.optsWithGlobals()),
    );
  addForExports('status', 'Show position, lag and last run of each export, and the snapshots of lists').action(
    action(status),
  );
  addForExports('run', 'Start a run now and wait for its result').action(action(run));
  add('pause', 'Disable the schedule until you resume it or deploy a change to it').action(action(pause));
  add('resume', 'Enable the schedule again').action(action(resume));
  add('rewind', 'Re-export one resource from a point in time, or request a new snapshot of a list')
    .option('--resource <name>', 'the resource, if the account has several exports', collect)
    .option('--to <time>', 'epoch seconds, or ISO 8601 with Z or an offset; most lists need none')
    .option('--wait', 'wait until no run holds the lease')
    .option('--yes', 'skip the confirmation')
    .option('--force', 'allow a move forward, which skips records for good')
    .addHelpText('after', REWIND_HELP)
    .action(action(rewind));
  addForExports('verify', 'Verify that no landed object is missing')
    .option('--deep', 'also read every object and check its digest, record count and interval')
    .option('--from-oldest', 'start at the oldest object, for buckets with their own expiration rule')
    .addHelpText('after', VERIFY_HELP)
    .action(action(verify));
  addForExports('cost', 'Estimate the monthly AWS cost of each export and account').action(action(cost));
  return program;
}

async function execute(work: Work, options: GlobalOptions, io: Io): Promise<number> {
  const clients = connect(options);
  const style = styleFor(io.out, io.env);
  try {
    const { exitCode, data, text } = await work({ io, options, clients });
    io.out.write(`${options.json ? JSON.stringify(data, null, 2) : text(style)}\n`);
    return exitCode;
  } catch (error) {
    if (isBug(error)) throw error;
    const { message, exitCode } = explain(error);
    if (options.json) io.out.write(`${JSON.stringify({ error: { message, exitCode } }, null, 2)}\n`);
    else io.err.write(`${message}\n`);
    return exitCode;
  } finally {
    disconnect(clients);
  }
}

/** True for errors of this program, as opposed to errors of AWS or the network. */
const isBug = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;

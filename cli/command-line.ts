import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { connect, disconnect } from './aws/clients.ts';
import { explain } from './aws/errors.ts';
import { cost } from './commands/cost.ts';
import { doctor } from './commands/doctor.ts';
import { pause, resume } from './commands/pause.ts';
import { rewind } from './commands/rewind.ts';
import { run } from './commands/run.ts';
import { status } from './commands/status.ts';
import { verify } from './commands/verify.ts';
import { type Context, DEFAULT_STACK, type GlobalOptions, openContext, type Report } from './context.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { styleFor } from './print/style.ts';

const HELP = `
Exit codes:
  ${EXIT.ok}   success
  ${EXIT.failed}   a check failed, a gap was found, or a run failed
  ${EXIT.usageError}   wrong use, no such stack or account, or no access; nothing was changed
  ${EXIT.locked}   a run holds the export

It works with your own AWS credentials, as the AWS CLI does, and on the outputs of the stack.`;

/**
 * Carries out a command line.
 *
 * @param args - without node and script
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = define(io, async (command, options) => {
    exitCode = await carryOut(command, options, io);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said already what is wrong; help and version end like this too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usageError;
    throw error;
  }
}

type Work = (context: Context) => Promise<Report>;

function define(io: Io, carryOut: (work: Work, options: GlobalOptions) => Promise<void>): Command {
  const program = new Command('zendesk-lake')
    .description('Operates a deployed zendesk-lake.')
    .version(manifest.version)
    .option('--stack <name>', 'the CloudFormation stack', DEFAULT_STACK)
    .option('--account <subdomain>', 'the Zendesk account, where several are deployed')
    .option('--profile <name>', 'of the AWS configuration')
    .option('--region <name>', 'of the stack')
    .option('--json', 'print one JSON document, and nothing else, to stdout', false)
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => void io.out.write(text), writeErr: (text) => void io.err.write(text) })
    .exitOverride();
  const add = (name: string, description: string): Command => program.command(name).description(description);
  const by =
    <Options extends object>(work: (context: Context, options: Options) => Promise<Report>) =>
    (options: Options, command: Command): Promise<void> =>
      carryOut((context) => work(context, options), command.optsWithGlobals());

  add('doctor', 'check schedule, secret, credentials, role, clock, bucket and table, each with its fix').action(
    by(doctor),
  );
  add('status', 'show the position, lag and last run of each export').action(by(status));
  add('run', 'start a run now and show its result').action(by(run));
  add('pause', 'switch the schedule off, until it is resumed or a change of it deployed').action(by(pause));
  add('resume', 'switch the schedule on again').action(by(resume));
  add('rewind', 'have the export read from a time on again')
    .requiredOption('--to <time>', 'epoch seconds, or ISO 8601 with Z or an offset')
    .option('--wait', 'wait for a run that holds the export')
    .option('--yes', 'do not ask')
    .option('--force', 'also forward: the time skipped is never read')
    .action(by(rewind));
  add('verify', 'prove that no object is missing')
    .option('--deep', 'read every object, too: digest, number of records, interval')
    .option('--from-oldest', 'begin at the oldest object: where the owner of the bucket has objects expire')
    .action(by(verify));
  add('cost', 'estimate what the exports cost a month').action(by(cost));
  return program;
}

async function carryOut(work: Work, options: GlobalOptions, io: Io): Promise<number> {
  const clients = connect(options);
  const style = styleFor(io.out, io.env);
  try {
    const { exitCode, data, text } = await work(await openContext(io, options, clients));
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

/** What no service has answered. */
const isBug = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;

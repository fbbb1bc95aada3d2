import { Interrupted } from './cli/interrupts.ts';
import { commandLine } from './cli/options.ts';
import { runAccount } from './cli/run-account.ts';
import { runSandbox } from './cli/run-sandbox.ts';
import { openTerminal } from './cli/terminal.ts';

/** What a shell expects of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

const terminal = openTerminal();

/** Prints errors for the user: what is wrong and what to do, without a stack. */
async function report(isProven: Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await isProven) ? 0 : 1;
  } catch (error) {
    terminal.status('');
    const interrupted = error instanceof Interrupted;
    process.exitCode = interrupted ? INTERRUPTED : 1;
    console.error(interrupted ? 'Stopped. The same command can be given again.' : messageOf(error));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

await commandLine({
  sandbox: (options) => report(runSandbox(options, terminal)),
  account: (options) => report(runAccount(options, process.env, terminal)),
}).parseAsync();

import { Interrupted } from './cli/interrupts.ts';
import { commandLine } from './cli/options.ts';
import { runAccount } from './cli/run-account.ts';
import { runSandbox } from './cli/run-sandbox.ts';
import { openTerminal } from './cli/terminal.ts';

/** Exit code of a program that was ended by Ctrl-C (128 + SIGINT). */
const INTERRUPTED = 130;

const terminal = openTerminal();

/** Sets the exit code and prints errors without a stack trace. */
async function report(isComplete: Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await isComplete) ? 0 : 1;
  } catch (error) {
    terminal.status('');
    const isInterrupted = error instanceof Interrupted;
    process.exitCode = isInterrupted ? INTERRUPTED : 1;
    console.error(isInterrupted ? 'Stopped. Run the same command again to continue.' : toMessage(error));
  }
}

const toMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

await commandLine({
  sandbox: (options) => report(runSandbox(options, terminal)),
  account: (options) => report(runAccount(options, process.env, terminal)),
}).parseAsync();

import { execFile } from 'node:child_process';

export type CommandResult = {
  readonly ok: boolean;
  /** The program is not there. */
  readonly isMissing: boolean;
  /** Both streams. */
  readonly output: string;
  readonly stdout: string;
};

type Options = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Its standard input. */
  readonly input?: string;
};

const MINUTES = 60_000;
const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** Runs a program to its end. Does not throw if it fails. */
export function runCommand(file: string, args: readonly string[], options: Options = {}): Promise<CommandResult> {
  const { cwd, env = {}, timeoutMs = 10 * MINUTES, input = '' } = options;
  return new Promise((resolve) => {
    const settings = {
      timeout: timeoutMs,
      maxBuffer: LARGEST_OUTPUT,
      env: { ...process.env, ...env },
      ...(cwd !== undefined && { cwd }),
    };
    const child = execFile(file, args, settings, (error, stdout, stderr) => {
      const isMissing = error?.code === 'ENOENT';
      const timedOut = error?.killed === true ? `\nended after ${timeoutMs / 1000} s` : '';
      resolve({ ok: error === null, isMissing, output: `${stdout}${stderr}${timedOut}`, stdout });
    });
    // A program that does not start, or reads nothing, has been reported above.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** The last line of a program's output that says something: usually the error. */
export const lastLine = (output: string): string =>
  output
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim() ?? 'no output';

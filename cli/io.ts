import type { Writable } from 'node:stream';
import { confirm, isCancel } from '@clack/prompts';

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean };

/** The part of the process that commands use, which tests replace. */
export type Io = {
  /** The result. */
  readonly out: Output;
  /** Errors, questions and progress. */
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Asks the user for confirmation. Undefined if no terminal is attached. */
  readonly confirm?: (question: string) => Promise<boolean>;
};

export function systemIo(): Io {
  const { stdin, stdout, stderr } = process;
  return {
    out: stdout,
    err: stderr,
    env: process.env,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    ...(stdin.isTTY &&
      stderr.isTTY && {
        confirm: async (message: string) => {
          const answer = await confirm({ message, initialValue: false, output: stderr });
          return !isCancel(answer) && answer;
        },
      }),
  };
}

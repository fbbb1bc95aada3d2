import type { Writable } from 'node:stream';
import { confirm, isCancel } from '@clack/prompts';

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean };

/** All that a command takes from the process that it runs in. */
export type Io = {
  /** What was asked for. */
  readonly out: Output;
  /** Everything else: errors, questions, progress. */
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Asks a person; undefined where there is none. */
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

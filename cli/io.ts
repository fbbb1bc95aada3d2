import type { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { confirm, isCancel, multiselect, password, select, text } from '@clack/prompts';
import { SETTINGS_FILE } from '#infra/config/settings-file.ts';
import { CommandError } from './exit.ts';

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean };

/** The part of the process that commands use, which tests replace. */
export type Io = {
  /** The result. */
  readonly out: Output;
  /** Errors, questions and progress. */
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of the settings file. */
  readonly settingsFile: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Asks the user for confirmation. Undefined if no terminal is attached. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** Asks the user for input. Undefined if no terminal is attached. */
  readonly prompts?: Prompts;
  /** Reads standard input to its end. Undefined if it is a terminal, on which the text would be visible. */
  readonly readInput?: () => Promise<Buffer>;
};

/** Questions to the user. Each throws CommandError if the user cancels it. No answer is empty. */
export type Prompts = {
  readonly choose: (question: string, choices: readonly Choice[]) => Promise<string>;
  readonly ask: (question: string) => Promise<string>;
  /** Returns at least one value. */
  readonly chooseSeveral: (
    question: string,
    choices: readonly Choice[],
    preselected: readonly string[],
  ) => Promise<string[]>;
  /** Does not show the typed text. */
  readonly askHidden: (question: string) => Promise<string>;
};

export type Choice = { readonly value: string; readonly label: string };

export function systemIo(): Io {
  const { stdin, stdout, stderr } = process;
  return {
    out: stdout,
    err: stderr,
    env: process.env,
    settingsFile: SETTINGS_FILE,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    ...(stdin.isTTY &&
      stderr.isTTY && {
        confirm: async (message: string) => {
          const answer = await confirm({ message, initialValue: false, output: stderr });
          return !isCancel(answer) && answer;
        },
        prompts: createPrompts(stderr),
      }),
    ...(!stdin.isTTY && { readInput: () => buffer(stdin) }),
  };
}

const validate = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === '' ? 'Required' : undefined;

function createPrompts(output: Output): Prompts {
  return {
    choose: async (message, choices) => orCancel(await select({ message, options: [...choices], output })),
    chooseSeveral: async (message, choices, preselected) => {
      const options = { options: [...choices], initialValues: [...preselected], maxItems: 12 };
      const answers = await multiselect({ message, ...options, output });
      if (isCancel(answers)) throw canceledError();
      return answers;
    },
    ask: async (message) => orCancel(await text({ message, validate, output })).trim(),
    askHidden: async (message) => orCancel(await password({ message, validate, output })).trim(),
  };
}

function orCancel(answer: string | symbol): string {
  if (typeof answer === 'string') return answer;
  throw canceledError();
}

const canceledError = (): CommandError => new CommandError('Canceled. Nothing was changed.');

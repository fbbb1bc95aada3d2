import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Copy, type Exporter, toCopy } from './exporter.ts';
import { runMeasured, toErrorLine } from './run-measured.ts';

/** A line of an exporter's output. */
export type Message = {
  readonly ticket?: Readonly<Record<string, unknown>>;
  /** From which the next run continues. */
  readonly state?: unknown;
  readonly error?: string;
};

type MessageExporterOptions = {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** @param states - the file with the last state, if there was one */
  readonly command: (states: readonly string[]) => readonly string[];
  readonly read: (line: string) => Message;
};

/**
 * Opens an exporter that prints records and states as messages. Like a destination, it keeps each state that was printed,
 * and gives the last one to the next run.
 */
export function openMessageExporter({ folder, env, command, read }: MessageExporterOptions): Exporter {
  const copies: Copy[] = [];
  const file = join(folder, 'state.json');
  let state: unknown;
  return {
    async run(signal) {
      const states = state === undefined ? [] : [file];
      if (state !== undefined) await writeFile(file, JSON.stringify(state));
      let printedError: string | undefined;
      const onLine = (line: string): void => {
        const message = read(line);
        if (message.ticket !== undefined) copies.push(toCopy(message.ticket));
        state = message.state ?? state;
        printedError = message.error ?? printedError;
      };
      const end = await runMeasured({ command: command(states), env, folder, onLine, signal });
      return end.outcome === 'failed' && printedError !== undefined
        ? { ...end, error: toErrorLine(printedError) }
        : end;
    },
    copies: async () => copies,
    async [Symbol.asyncDispose]() {},
  };
}

/**
 * Reads a Singer message.
 *
 * @see https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md
 */
export function readSinger(line: string): Message {
  const { type, record, value } = parseObject(line);
  if (type === 'RECORD' && isObject(record)) return { ticket: record };
  return type === 'STATE' ? { state: value } : {};
}

/** Returns an empty object for a line that is not a message. */
export function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

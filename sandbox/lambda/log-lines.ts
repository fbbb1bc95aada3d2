import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';

/** One line of the function's output. */
export type LogLine = {
  readonly text: string;
  /** The parsed line if it is a JSON object, as structured logs are. */
  readonly json?: Readonly<Record<string, unknown>>;
};

/** Calls the callback with each line of a stream, in order. */
export function onEachLine(stream: Readable, callback: (text: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', callback);
}

export function parseLogLine(text: string): LogLine {
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) ? { text, json } : { text };
  } catch {
    return { text };
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

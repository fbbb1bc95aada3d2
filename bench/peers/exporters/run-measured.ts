import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Unavailable } from '#engines/core/session.ts';
import type { Figures } from '../../child/messages.ts';
import { ACCESS_TOKEN } from '../world.ts';
import type { RunEnd } from './exporter.ts';

export const PROGRAMS = join(import.meta.dirname, '..', 'programs');

type Options = {
  readonly command: readonly string[];
  /** The process inherits only PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Receives its output. */
  readonly onLine?: (line: string) => void;
  /** Kills it with all its processes. */
  readonly signal?: AbortSignal | undefined;
};

const STDERR_KEPT = 20_000;
const LONGEST_ERROR = 120;

/** Kill the running commands, if this process ends before them. */
const running = new Set<() => void>();
process.once('exit', () => running.forEach((kill) => kill()));

/**
 * Runs a command to its end, and measures it.
 *
 * @throws Unavailable without Python, which measures it
 */
export async function runMeasured({ command, env, folder, onLine, signal }: Options): Promise<RunEnd> {
  const file = join(folder, 'usage.json');
  await rm(file, { force: true });
  const child = spawn('python3', [join(PROGRAMS, 'measure.py'), file, ...command], {
    env: { PATH: process.env.PATH ?? '', HOME: folder, TZ: 'UTC', ...env },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group, so that a signal reaches the measured process too.
    detached: true,
  });
  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', kill);
  running.add(kill);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT)));
  onEachLine(child.stdout, (line) => onLine?.(line));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', () => reject(new Unavailable('no Python: install Python 3.10 or later')));
    child.once('close', resolve);
  });
  running.delete(kill);
  signal?.removeEventListener('abort', kill);
  if (signal?.aborted === true) return { outcome: 'killed' };

  const usage: Figures = JSON.parse(await readFile(file, 'utf8'));
  return code === 0 ? { outcome: 'completed', usage } : { outcome: 'failed', usage, error: errorIn(stderr) };
}

/** Calls back with each line. The module `readline` also splits at U+2028, which the text of tickets contains. */
function onEachLine(stream: Readable, callback: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach((line) => callback(line));
  });
}

/** Finds the error in the output of a program that failed: the last line that looks like one, else the last line. */
export function errorIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((each) => /^(CRITICAL|[\w.]*(Error|Exception|Exceeded)\b)/.test(each)) ?? lines.at(-1);
  return toErrorLine(line ?? 'no output');
}

/** Shortens an error to a part of a line, without the token and the simulator's port. */
export const toErrorLine = (text: string): string =>
  text
    .replaceAll(ACCESS_TOKEN, '…')
    .replaceAll(/(127\.0\.0\.1):\d+/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_ERROR);

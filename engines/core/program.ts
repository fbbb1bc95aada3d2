import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { killAtExit } from './children.ts';
import { WORK_FOLDER } from './folders.ts';
import { asTable, parseExactly } from './parse-cells.ts';
import type { Table } from './session.ts';

/** An engine's program in a separate process. It answers requests one by one: see engines/python/serve.py. */
export type Program = AsyncDisposable & {
  readonly version: string;
  /** Rejects with the engine's error. */
  call(name: string, ...args: readonly unknown[]): Promise<void>;
  /** A call that answers with rows. */
  table(name: string, ...args: readonly unknown[]): Promise<Table>;
};

type Options = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

const CALL_TIMEOUT_MS = 300_000;
const STDERR_KEPT = 20_000;

type Answer = { readonly ok?: boolean; readonly error?: string; readonly version?: string };

/** @throws Error if it does not start, with the end of its error output */
export async function startProgram({ command, args, env = {}, cwd }: Options): Promise<Program> {
  const child = spawn(command, args, {
    env: { ...process.env, TZ: 'UTC', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  killAtExit(child);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT)));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(`ended (${signal ?? code})`));
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Answer> => {
    const limit = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const late = new Promise<never>((_resolve, reject) =>
      limit.addEventListener('abort', () => reject(new Error(`no answer after ${CALL_TIMEOUT_MS / 1000} s`))),
    );
    const line = await Promise.race([lines.next(), late]);
    if (line.done === true)
      throw new Error(`the program ${await ended}: ${stderr.trim().split('\n').slice(-3).join(' | ')}`);
    const parsed: Answer = JSON.parse(line.value);
    return parsed;
  };
  const file = join(WORK_FOLDER, `answer-${child.pid}.json`);
  const call = async (name: string, args: readonly unknown[]): Promise<void> => {
    child.stdin.write(`${JSON.stringify({ call: name, arguments: args, file })}\n`);
    const { ok, error } = await answer();
    if (ok !== true) throw new Error(error);
  };

  const { version = 'unknown' } = await answer();
  return {
    version,
    call: (name, ...args) => call(name, args),
    async table(name, ...args) {
      await call(name, args);
      return asTable(parseExactly(await readFile(file, 'utf8')));
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      await rm(file, { force: true });
    },
  };
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const MAIN = join(ROOT, 'sandbox', 'main.ts');

/** Its modules load in half the time from the second start on. */
const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(ROOT, 'dist', 'compile-cache') };

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Running = {
  readonly finished: Promise<Finished>;
  /** Resolves when the output matches. */
  printed(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
};

/** Starts the program of `npm start` with only these environment variables, PATH and a compile cache. */
export function startMain(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH ?? '', ...COMPILE_CACHE, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    finished,
    kill: (signal) => void child.kill(signal),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (pattern.test(stdout)) resolve();
        };
        child.stdout.on('data', check);
        check();
        void finished.then(() => reject(new Error(`ended without printing ${pattern}:\n${stdout}${stderr}`)));
      }),
  };
}

export const runMain = (...args: Parameters<typeof startMain>): Promise<Finished> => startMain(...args).finished;

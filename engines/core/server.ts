import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { killAtExit } from './children.ts';

export type ServerOptions = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether this line of its output says that it is ready. */
  readonly isReady: (line: string) => boolean;
  readonly timeoutMs?: number;
};

/** A server in a separate process, and the line that it printed when it was ready. */
export type Server = AsyncDisposable & { readonly ready: string };

const STDERR_KEPT = 20_000;

/** @throws Error if it ends or says nothing in time, with the end of its error output */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { command, args, env, cwd, isReady, timeoutMs = 120_000 } = options;
  const child = spawn(command, args, {
    env: { ...process.env, TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  killAtExit(child);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT)));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(`ended (${signal ?? code})`));
  });
  const failed = async (how: Promise<string>): Promise<never> => {
    throw new Error(`${command} ${await how}: ${stderr.trim().split('\n').slice(-3).join(' | ')}`);
  };
  const { promise: late, resolve: giveUp } = Promise.withResolvers<string>();
  const timer = setTimeout(() => giveUp(`is not ready after ${timeoutMs / 1000} s`), timeoutMs);
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => (isReady(line) ? resolve(line) : undefined));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return { ready: await Promise.race([ready, failed(ended), failed(late)]), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
    giveUp('');
  }
}

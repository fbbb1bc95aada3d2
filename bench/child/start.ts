import { fork } from 'node:child_process';
import { lambdaEnv } from '#sandbox/lambda/lambda-env.ts';
import type { Figures, FromChild, Job, Memory, ToChild } from './messages.ts';

export type ChildOptions = {
  /** Path of the bundled `main.ts`. */
  readonly main: string;
  /** Path of the program's file. */
  readonly program: string;
  /** The process's home directory. It inherits nothing else from this machine's environment. */
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Memory of the Lambda function, which sets the limits of Node's heap. */
  readonly memoryMib: number;
  readonly exposeGc?: boolean;
};

/** A program in a separate process. */
export type Child = {
  /** From the start of the process until the program is loaded (ms). */
  readonly startupMs: number;
  /** Memory when the program is loaded. */
  readonly loaded: Memory;
  /** @throws OutOfMemory, or an error with the program's message */
  run(job: Job): Promise<Figures>;
  sample(): Promise<Memory>;
  kill(): Promise<void>;
};

/** The process ended because its heap was full. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

export async function startChild(options: ChildOptions): Promise<Child> {
  const startedAt = performance.now();
  const child = fork(options.main, [options.program], {
    env: { ...lambdaEnv(options.env, options.home), AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMib) },
    execArgv: [...heapOptions(options.memoryMib), ...(options.exposeGc === true ? ['--expose-gc'] : [])],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-10_000)));
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? String(code)));
  });
  const failure = ended.then((reason): never => {
    if (/heap out of memory|Array buffer allocation failed/i.test(stderr)) throw new OutOfMemory(options.program);
    throw new Error(`${options.program} ended unexpectedly (${reason}): ${stderr}`);
  });
  failure.catch(() => undefined);

  const nextMessage = <Kind extends FromChild['kind']>(kind: Kind): Promise<Extract<FromChild, { kind: Kind }>> =>
    new Promise((resolve, reject) => {
      const listener = (message: FromChild): void => {
        if (isKind(message, kind)) resolve(message);
        else if (message.kind === 'failed') reject(new Error(`${options.program}: ${message.message}`));
        else return;
        child.off('message', listener);
      };
      child.on('message', listener);
    });
  const request = <Kind extends FromChild['kind']>(message: ToChild, kind: Kind) => {
    const response = Promise.race([nextMessage(kind), failure]);
    child.send(message);
    return response;
  };

  const { memory } = await Promise.race([nextMessage('ready'), failure]);
  return {
    startupMs: performance.now() - startedAt,
    loaded: memory,
    run: async (job) => (await request({ kind: 'run', job }, 'done')).figures,
    sample: async () => (await request({ kind: 'sample' }, 'sampled')).memory,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * The heap limits that Lambda's runtime sets (`/var/runtime/bootstrap`): a tenth of the memory for new objects, the rest
 * for old ones. Buffers count toward neither.
 */
export function heapOptions(memoryMib: number): string[] {
  const newSpace = Math.floor(memoryMib / 10);
  return [`--max-semi-space-size=${Math.floor(newSpace / 2)}`, `--max-old-space-size=${memoryMib - newSpace}`];
}

function isKind<Kind extends FromChild['kind']>(
  message: FromChild,
  kind: Kind,
): message is Extract<FromChild, { kind: Kind }> {
  return message.kind === kind;
}

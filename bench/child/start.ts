import { fork } from 'node:child_process';
import { lambdaEnv } from '#sandbox/lambda/lambda-env.ts';
import type { Figures, FromChild, Job, Memory, ToChild } from './messages.ts';

export type ChildOptions = {
  /** The bundled `main.ts`. */
  readonly main: string;
  /** The contestant's file. */
  readonly contestant: string;
  /** Its folder is all that the process knows of this machine. */
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of the Lambda function whose limits Node is given. */
  readonly memoryMib: number;
  readonly exposeGc?: boolean;
};

/** A contestant in a process of its own. */
export type Child = {
  /** From the start of the process until the contestant was loaded (ms). */
  readonly startUpMs: number;
  /** What the process had when it was loaded. */
  readonly loaded: Memory;
  /** @throws OutOfMemory, or an error with what the contestant said */
  run(job: Job): Promise<Figures>;
  sample(): Promise<Memory>;
  kill(): Promise<void>;
};

/** V8 has given up: its heap had no room. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

export async function startChild(options: ChildOptions): Promise<Child> {
  const begun = performance.now();
  const child = fork(options.main, [options.contestant], {
    env: { ...lambdaEnv(options.env, options.home), AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMib) },
    execArgv: [...heapOptions(options.memoryMib), ...(options.exposeGc === true ? ['--expose-gc'] : [])],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-10_000)));
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? String(code)));
  });
  const failure = ended.then((how): never => {
    if (/heap out of memory|Array buffer allocation failed/i.test(stderr)) throw new OutOfMemory(options.contestant);
    throw new Error(`${options.contestant} has ended (${how}): ${stderr}`);
  });
  failure.catch(() => undefined);

  const answer = <Kind extends FromChild['kind']>(kind: Kind): Promise<Extract<FromChild, { kind: Kind }>> =>
    new Promise((resolve, reject) => {
      const listener = (message: FromChild): void => {
        if (isKind(message, kind)) resolve(message);
        else if (message.kind === 'failed') reject(new Error(`${options.contestant}: ${message.message}`));
        else return;
        child.off('message', listener);
      };
      child.on('message', listener);
    });
  const ask = <Kind extends FromChild['kind']>(message: ToChild, kind: Kind) => {
    const answered = Promise.race([answer(kind), failure]);
    child.send(message);
    return answered;
  };

  const { memory } = await Promise.race([answer('ready'), failure]);
  return {
    startUpMs: performance.now() - begun,
    loaded: memory,
    run: async (job) => (await ask({ kind: 'run', job }, 'done')).figures,
    sample: async () => (await ask({ kind: 'sample' }, 'sampled')).memory,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * The limits that Lambda's runtime gives Node (`/var/runtime/bootstrap`): a tenth of the memory for new objects, the
 * rest for old ones. Buffers are outside of both.
 */
function heapOptions(memoryMib: number): string[] {
  const newSpace = Math.floor(memoryMib / 10);
  return [`--max-semi-space-size=${Math.floor(newSpace / 2)}`, `--max-old-space-size=${memoryMib - newSpace}`];
}

function isKind<Kind extends FromChild['kind']>(
  message: FromChild,
  kind: Kind,
): message is Extract<FromChild, { kind: Kind }> {
  return message.kind === kind;
}

import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { SandboxClock } from '../clock.ts';
import { onEachLine } from './log-lines.ts';
import { endLine, type FromProcess, type InvocationRequest, type ToProcess } from './messages.ts';

export type ExecutionEnvironmentOptions = {
  readonly bundleDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Clock of the process, synchronized at the start and at every invocation. Default: the wall clock. */
  readonly clock?: SandboxClock;
  /** Command-line options of Node.js. */
  readonly execArgv?: readonly string[];
  readonly onLine: (text: string) => void;
};

/** An execution environment: one process that has loaded the bundle and runs one invocation at a time. */
export type ExecutionEnvironment = {
  /** @throws Error if the process ends before the handler returns */
  run(invocation: InvocationRequest): Promise<Extract<FromProcess, { kind: 'done' }>>;
  readonly isAlive: () => boolean;
  /** Suspends the process. */
  freeze(): void;
  /** Continues a suspended process. */
  wake(): void;
  /** Sends the moved clock's time to the running process. Resolves when the process uses it. */
  syncTime(): Promise<void>;
  /** Kills the process. */
  kill(): Promise<void>;
};

/**
 * Starts the process and waits until it has loaded the bundle.
 *
 * @throws Error if the process ends before that
 */
export async function startExecutionEnvironment(options: ExecutionEnvironmentOptions): Promise<ExecutionEnvironment> {
  const { bundleDir, env, clock, execArgv = [], onLine } = options;
  const child = fork(
    join(import.meta.dirname, 'process.ts'),
    [bundleDir, ...(clock === undefined ? [] : [serializeClock(clock)])],
    { env, execArgv: [...execArgv], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  // Unlike `exit`, `close` is emitted after the last output.
  const exit = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal === null ? `exit status ${code}` : `signal: ${signal}`));
  });
  const failure = exit.then((reason) => Promise.reject(new Error(`Runtime exited with error: ${reason}`)));
  failure.catch(() => undefined);

  /** Called with the line that ends an invocation's output, once per stream. */
  let onEnd: ((text: string) => void) | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) onEachLine(stream, (text) => (text.startsWith(endLine('')) ? onEnd?.(text) : onLine(text)));
  }
  const message = <Kind extends FromProcess['kind']>(kind: Kind): Promise<Extract<FromProcess, { kind: Kind }>> =>
    new Promise((resolve) => {
      const listener = (received: FromProcess): void => {
        if (!isKind(received, kind)) return;
        child.off('message', listener);
        resolve(received);
      };
      child.on('message', listener);
    });

  const send = (message: ToProcess): void => void child.send(message);
  const sendTime = (): void => {
    if (clock !== undefined) send({ kind: 'time', start: clock.start });
  };

  await Promise.race([message('ready'), failure]);

  return {
    freeze: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    syncTime: async () => {
      if (clock === undefined) return;
      const timeSet = message('time_set');
      sendTime();
      await Promise.race([timeSet, failure]);
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
    run: async (invocation) => {
      const outputEnded = new Promise<void>((resolve) => {
        let streams = 0;
        onEnd = (text) => {
          if (text === endLine(invocation.requestId) && ++streams === 2) resolve();
        };
      });
      const done = message('done');
      sendTime();
      send({ kind: 'invoke', ...invocation });
      const [result] = await Promise.race([Promise.all([done, outputEnded]), failure]);
      return result;
    },
  };
}

const serializeClock = ({ speed, start, wallStart }: SandboxClock): string =>
  JSON.stringify({ speed, start, wallStart });

function isKind<Kind extends FromProcess['kind']>(
  message: FromProcess,
  kind: Kind,
): message is Extract<FromProcess, { kind: Kind }> {
  return message.kind === kind;
}

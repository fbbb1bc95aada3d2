import { randomUUID } from 'node:crypto';
import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import { type SandboxClock, scaledClock } from '../clock.ts';
import {
  type ExecutionEnvironment,
  type ExecutionEnvironmentOptions,
  startExecutionEnvironment,
} from './execution-environment.ts';
import { lambdaEnv } from './lambda-env.ts';
import { type LogLine, parseLogLine } from './log-lines.ts';
import type { HandlerOutcome } from './messages.ts';

export type LambdaOptions = Pick<ExecutionEnvironmentOptions, 'bundleDir' | 'clock' | 'execArgv'> & {
  /** The function's environment variables: those that the stack sets, and the local endpoints. */
  readonly env: Readonly<Record<string, string>>;
  /** Called with each log line when it is written. */
  readonly onLog?: (line: LogLine) => void;
};

export type Invocation = HandlerOutcome & {
  readonly requestId: string;
  /** Milliseconds of the sandbox clock. */
  readonly durationMs: number;
  /** Remaining time when the handler returned, in milliseconds of the sandbox clock. 0 if it did not return. */
  readonly remainingMs: number;
  /** True if the host killed the process at the deadline. */
  readonly timedOut: boolean;
  /** Output of the invocation on both streams. */
  readonly logs: readonly LogLine[];
};

export type LambdaHost = {
  /**
   * Invokes the handler and waits for it, one invocation at a time. Start another host for concurrent invocations.
   *
   * @throws Error if an invocation is running
   */
  invoke(event: unknown, options?: { readonly timeoutMs?: number }): Promise<Invocation>;
  /** Kills the process, like a crash. The next invocation is a cold start. */
  kill(): Promise<void>;
  /**
   * Suspends the process, like a paused machine, and the deadline check: a frozen process can exceed its deadline.
   */
  freeze(): void;
  /** Continues a frozen process. */
  wake(): void;
  /** Sends the moved clock's time to the running process. Every invocation starts with this. */
  syncTime(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Runs the built bundle like Lambda: in a separate process that stays warm between invocations and is killed at the
 * deadline. The process does not inherit environment variables, except PATH.
 */
export async function startLambda(options: LambdaOptions): Promise<LambdaHost> {
  const { bundleDir, onLog } = options;
  const clock = options.clock ?? scaledClock(1);
  let logs: LogLine[] = [];
  let isBusy = false;
  let deadlineCheck = new AbortController();
  const start = (): Promise<ExecutionEnvironment> =>
    startExecutionEnvironment({
      ...options,
      env: lambdaEnv(options.env, bundleDir),
      onLine: (text) => {
        const line = parseLogLine(text);
        logs.push(line);
        onLog?.(line);
      },
    });
  let environment = await start();

  const invoke = async (event: unknown, timeoutMs: number): Promise<Invocation> => {
    if (!environment.isAlive()) environment = await start();
    logs = [];
    const requestId = randomUUID();
    const startedAt = clock.now();
    const elapsed = (): number => clock.now() - startedAt;
    deadlineCheck = new AbortController();
    const deadline = waitForDeadline(clock, timeoutMs, deadlineCheck.signal);
    const running = environment.run({ requestId, event, deadline: startedAt + timeoutMs });
    try {
      const done = await Promise.race([running, deadline]);
      if (done !== undefined) {
        const { outcome, remainingMs } = done;
        return { ...outcome, requestId, durationMs: elapsed(), remainingMs, timedOut: false, logs };
      }
      await environment.kill();
      const message = `${requestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
      const outcome = createFailure('Sandbox.Timedout', message);
      return { ...outcome, requestId, durationMs: elapsed(), remainingMs: 0, timedOut: true, logs };
    } catch (error) {
      const outcome = createFailure('Runtime.ExitError', `RequestId: ${requestId} ${String(error)}`);
      return { ...outcome, requestId, durationMs: elapsed(), remainingMs: 0, timedOut: false, logs };
    } finally {
      running.catch(() => undefined);
      deadlineCheck.abort();
    }
  };

  return {
    invoke: async (event, { timeoutMs = FUNCTION_TIMEOUT_MS } = {}) => {
      if (isBusy) throw new Error('This environment is busy. Start another host for a concurrent invocation.');
      isBusy = true;
      try {
        return await invoke(event, timeoutMs);
      } finally {
        isBusy = false;
      }
    },
    kill: () => environment.kill(),
    freeze: () => {
      environment.freeze();
      deadlineCheck.abort();
    },
    wake: () => environment.wake(),
    syncTime: () => environment.syncTime(),
    stop: () => environment.kill(),
  };
}

/** Resolves at the deadline. Never resolves if the signal aborts first. */
function waitForDeadline(clock: SandboxClock, ms: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    clock.sleep(ms, signal).then(
      () => resolve(undefined),
      () => undefined,
    );
  });
}

function createFailure(name: string, message: string): Extract<HandlerOutcome, { ok: false }> {
  return { ok: false, error: { name, message } };
}

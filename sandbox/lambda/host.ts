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
  /** The function's environment variables: what the stack would set, and the local endpoints. */
  readonly env: Readonly<Record<string, string>>;
  /** Called with each line as it is written. */
  readonly onLog?: (line: LogLine) => void;
};

export type Invocation = HandlerOutcome & {
  readonly requestId: string;
  /** Milliseconds of the sandbox clock. */
  readonly durationMs: number;
  /** What was left of the invocation's time when the handler returned (sandbox milliseconds); 0 where it did not. */
  readonly remainingMs: number;
  /** Whether the host ended it because its time was up. */
  readonly timedOut: boolean;
  /** All that was written meanwhile, to both streams. */
  readonly logs: readonly LogLine[];
};

export type LambdaHost = {
  /**
   * Invokes the handler and waits for it: one at a time, like one execution environment. Start another host for
   * a concurrent one.
   */
  invoke(event: unknown, options?: { readonly timeoutMs?: number }): Promise<Invocation>;
  /** Ends the process as a crash would; the next invocation is a cold start. */
  kill(): Promise<void>;
  /**
   * Stops the process where it is, as a paused machine would, and with it the watch over the deadline: what is frozen
   * may outlive it. It goes on from there when it is woken.
   */
  freeze(): void;
  wake(): void;
  /** Lets a running process know that the clock has been moved, as synchronising would. Every invocation begins so. */
  syncTime(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Runs the built bundle as Lambda does: in a process of its own that stays warm between invocations, with a deadline
 * after which it is killed, and with nothing of this machine's environment.
 */
export async function startLambda(options: LambdaOptions): Promise<LambdaHost> {
  const { bundleDir, onLog } = options;
  const clock = options.clock ?? scaledClock(1);
  let logs: LogLine[] = [];
  let busy = false;
  let watch = new AbortController();
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
    const begun = clock.now();
    const elapsed = (): number => clock.now() - begun;
    watch = new AbortController();
    const timeUp = timeOut(clock, timeoutMs, watch.signal);
    const running = environment.run({ requestId, event, deadline: begun + timeoutMs });
    try {
      const done = await Promise.race([running, timeUp]);
      if (done !== undefined) {
        const { outcome, remainingMs } = done;
        return { ...outcome, requestId, durationMs: elapsed(), remainingMs, timedOut: false, logs };
      }
      await environment.kill();
      const message = `${requestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
      const outcome = failed('Sandbox.Timedout', message);
      return { ...outcome, requestId, durationMs: elapsed(), remainingMs: 0, timedOut: true, logs };
    } catch (error) {
      const outcome = failed('Runtime.ExitError', `RequestId: ${requestId} ${String(error)}`);
      return { ...outcome, requestId, durationMs: elapsed(), remainingMs: 0, timedOut: false, logs };
    } finally {
      running.catch(() => undefined);
      watch.abort();
    }
  };

  return {
    invoke: async (event, { timeoutMs = FUNCTION_TIMEOUT_MS } = {}) => {
      if (busy) throw new Error('this environment is busy; start another host for a concurrent invocation');
      busy = true;
      try {
        return await invoke(event, timeoutMs);
      } finally {
        busy = false;
      }
    },
    kill: () => environment.kill(),
    freeze: () => {
      environment.freeze();
      watch.abort();
    },
    wake: () => environment.wake(),
    syncTime: () => environment.syncTime(),
    stop: () => environment.kill(),
  };
}

/** Resolves when the time is up; never where the signal comes first. */
function timeOut(clock: SandboxClock, ms: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    clock.sleep(ms, signal).then(
      () => resolve(undefined),
      () => undefined,
    );
  });
}

function failed(name: string, message: string): Extract<HandlerOutcome, { ok: false }> {
  return { ok: false, error: { name, message } };
}

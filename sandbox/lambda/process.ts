/**
 * The process of an execution environment. It loads the bundle once and runs its handler for each invocation.
 * Arguments: the bundle's folder, and the clock as JSON unless it is the wall clock.
 */
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MovableClock, type SandboxClock, scaledClock } from '../clock.ts';
import { patchClock } from './clock-patch.ts';
import {
  endLine,
  type FromProcess,
  type InvocationError,
  type InvocationRequest,
  type HandlerOutcome,
  type ToProcess,
} from './messages.ts';

const [, , bundleDir = '', clockJson] = process.argv;
const clock = clockJson === undefined ? undefined : restoreClock(JSON.parse(clockJson));
if (clock !== undefined) patchClock(clock);

type Handler = (event: unknown, context: object) => unknown;
const bundle: { handler: Handler } = await import(pathToFileURL(join(bundleDir, 'index.mjs')).href);
// Write the cache of NODE_COMPILE_CACHE now: this process is usually killed before it would do so.
flushCompileCache();

const send = (message: FromProcess): void => {
  process.send?.(message);
};

// The host handles Ctrl-C. Exit if the host is gone.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

process.on('message', (message: ToProcess) => {
  switch (message.kind) {
    case 'invoke':
      void runAndReport(message);
      return;
    case 'time':
      clock?.advance(message.start - clock.start);
      send({ kind: 'time_set' });
  }
});
send({ kind: 'ready' });

function restoreClock({ speed, start, wallStart }: Pick<SandboxClock, 'speed' | 'start' | 'wallStart'>): MovableClock {
  return scaledClock(speed, start, wallStart);
}

async function runAndReport(invocation: InvocationRequest): Promise<void> {
  const done = await run(invocation);
  process.stdout.write(`${endLine(invocation.requestId)}\n`);
  process.stderr.write(`${endLine(invocation.requestId)}\n`);
  send(done);
}

async function run({ requestId, event, deadline }: InvocationRequest): Promise<FromProcess> {
  const getRemainingTimeInMillis = (): number => deadline - Date.now();
  const context = {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${process.env.AWS_LAMBDA_FUNCTION_NAME}`,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis,
  };
  let outcome: HandlerOutcome;
  try {
    outcome = { ok: true, result: (await bundle.handler(event, context)) ?? null };
  } catch (error) {
    outcome = { ok: false, error: describe(error, requestId) };
  }
  return { kind: 'done', requestId, remainingMs: getRemainingTimeInMillis(), outcome };
}

/**
 * Reports an error like Lambda. Logs it like Lambda's runtime with the JSON log format: `errorType` is the name of the
 * constructor (aws-lambda-ric 4.0.2, formatter.js). Stack and fields are included, so that tests find leaked secrets.
 */
function describe(error: unknown, requestId: string): InvocationError {
  const thrown = error instanceof Error ? error : new Error(String(error));
  const { name, message, stack } = thrown;
  const described = { errorType: thrown.constructor.name, errorMessage: message, stackTrace: stack?.split('\n') };
  const logged = { level: 'ERROR', requestId, message: Object.assign(described, thrown) };
  process.stderr.write(`${JSON.stringify(logged)}\n`);
  return { name, message, ...('errors' in thrown && { errors: thrown.errors }) };
}

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startAws } from '#sandbox/aws/index.ts';
import { buildBundle } from '#sandbox/cli/bundle.ts';
import { scaledClock } from '#sandbox/clock.ts';
import { lambdaEnv } from '#sandbox/lambda/lambda-env.ts';
import { onEachLine } from '#sandbox/lambda/log-lines.ts';
import { createAccount, startZendesk } from '#sandbox/zendesk/index.ts';
import type { AwsCheck } from '../aws/checks.ts';
import { killAtExit } from '../core/children.ts';
import type { Progress } from '../core/engine.ts';
import { installNpm } from '../install/npm.ts';
import { type Observation, checkObservation } from './check.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

const CLIENT = { clientId: 'lake', clientSecret: 'only-here', expiresIn: 1800 };
const SECRET = 'zendesk-lake/acme';
const EVENT = { subdomain: 'acme', credentialsSecretId: SECRET };
const DAY = 86_400;

/**
 * Runs the deployed bundle under the runtime client of Lambda's Node.js images.
 * @throws Unavailable if the client cannot be installed or built
 */
export async function runRuntimeClient(progress: Progress): Promise<AwsCheck[]> {
  progress('installing and building aws-lambda-ric');
  const folder = await installNpm(
    'runtime-client',
    'runtime-client/packages.json',
    'Linux, cmake, a C++ compiler, make',
  );
  progress('running the function');
  return checkObservation(await observe(join(folder, 'node_modules', 'aws-lambda-ric', 'index.mjs')));
}

/** Plays a run that exports, one that finds nothing new, and one that fails. */
async function observe(client: string): Promise<Observation> {
  await using stack = new AsyncDisposableStack();
  const bundle = stack.adopt(await buildBundle(), (built) => built.remove());
  const env = await startServices(stack);
  const api = stack.use(await startRuntimeApi());
  const process = stack.use(startClient(client, bundle.dir, { ...env, AWS_LAMBDA_RUNTIME_API: api.address }));
  await Promise.race([api.whenIdle(), process.ended]);
  const initMs = process.elapsedMs();
  const openBefore = await process.openResources();
  const invocations = [];
  for (const event of [EVENT, EVENT, { ...EVENT, pageSize: 0 }]) {
    invocations.push(await invoke(api, process, event));
  }
  return { initMs, openBefore, openAfter: await process.openResources(), invocations };
}

async function invoke(api: RuntimeApi, process: ClientProcess, event: object): Promise<Observation['invocations'][0]> {
  const requestId = randomUUID();
  process.lines.length = 0;
  const report = await Promise.race([api.invoke(requestId, event), process.ended]);
  await api.whenIdle();
  // The answer to the signal comes after all output of the invocation.
  await process.openResources();
  return { requestId, report, lines: [...process.lines] };
}

async function startServices(stack: AsyncDisposableStack): Promise<Readonly<Record<string, string>>> {
  const clock = scaledClock(1);
  const lakeDir = stack.adopt(await mkdtemp(join(tmpdir(), 'zendesk-lake-runtime-')), (dir) =>
    rm(dir, { recursive: true, force: true }),
  );
  const account = createAccount({ clock });
  for (let i = 0; i < 30; i += 1) account.create({ second: Math.floor(clock.now() / 1000) - DAY + i });
  const aws = stack.adopt(await startAws({ lakeDir, clock }), (services) => services.close());
  const zendesk = stack.adopt(await startZendesk({ clock, account, credentials: { clients: [CLIENT] } }), (server) =>
    server.close(),
  );
  aws.secrets.put(SECRET, JSON.stringify({ clientId: CLIENT.clientId, clientSecret: CLIENT.clientSecret }));
  return { ...aws.env, ZENDESK_BASE_URL: zendesk.url };
}

type ClientProcess = AsyncDisposable & {
  /** Both streams, since it was last emptied. */
  readonly lines: string[];
  /** Rejects if the process ends. */
  readonly ended: Promise<never>;
  elapsedMs(): number;
  /** The kinds of resources that keep the process alive. */
  openResources(): Promise<readonly string[]>;
};

function startClient(client: string, bundleDir: string, env: Readonly<Record<string, string>>): ClientProcess {
  const begun = performance.now();
  const probe = pathToFileURL(join(import.meta.dirname, 'open-resources.mjs')).href;
  const child = spawn(globalThis.process.execPath, ['--import', probe, client, 'index.handler'], {
    env: lambdaEnv(env, bundleDir),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  killAtExit(child);
  const lines: string[] = [];
  let answer = Promise.withResolvers<readonly string[]>();
  for (const stream of [child.stdout, child.stderr]) {
    onEachLine(stream, (text) => {
      if (text.startsWith('{"open_resources"')) answer.resolve(JSON.parse(text).open_resources);
      else lines.push(text);
    });
  }
  const ended = new Promise<never>((_, reject) => {
    child.once('close', (code) => reject(new Error(`aws-lambda-ric ended (${code}): ${lines.slice(-5).join(' | ')}`)));
  });
  ended.catch(() => undefined);
  return {
    lines,
    ended,
    elapsedMs: () => performance.now() - begun,
    openResources() {
      answer = Promise.withResolvers();
      child.kill('SIGUSR2');
      return Promise.race([answer.promise, ended]);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
    },
  };
}

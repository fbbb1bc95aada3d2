import { join } from 'node:path';
import { formatDuration } from '#common/format.ts';
import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import { lockFolder } from '../aws/folder-lock.ts';
import { type LocalAws, startAws } from '../aws/index.ts';
import { SIDE_FOLDER } from '../aws/s3/object-store.ts';
import { scaledClock } from '../clock.ts';
import { LAYOUTS } from '../lake/layout.ts';
import { startLambda } from '../lambda/host.ts';
import { buildBundle } from './bundle.ts';
import { credentialsFrom, type Secret } from './credentials.ts';
import { listenForInterrupts, unlessInterrupted } from './interrupts.ts';
import type { AccountOptions } from './options.ts';
import { isComplete, makeLakeReport, printReport } from './report.ts';
import { createRunner, isCaughtUp, shouldContinueImmediately, RunFailed } from './runner.ts';
import { isSimulated } from './sandbox-output.ts';
import { SUBDOMAIN } from './simulated-account.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds until the next run if an immediate one would make no progress. */
const RETRY_MS = 300_000;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Exports a real account to the lake until it has caught up. The cursor is stored next to the lake, so that the next call
 * resumes. Credentials are only in memory.
 *
 * @returns true if the chain of landed pages is complete
 * @throws RunFailed if a run fails or the environment has no credentials
 */
export async function runAccount(options: AccountOptions, env: Variables, terminal: Terminal): Promise<boolean> {
  const { lake, subdomain } = options;
  const layout = LAYOUTS[options.layout];
  const credentials = credentialsFrom(env);
  if ('missing' in credentials) throw new RunFailed({ name: 'CredentialsError', message: credentials.missing });
  if (subdomain === SUBDOMAIN && (await isSimulated(lake))) {
    throw new Error(`"${SUBDOMAIN}" is the simulated account in ${lake}. Choose another folder with --lake.`);
  }

  await using cleanup = new AsyncDisposableStack();
  const interrupts = listenForInterrupts();
  cleanup.defer(() => interrupts.ignore());
  const sideFolder = join(lake, SIDE_FOLDER);
  cleanup.defer(await lockFolder(sideFolder));
  terminal.status('building the function …');
  const bundle = await buildBundle();
  cleanup.defer(() => bundle.remove());
  const aws = await startAws({ lakeDir: lake, cursorDir: join(sideFolder, layout.cursors), keepsRequests: false });
  cleanup.defer(() => aws.close());
  await unlessInterrupted(
    drain(options, credentials, env, { aws, terminal, bundleDir: bundle.dir, cleanup }),
    interrupts.first,
  );

  terminal.status('verifying the lake …');
  const place = { lakeDir: lake, layout, subdomain };
  const report = await makeLakeReport(place, options.resources, (id) => aws.dynamodb.getItem(id));
  terminal.status('');
  printReport(terminal, report, place);
  return isComplete(report);
}

type Dependencies = {
  readonly aws: LocalAws;
  readonly terminal: Terminal;
  readonly bundleDir: string;
  readonly cleanup: AsyncDisposableStack;
};

async function drain(
  { subdomain, resources, include, layout, startTime }: AccountOptions,
  credentials: Secret,
  env: Variables,
  { aws, terminal, bundleDir, cleanup }: Dependencies,
): Promise<void> {
  const clock = scaledClock(1);
  const runner = createRunner(terminal, clock);
  cleanup.defer(() => runner.stop());
  const baseUrl = env.ZENDESK_BASE_URL;
  const removeLeases = async (): Promise<void> => {
    for (const resource of resources) await aws.dynamodb.removeLease(`${subdomain}/${resource}`);
  };
  // Runs after the host has stopped: a run that is interrupted by Ctrl-C does not release its lease.
  cleanup.defer(removeLeases);
  const host = await startLambda({
    bundleDir,
    env: {
      ...aws.env,
      LAKE_PREFIX: LAYOUTS[layout].prefix,
      ...(baseUrl !== undefined && { ZENDESK_BASE_URL: baseUrl }),
    },
    onLog: runner.onLog,
  });
  cleanup.defer(() => host.stop());

  const credentialsSecretId = `zendesk/${subdomain}`;
  aws.secrets.put(credentialsSecretId, JSON.stringify(credentials));
  // The folder is locked, so no other run is active. An existing lease belongs to a killed run.
  await removeLeases();
  const event = {
    subdomain,
    credentialsSecretId,
    layout,
    resources,
    ...(include.length > 0 && { include }),
    ...(startTime !== undefined && { startTime }),
  };
  for (;;) {
    const run = await runner.run(host, event, FUNCTION_TIMEOUT_MS);
    if (isCaughtUp(run)) break;
    if (!shouldContinueImmediately(run)) {
      terminal.line(`Next run in ${formatDuration(RETRY_MS / 1000)}.`);
      await clock.sleep(RETRY_MS);
    }
  }
  runner.stop();
}

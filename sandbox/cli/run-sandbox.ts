import { join } from 'node:path';
import { formatCount, pluralize, formatDuration } from '#common/format.ts';
import { lockFolder } from '../aws/folder-lock.ts';
import { type LocalAws, startAws } from '../aws/index.ts';
import { SIDE_FOLDER } from '../aws/s3/object-store.ts';
import { scaledClock, type SandboxClock } from '../clock.ts';
import { LAYOUTS } from '../lake/layout.ts';
import { type LambdaHost, startLambda } from '../lambda/host.ts';
import type { ZendeskServer } from '../zendesk/index.ts';
import { buildBundle } from './bundle.ts';
import { listenForInterrupts, unlessInterrupted } from './interrupts.ts';
import type { SandboxOptions } from './options.ts';
import { type ExportReport, isComplete, makeReport, printReport } from './report.ts';
import { createRunner, isCaughtUp, type Runner, type RunOutcome } from './runner.ts';
import { emptySandboxOutput } from './sandbox-output.ts';
import {
  ACCESS_TOKEN,
  ALL_VISIBLE_AFTER,
  CLIENT,
  countLateChanges,
  expectedVersions,
  LATE_SECONDS,
  SETTLE_SECONDS,
  startSimulatedAccount,
  SUBDOMAIN,
} from './simulated-account.ts';
import type { Terminal } from './terminal.ts';

const SECRET = `zendesk/${SUBDOMAIN}`;
/** The schedule's interval. The timeout is shorter, so that the history takes several invocations. */
const INTERVAL_MS = 100_000;
const TIMEOUT_MS = 90_000;
/** How long the account keeps changing after the export has caught up for the first time. */
const LIVE_MS = 150_000;

/** The running parts of the sandbox. */
type Sandbox = {
  readonly zendesk: ZendeskServer;
  readonly aws: LocalAws;
  readonly runner: Runner;
  readonly host: LambdaHost;
};

/**
 * Exports a simulated account to the lake, first its history and then its ongoing changes. Then verifies the lake.
 *
 * @returns true if the lake is complete
 */
export async function runSandbox(options: SandboxOptions, terminal: Terminal): Promise<boolean> {
  const { lake, resources, include, tickets, seed, speed, keepRunning } = options;
  const place = { lakeDir: lake, layout: LAYOUTS[options.layout], subdomain: SUBDOMAIN };
  await using cleanup = new AsyncDisposableStack();
  const interrupts = listenForInterrupts();
  cleanup.defer(() => interrupts.ignore());
  cleanup.defer(await lockFolder(join(lake, SIDE_FOLDER)));
  await emptySandboxOutput(place);
  terminal.status('building the function and the account …');
  const clock = scaledClock(speed, Date.now());
  const { zendesk, aws, runner, host } = await startSandbox(options, terminal, clock, cleanup);

  terminal.line(
    `${terminal.style('bold', 'zendesk-lake sandbox')}: ${pluralize(tickets, 'ticket')} (seed ${seed}), ` +
      `clock speed ${speed}x, one run every ${formatDuration(INTERVAL_MS / 1000)}\n`,
  );
  if (keepRunning) printUsageHints(terminal, zendesk);

  const settings = { settleSeconds: SETTLE_SECONDS, layout: options.layout, ...(include.length > 0 && { include }) };
  const event = { subdomain: SUBDOMAIN, credentialsSecretId: SECRET, resources, ...settings };
  const nextRun = createScheduler(clock, () => runner.run(host, event, TIMEOUT_MS));
  const drain = async (): Promise<void> => {
    await runUntilCaughtUp(nextRun);
    const isLive = keepRunning ? until(interrupts.first) : before(clock, clock.now() + LIVE_MS);
    while (isLive()) await nextRun();
    zendesk.stopLive();
    terminal.line(`Changes stopped. The last change becomes visible within ${formatDuration(ALL_VISIBLE_AFTER)}.`);
    await clock.sleep(ALL_VISIBLE_AFTER * 1000);
    await runUntilCaughtUp(nextRun);
  };
  await unlessInterrupted(drain(), keepRunning ? interrupts.second : interrupts.first);

  runner.stop();
  terminal.status('verifying the lake …');
  const reports: ExportReport[] = [];
  for (const resource of resources) {
    const cursor = await aws.dynamodb.getItem(`${SUBDOMAIN}/${resource}`);
    reports.push(await makeReport(place, resource, cursor, expectedVersions(zendesk, resource, include)));
  }
  terminal.status('');
  const { runs, waits, waitedMs } = runner.progress();
  terminal.line(
    `\n${pluralize(runs, 'run')}, ${pluralize(waits, 'rate-limit wait')} (${formatDuration(waitedMs / 1000)}), ` +
      `${pluralize(zendesk.rateLimit.requests, 'request')}, ${formatCount(zendesk.rateLimit.rejections)} rejected with HTTP 429`,
  );
  await printReport(terminal, reports, place, [lateChangesNote(zendesk), hiddenTicketsNote(zendesk)]);
  return isComplete(reports);
}

/** Starts Zendesk, AWS and the function. The cleanup stops them. */
async function startSandbox(
  options: SandboxOptions,
  terminal: Terminal,
  clock: SandboxClock,
  cleanup: AsyncDisposableStack,
): Promise<Sandbox> {
  const bundle = await buildBundle();
  cleanup.defer(() => bundle.remove());
  const zendesk = await startSimulatedAccount(options, clock);
  cleanup.defer(() => zendesk.close());
  const aws = await startAws({ clock, lakeDir: options.lake });
  cleanup.defer(() => aws.close());
  aws.secrets.put(SECRET, JSON.stringify(CLIENT));
  const runner = createRunner(terminal, clock);
  cleanup.defer(() => runner.stop());
  const env = { ...aws.env, LAKE_PREFIX: LAYOUTS[options.layout].prefix, ZENDESK_BASE_URL: zendesk.url };
  const host = await startLambda({ bundleDir: bundle.dir, env, clock, onLog: runner.onLog });
  cleanup.defer(() => host.stop());
  return { zendesk, aws, runner, host };
}

/** Returns a function that waits for the next scheduled time and runs the task. */
function createScheduler(clock: SandboxClock, task: () => Promise<RunOutcome>): () => Promise<RunOutcome> {
  let due = clock.now();
  return async () => {
    await clock.sleep(Math.max(0, due - clock.now()));
    due = Math.max(due, clock.now()) + INTERVAL_MS;
    return task();
  };
}

async function runUntilCaughtUp(nextRun: () => Promise<RunOutcome>): Promise<void> {
  while (!isCaughtUp(await nextRun()));
}

const before =
  (clock: SandboxClock, end: number): (() => boolean) =>
  () =>
    clock.now() < end;

function until(event: Promise<void>): () => boolean {
  let isOver = false;
  void event.then(() => (isOver = true));
  return () => !isOver;
}

function lateChangesNote(zendesk: ZendeskServer): string {
  return `${pluralize(countLateChanges(zendesk), 'ticket change')} became visible late, up to ${formatDuration(LATE_SECONDS)} after their timestamp`;
}

function hiddenTicketsNote({ account }: ZendeskServer): string {
  const hidden = account.inCursorOrder().filter(({ facts }) => facts.supportType === 'ai_agent').length;
  return `${pluralize(hidden, 'ticket')} of AI agents not included: exports omit them by default`;
}

function printUsageHints(terminal: Terminal, { url }: ZendeskServer): void {
  terminal.line(
    `Query Zendesk: curl -H 'Authorization: Bearer ${ACCESS_TOKEN}' '${url}/api/v2/incremental/tickets?start_time=0&per_page=1'\n` +
      'Ctrl-C: stop the changes, export the last ones and print the report. Ctrl-C again: stop immediately.\n',
  );
}

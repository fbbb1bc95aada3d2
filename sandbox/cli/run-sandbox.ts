import { join } from 'node:path';
import { formatCount, pluralize, formatDuration, formatTime } from '#common/format.ts';
import { lockFolder } from '../aws/folder-lock.ts';
import { type LocalAws, startAws } from '../aws/index.ts';
import { SIDE_FOLDER } from '../aws/s3/object-store.ts';
import { type MovableClock, scaledClock, type SandboxClock } from '../clock.ts';
import { LAYOUTS } from '../lake/layout.ts';
import { type LambdaHost, startLambda } from '../lambda/host.ts';
import type { ZendeskServer } from '../zendesk/index.ts';
import { buildBundle } from './bundle.ts';
import { listenForInterrupts, unlessInterrupted } from './interrupts.ts';
import type { SandboxOptions } from './options.ts';
import { isComplete, type LakeReport, makeLakeReport, printReport } from './report.ts';
import { createRunner, isCaughtUp, type Runner, type RunOutcome } from './runner.ts';
import { emptySandboxOutput } from './sandbox-output.ts';
import {
  ACCESS_TOKEN,
  CLIENT,
  countLateChanges,
  type Deletions,
  LATE_SECONDS,
  requestResources,
  SETTLE_SECONDS,
  type SimulatedAccount,
  startSimulatedAccount,
  SUBDOMAIN,
  truthOf,
  unchangingFrom,
} from './simulated-account.ts';
import type { Terminal } from './terminal.ts';

const SECRET = `zendesk/${SUBDOMAIN}`;
/** The schedule's interval. The timeout is shorter, so that the history takes several invocations. */
const INTERVAL_MS = 100_000;
const TIMEOUT_MS = 90_000;
/** How long the account keeps changing after the export has caught up for the first time. */
const LIVE_MS = 150_000;
/** Longer times are skipped. */
const LONGEST_WAIT_MS = 600_000;

/** The running parts of the sandbox. */
type Sandbox = SimulatedAccount & {
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
  const sandbox = await startSandbox(options, terminal, clock, cleanup);
  const { zendesk, aws, runner, host } = sandbox;

  terminal.line(
    `${terminal.style('bold', 'zendesk-lake sandbox')}: ${pluralize(tickets, 'ticket')} (seed ${seed}), ` +
      `clock speed ${speed}x, one run every ${formatDuration(INTERVAL_MS / 1000)}\n`,
  );
  if (keepRunning) printUsageHints(terminal, zendesk);

  const settings = { settleSeconds: SETTLE_SECONDS, layout: options.layout, ...(include.length > 0 && { include }) };
  const account = { subdomain: SUBDOMAIN, credentialsSecretId: SECRET };
  const event = { ...account, resources: requestResources(resources), ...settings };
  const nextRun = createScheduler(clock, () => runner.run(host, event, TIMEOUT_MS));
  const drain = async (): Promise<void> => {
    await runUntilCaughtUp(nextRun);
    sandbox.deleteRecords();
    const isLive = keepRunning ? until(interrupts.first) : before(clock, clock.now() + LIVE_MS);
    // The last run leaves no list half read.
    for (let run = await nextRun(); isLive() || !isCaughtUp(run);) run = await nextRun();
    zendesk.stopLive();
    await awaitLastChange(resources, clock, terminal);
    await runUntilCaughtUp(nextRun);
  };
  await unlessInterrupted(drain(), keepRunning ? interrupts.second : interrupts.first);

  runner.stop();
  terminal.status('verifying the lake …');
  const report = await makeLakeReport(place, resources, (id) => aws.dynamodb.getItem(id), truthOf(zendesk, include));
  terminal.status('');
  const { runs, waits, waitedMs } = runner.progress();
  terminal.line(
    `\n${pluralize(runs, 'run')}, ${pluralize(waits, 'rate-limit wait')} (${formatDuration(waitedMs / 1000)}), ` +
      countRequests(zendesk),
  );
  printReport(terminal, report, place, [
    lateChangesNote(zendesk),
    hiddenTicketsNote(zendesk),
    ...deletionNotes(report, sandbox.deletions),
  ]);
  return isComplete(report);
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
  const account = await startSimulatedAccount(options, clock);
  const { zendesk } = account;
  cleanup.defer(() => zendesk.close());
  const aws = await startAws({ clock, lakeDir: options.lake, keepsRequests: false });
  cleanup.defer(() => aws.close());
  aws.secrets.put(SECRET, JSON.stringify(CLIENT));
  const runner = createRunner(terminal, clock);
  cleanup.defer(() => runner.stop());
  const env = { ...aws.env, LAKE_PREFIX: LAYOUTS[options.layout].prefix, ZENDESK_BASE_URL: zendesk.url };
  const host = await startLambda({ bundleDir: bundle.dir, env, clock, onLog: runner.onLog });
  cleanup.defer(() => host.stop());
  return { ...account, aws, runner, host };
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

/** Waits until the last change is visible. Skips time in which nothing happens, unless it is short. */
async function awaitLastChange(resources: readonly string[], clock: MovableClock, terminal: Terminal): Promise<void> {
  const now = clock.now();
  const end = unchangingFrom(resources, now);
  if (end - now <= LONGEST_WAIT_MS) {
    terminal.line(`Changes stopped. The last one is visible in ${formatDuration((end - now) / 1000)}.`);
    return clock.sleep(end - now);
  }
  terminal.line(
    'Changes stopped. Some records still change by themselves for weeks: calls are billed, surveys expire.\n' +
      `The clock moves to ${formatTime(Math.floor(end / 1000))}, when nothing changes anymore and every list is due again.`,
  );
  clock.advance(end - now);
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

function countRequests({ requests, rateLimits }: ZendeskServer): string {
  const rejections = Object.values(rateLimits).reduce((sum, { statistics }) => sum + statistics.rejections, 0);
  const gets = requests.filter(({ method }) => method === 'GET').length;
  return `${pluralize(gets, 'request')}, ${formatCount(rejections)} rejected with HTTP 429`;
}

function lateChangesNote(zendesk: ZendeskServer): string {
  return `${pluralize(countLateChanges(zendesk), 'ticket change')} became visible late, up to ${formatDuration(LATE_SECONDS)} after their timestamp`;
}

function hiddenTicketsNote({ account }: ZendeskServer): string {
  const hidden = account.inCursorOrder().filter(({ facts }) => facts.supportType === 'ai_agent').length;
  return `${pluralize(hidden, 'ticket')} of AI agents not included: exports omit them by default`;
}

/** Names the records that were deleted while their lists were exported. */
function deletionNotes({ lists }: LakeReport, deletions: Deletions): string[] {
  return lists.flatMap(({ list, marked, gone }) => {
    const id = Object.entries(deletions).find(([name]) => name === list)?.[1];
    if (id === undefined) return [];
    if (marked.includes(String(id))) return [`Deleted in between: ${id}, which is marked in ${list}`];
    return gone.includes(String(id)) ? [`Deleted in between: ${id}, which only ${list}_snapshots still has`] : [];
  });
}

function printUsageHints(terminal: Terminal, { url }: ZendeskServer): void {
  terminal.line(
    `Query Zendesk: curl -H 'Authorization: Bearer ${ACCESS_TOKEN}' '${url}/api/v2/incremental/tickets?start_time=0&per_page=1'\n` +
      'Ctrl-C: stop the changes, export the last ones and print the report. Ctrl-C again: stop immediately.\n',
  );
}

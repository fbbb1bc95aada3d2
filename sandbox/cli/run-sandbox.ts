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
import { isProven, makeReport, printReport } from './report.ts';
import { createRunner, type Runner, type RunOutcome } from './runner.ts';
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
/** The schedule's interval, and less than that for each invocation, so that the past takes several of them. */
const TICK_MS = 100_000;
const TIMEOUT_MS = 90_000;
/** How long tickets go on changing after the export has caught up for the first time. */
const LIVE_MS = 150_000;

/** What runs meanwhile. */
type Sandbox = {
  readonly zendesk: ZendeskServer;
  readonly aws: LocalAws;
  readonly runner: Runner;
  readonly host: LambdaHost;
};

/**
 * Exports a simulated account into the lake, first its history and then its ongoing changes, and proves the lake
 * complete.
 *
 * @returns whether the proof holds
 */
export async function runSandbox(options: SandboxOptions, terminal: Terminal): Promise<boolean> {
  const { lake, include, tickets, seed, speed, keepRunning } = options;
  const place = { lakeDir: lake, layout: LAYOUTS[options.layout], subdomain: SUBDOMAIN };
  await using cleanup = new AsyncDisposableStack();
  const interrupts = listenForInterrupts();
  cleanup.defer(() => interrupts.ignore());
  cleanup.defer(await lockFolder(join(lake, SIDE_FOLDER)));
  await emptySandboxOutput(place);
  terminal.status('building the function and the tickets …');
  const clock = scaledClock(speed, Date.now());
  const { zendesk, aws, runner, host } = await startSandbox(options, terminal, clock, cleanup);

  terminal.line(
    `${terminal.style('bold', 'zendesk-lake sandbox')}: ${pluralize(tickets, 'ticket')} of seed ${seed}, ` +
      `a clock ${speed} times as fast, a tick every ${formatDuration(TICK_MS / 1000)}\n`,
  );
  if (keepRunning) printUsageHints(terminal, zendesk);

  const settings = { settleSeconds: SETTLE_SECONDS, layout: options.layout, ...(include.length > 0 && { include }) };
  const event = { subdomain: SUBDOMAIN, credentialsSecretId: SECRET, ...settings };
  const tick = ticker(clock, () => runner.run(host, event, TIMEOUT_MS));
  const drain = async (): Promise<void> => {
    await untilCaughtUp(tick);
    const isLive = keepRunning ? until(interrupts.first) : before(clock, clock.now() + LIVE_MS);
    while (isLive()) await tick();
    zendesk.stopLive();
    terminal.line(`Nothing changes any more; the last change shows within ${formatDuration(ALL_VISIBLE_AFTER)}.`);
    await clock.sleep(ALL_VISIBLE_AFTER * 1000);
    await untilCaughtUp(tick);
  };
  await unlessInterrupted(drain(), keepRunning ? interrupts.second : interrupts.first);

  runner.stop();
  terminal.status('reading the lake back …');
  const cursor = await aws.dynamodb.getItem(`${SUBDOMAIN}/tickets`);
  const report = await makeReport(place, cursor, expectedVersions(zendesk, clock.now(), include));
  terminal.status('');
  const { runs, waits, waitedMs } = runner.progress();
  terminal.line(
    `\n${pluralize(runs, 'invocation')}, ${pluralize(waits, 'wait')} for the rate limit (${formatDuration(waitedMs / 1000)}), ` +
      `${pluralize(zendesk.rateLimit.rejections, 'answer')} of 429 among ${formatCount(zendesk.rateLimit.requests)}`,
  );
  await printReport(terminal, report, place, [lateChangesNote(zendesk), hiddenTicketsNote(zendesk)]);
  return isProven(report);
}

/** Starts Zendesk, AWS and the function. All of it ends with the cleanup. */
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

/** Runs the task once a tick: it waits for the next tick's time first. */
function ticker(clock: SandboxClock, task: () => Promise<RunOutcome>): () => Promise<RunOutcome> {
  let due = clock.now();
  return async () => {
    await clock.sleep(Math.max(0, due - clock.now()));
    due = Math.max(due, clock.now()) + TICK_MS;
    return task();
  };
}

async function untilCaughtUp(tick: () => Promise<RunOutcome>): Promise<void> {
  while ((await tick()).outcome !== 'caught_up');
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
  return `${pluralize(countLateChanges(zendesk), 'change')} showed late, up to ${formatDuration(LATE_SECONDS)} after their own second`;
}

function hiddenTicketsNote({ account }: ZendeskServer): string {
  const hidden = account.inCursorOrder().filter(({ facts }) => facts.supportType === 'ai_agent').length;
  return `${formatCount(hidden)} more are AI agents' own, which an export shows only when asked to`;
}

function printUsageHints(terminal: Terminal, { url }: ZendeskServer): void {
  terminal.line(
    `Zendesk: curl -H 'Authorization: Bearer ${ACCESS_TOKEN}' '${url}/api/v2/incremental/tickets?start_time=0&per_page=1'\n` +
      'Ctrl-C ends the changes, exports the last of them and reports; a second one stops at once.\n',
  );
}

import { formatCount, pluralize, formatDuration } from '#common/format.ts';
import type { SandboxClock } from '../clock.ts';
import type { Invocation, LambdaHost } from '../lambda/host.ts';
import type { LogLine } from '../lambda/log-lines.ts';
import {
  applyLogLine,
  endRun,
  type ExportProgress,
  lagSeconds,
  NO_PROGRESS,
  recordsPerMinute,
  startRun,
} from './progress.ts';
import type { Terminal } from './terminal.ts';

/** The part of a run's result that determines when the next run starts. */
export type RunOutcome = {
  /** The outcome of each export. */
  readonly exports: readonly ExportOutcome[];
};

type ExportOutcome = { readonly resource: string; readonly outcome: string; readonly pages: number };

/** True if no export has anything left to read. */
export const isCaughtUp = ({ exports }: RunOutcome): boolean =>
  exports.every(({ outcome }) => ['caught_up', 'not_due', 'unavailable'].includes(outcome));

/** True if an immediate run would make progress: the time was up, or the rate limit ended a run that landed pages. */
export const shouldContinueImmediately = ({ exports }: RunOutcome): boolean =>
  exports.some(({ outcome, pages }) => outcome === 'budget_spent' || pages > 0);

/** An invocation of the function failed. */
export class RunFailed extends Error {
  constructor({ name, message }: { readonly name: string; readonly message: string }) {
    super(`${name}: ${message}`);
    this.name = 'RunFailed';
  }
}

/** Invokes the function and shows its progress. */
export type Runner = {
  /** @throws RunFailed */
  run(host: LambdaHost, event: object, timeoutMs: number): Promise<RunOutcome>;
  readonly onLog: (line: LogLine) => void;
  progress(): ExportProgress;
  /** Stops redrawing the status line. */
  stop(): void;
};

/** Interval for redrawing the status line, so that lag and rate are current. */
const REDRAW_MS = 200;

export function createRunner(terminal: Terminal, clock: SandboxClock): Runner {
  let progress = NO_PROGRESS;
  let activity = '';
  const redraw = (): void => terminal.status(formatStatus(progress, clock.now(), activity));
  const show = (next: string): void => {
    activity = next;
    redraw();
  };
  const timer = setInterval(redraw, REDRAW_MS).unref();
  return {
    progress: () => progress,
    stop: () => clearInterval(timer),
    onLog: (line) => {
      progress = applyLogLine(progress, line);
      const isWait = line.json?.message === 'wait';
      show(isWait ? `waiting ${formatDuration(Number(line.json?.wait_ms) / 1000)}` : 'exporting');
    },
    run: async (host, event, timeoutMs) => {
      const before = progress;
      progress = startRun(progress, clock.now());
      show('starting');
      const invocation = await host.invoke(event, { timeoutMs });
      const result = { exports: parseExports(invocation) };
      if (result.exports.length === 0)
        throw new RunFailed({ name: 'RunFailed', message: 'the result contains no export' });
      progress = endRun(progress, clock.now());
      terminal.line(formatRun(progress, before, result, clock.now()));
      show(isCaughtUp(result) ? 'caught up' : 'to be continued');
      return result;
    },
  };
}

function parseExports(invocation: Invocation): readonly ExportOutcome[] {
  if (!invocation.ok) throw new RunFailed(invocation.error);
  const { exports }: { exports: readonly ExportOutcome[] } = Object(invocation.result);
  return exports;
}

/** `run 3    10 pages  10,000 records  6,120/min   lag 103d 4h  2 waits, 31s  tickets budget_spent, users caught_up` */
function formatRun(progress: ExportProgress, before: ExportProgress, { exports }: RunOutcome, now: number): string {
  const { runs, runRecords } = progress;
  const waits = progress.waits - before.waits;
  const waitedSeconds = (progress.waitedMs - before.waitedMs) / 1000;
  const lag = lagSeconds(progress, now);
  return [
    `run ${runs}`.padEnd(8),
    pluralize(progress.pages - before.pages, 'page').padStart(9),
    pluralize(runRecords, 'record').padStart(15),
    `${formatCount(recordsPerMinute(progress, now))}/min`.padStart(12),
    (lag === null ? '' : `lag ${formatDuration(lag)}`).padStart(14),
    (waits === 0 ? '' : `${pluralize(waits, 'wait')}, ${formatDuration(waitedSeconds)}`).padStart(18),
    `  ${formatOutcomes(exports)}`,
  ].join(' ');
}

/** The most exports that an outcome names. */
const MAX_NAMES = 4;

/** Returns each outcome with its exports or their number, or only the outcome if it is that of all exports. */
function formatOutcomes(exports: readonly ExportOutcome[]): string {
  const outcomes = [...Map.groupBy(exports, ({ outcome }) => outcome)];
  if (outcomes.length === 1) return outcomes.map(([outcome]) => outcome).join('');
  const describe = (all: readonly ExportOutcome[]): string =>
    all.length > MAX_NAMES ? pluralize(all.length, 'export') : all.map(({ resource }) => resource).join(', ');
  return outcomes.map(([outcome, all]) => `${outcome}: ${describe(all)}`).join('; ');
}

function formatStatus(progress: ExportProgress, now: number, activity: string): string {
  const lag = lagSeconds(progress, now);
  return [
    pluralize(progress.pages, 'page'),
    `${pluralize(progress.records, 'record')} landed`,
    `${formatCount(recordsPerMinute(progress, now))}/min`,
    ...(lag === null ? [] : [`lag ${formatDuration(lag)}`]),
    pluralize(progress.waits, 'wait'),
    ...(progress.runs === 0 ? [] : [`run ${progress.runs}: ${activity}`]),
  ].join(' · ');
}

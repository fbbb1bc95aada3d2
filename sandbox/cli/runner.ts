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

/** The part of an export's result that decides when the next run starts. */
export type RunOutcome = { readonly outcome: string; readonly pages: number };

/** Whether the next run would get further at once: the time was up, or the rate limit ended a run that made progress. */
export const shouldContinueImmediately = ({ outcome, pages }: RunOutcome): boolean =>
  outcome === 'budget_spent' || pages > 0;

/** The function threw. */
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
  /** Stops redrawing the status. */
  stop(): void;
};

/** How often the status is redrawn, so that lag and rate are current. */
const REDRAW_MS = 200;

export function createRunner(terminal: Terminal, clock: SandboxClock): Runner {
  let progress = NO_PROGRESS;
  let activity = '';
  const redraw = (): void => terminal.status(statusLine(progress, clock.now(), activity));
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
      const waits = line.json?.message === 'wait';
      show(waits ? `waits ${formatDuration(Number(line.json?.wait_ms) / 1000)}` : 'drains');
    },
    run: async (host, event, timeoutMs) => {
      const before = progress;
      progress = startRun(progress, clock.now());
      show('starts');
      const invocation = await host.invoke(event, { timeoutMs });
      const [result] = exportsOf(invocation);
      if (result === undefined) throw new RunFailed({ name: 'RunFailed', message: 'the result names no export' });
      progress = endRun(progress, clock.now());
      terminal.line(runLine(progress, before, result, clock.now()));
      show(result.outcome === 'caught_up' ? 'has caught up' : 'leaves the rest to the next');
      return result;
    },
  };
}

function exportsOf(invocation: Invocation): readonly RunOutcome[] {
  if (!invocation.ok) throw new RunFailed(invocation.error);
  const { exports }: { exports: readonly RunOutcome[] } = Object(invocation.result);
  return exports;
}

/** `run 3    budget_spent   10 pages   10,000 tickets  6,120/min   2 waits 31 s   lag 103 d 4 h` */
function runLine(
  progress: ExportProgress,
  before: ExportProgress,
  { outcome, pages }: RunOutcome,
  now: number,
): string {
  const { runs, runRecords } = progress;
  const waits = progress.waits - before.waits;
  const waited = (progress.waitedMs - before.waitedMs) / 1000;
  const lag = lagSeconds(progress, now);
  return [
    `run ${runs}`.padEnd(8),
    outcome.padEnd(13),
    pluralize(pages, 'page').padStart(10),
    pluralize(runRecords, 'ticket').padStart(15),
    `${formatCount(recordsPerMinute(progress, now))}/min`.padStart(12),
    lag === null ? '' : `lag ${formatDuration(lag)}`.padStart(16),
    waits === 0 ? '' : `  ${pluralize(waits, 'wait')}, ${formatDuration(waited)}`,
  ]
    .join(' ')
    .trimEnd();
}

function statusLine(progress: ExportProgress, now: number, activity: string): string {
  const lag = lagSeconds(progress, now);
  return [
    pluralize(progress.pages, 'page'),
    `${pluralize(progress.records, 'ticket')} landed`,
    `${formatCount(recordsPerMinute(progress, now))}/min`,
    ...(lag === null ? [] : [`lag ${formatDuration(lag)}`]),
    pluralize(progress.waits, 'wait'),
    ...(progress.runs === 0 ? [] : [`run ${progress.runs} ${activity}`]),
  ].join(' · ');
}

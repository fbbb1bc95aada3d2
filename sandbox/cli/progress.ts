import type { LogLine } from '../lambda/log-lines.ts';

/** Progress so far according to the function's log. Times are epoch milliseconds of the sandbox clock. */
export type ExportProgress = {
  /** Newly landed pages. */
  readonly pages: number;
  /** Newly landed records. */
  readonly records: number;
  readonly waits: number;
  readonly waitedMs: number;
  readonly retries: number;
  /** Invocations started. */
  readonly runs: number;
  readonly runStartedAt: number;
  /** End of the last invocation. Null while one is running. */
  readonly runEndedAt: number | null;
  /** Records landed by the current invocation. */
  readonly runRecords: number;
  /** By export: the `end_time` of its last page in epoch seconds, or null if the page ended the stream. */
  readonly readUntil: Readonly<Record<string, number | null>>;
};

export const NO_PROGRESS: ExportProgress = {
  pages: 0,
  records: 0,
  waits: 0,
  waitedMs: 0,
  retries: 0,
  runs: 0,
  runStartedAt: 0,
  runEndedAt: 0,
  runRecords: 0,
  readUntil: {},
};

export const startRun = (progress: ExportProgress, now: number): ExportProgress => ({
  ...progress,
  runs: progress.runs + 1,
  runStartedAt: now,
  runEndedAt: null,
  runRecords: 0,
});

export const endRun = (progress: ExportProgress, now: number): ExportProgress => ({ ...progress, runEndedAt: now });

/** Applies one line of the function's log. Ignores unknown lines. */
export function applyLogLine(progress: ExportProgress, { json }: LogLine): ExportProgress {
  switch (json?.message) {
    case 'page': {
      const records = json.landed === 'new' ? Number(json.records) : 0;
      return {
        ...progress,
        pages: progress.pages + (json.landed === 'new' ? 1 : 0),
        records: progress.records + records,
        runRecords: progress.runRecords + records,
        readUntil: {
          ...progress.readUntil,
          [String(json.export)]: json.end_of_stream === true ? null : Number(json.end_time),
        },
      };
    }
    case 'wait':
      return { ...progress, waits: progress.waits + 1, waitedMs: progress.waitedMs + Number(json.wait_ms) };
    case 'retry':
      return { ...progress, retries: progress.retries + 1 };
    default:
      return progress;
  }
}

/** Returns the records per minute of the current invocation, or of the last one. */
export function recordsPerMinute({ runRecords, runStartedAt, runEndedAt }: ExportProgress, now: number): number {
  const durationMs = (runEndedAt ?? now) - runStartedAt;
  return durationMs > 0 ? runRecords / (durationMs / 60_000) : 0;
}

/** Returns the seconds from the oldest position of an export to now. Null if no export is known to be behind. */
export function lagSeconds({ readUntil }: ExportProgress, now: number): number | null {
  const positions = Object.values(readUntil).filter((position) => position !== null);
  return positions.length === 0 ? null : Math.max(0, now / 1000 - Math.min(...positions));
}

import type { LogLine } from '../lambda/log-lines.ts';

/** What has happened so far, by the function's log. Times are epoch milliseconds of the sandbox clock. */
export type ExportProgress = {
  /** Objects and records newly landed. */
  readonly pages: number;
  readonly records: number;
  readonly waits: number;
  readonly waitedMs: number;
  readonly retries: number;
  /** Invocations started. */
  readonly runs: number;
  readonly runStartedAt: number;
  /** When the last invocation ended; null while one is running. */
  readonly runEndedAt: number | null;
  /** Of the current invocation. */
  readonly runRecords: number;
  /** Epoch seconds up to which pages have been read; null before the first. */
  readonly readUntil: number | null;
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
  readUntil: null,
};

export const startRun = (progress: ExportProgress, now: number): ExportProgress => ({
  ...progress,
  runs: progress.runs + 1,
  runStartedAt: now,
  runEndedAt: null,
  runRecords: 0,
});

export const endRun = (progress: ExportProgress, now: number): ExportProgress => ({ ...progress, runEndedAt: now });

/** Applies one line of the function's log. Lines of other kinds change nothing. */
export function applyLogLine(progress: ExportProgress, { json }: LogLine): ExportProgress {
  switch (json?.message) {
    case 'page': {
      const records = json.landed === 'new' ? Number(json.records) : 0;
      return {
        ...progress,
        pages: progress.pages + (json.landed === 'new' ? 1 : 0),
        records: progress.records + records,
        runRecords: progress.runRecords + records,
        readUntil: Number(json.end_time),
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

/** Records a minute in the current invocation, or in the last one. */
export function recordsPerMinute({ runRecords, runStartedAt, runEndedAt }: ExportProgress, now: number): number {
  const durationMs = (runEndedAt ?? now) - runStartedAt;
  return durationMs > 0 ? runRecords / (durationMs / 60_000) : 0;
}

/** Seconds from what has been read to now; null where nothing has been. */
export function lagSeconds({ readUntil }: ExportProgress, now: number): number | null {
  return readUntil === null ? null : Math.max(0, now / 1000 - readUntil);
}

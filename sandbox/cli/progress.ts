import type { LogLine } from '../lambda/log-lines.ts';

/** What has happened so far, as the function's log tells it. Times are epoch milliseconds of the sandbox clock. */
export type Progress = {
  /** Objects and records newly landed. */
  readonly pages: number;
  readonly records: number;
  readonly waits: number;
  readonly waitedMs: number;
  readonly retries: number;
  /** Invocations begun. */
  readonly runs: number;
  readonly runBegan: number;
  /** When the last invocation ended; null while one is running. */
  readonly runEnded: number | null;
  /** Of the present invocation. */
  readonly runRecords: number;
  /** Epoch seconds up to which pages have been read; null before the first. */
  readonly readUntil: number | null;
};

export const NO_PROGRESS: Progress = {
  pages: 0,
  records: 0,
  waits: 0,
  waitedMs: 0,
  retries: 0,
  runs: 0,
  runBegan: 0,
  runEnded: 0,
  runRecords: 0,
  readUntil: null,
};

export const runBegins = (progress: Progress, now: number): Progress => ({
  ...progress,
  runs: progress.runs + 1,
  runBegan: now,
  runEnded: null,
  runRecords: 0,
});

export const runEnds = (progress: Progress, now: number): Progress => ({ ...progress, runEnded: now });

/** Takes in one line of the function's log; lines of other kinds change nothing. */
export function advance(progress: Progress, { json }: LogLine): Progress {
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

/** Records a minute in the present invocation, or in the last one. */
export function perMinute({ runRecords, runBegan, runEnded }: Progress, now: number): number {
  const lasted = (runEnded ?? now) - runBegan;
  return lasted > 0 ? runRecords / (lasted / 60_000) : 0;
}

/** Seconds from what has been read to now; null where nothing has been. */
export function lagSeconds({ readUntil }: Progress, now: number): number | null {
  return readUntil === null ? null : Math.max(0, now / 1000 - readUntil);
}

import { expect, test } from 'vitest';
import {
  applyLogLine,
  lagSeconds,
  NO_PROGRESS,
  recordsPerMinute,
  type ExportProgress,
  startRun,
  endRun,
} from '#sandbox/cli/progress.ts';
import { parseLogLine } from '#sandbox/lambda/log-lines.ts';

const after = (lines: readonly object[], from: ExportProgress = NO_PROGRESS): ExportProgress =>
  lines.map((line) => parseLogLine(JSON.stringify(line))).reduce(applyLogLine, from);

const page = (landed: string, end_time = 100, more: object = {}) => ({
  message: 'page',
  export: 'acme/tickets',
  records: 10,
  landed,
  end_time,
  end_of_stream: false,
  ...more,
});

test('applyLogLine counts newly landed pages, not present or repeated ones', () => {
  expect(after([page('new'), page('present'), page('repeated'), page('new')])).toMatchObject({ pages: 2, records: 20 });
});

test('applyLogLine adds up waits and counts retries', () => {
  const lines = [{ message: 'wait', wait_ms: 1500 }, { message: 'wait', wait_ms: 500 }, { message: 'retry' }];
  expect(after(lines)).toMatchObject({ waits: 2, waitedMs: 2000, retries: 1 });
});

test('applyLogLine ignores other lines', () => {
  expect(after([{ message: 'ended' }, { pages: 7 }, [1]])).toEqual(NO_PROGRESS);
  expect(applyLogLine(NO_PROGRESS, parseLogLine('not JSON'))).toEqual(NO_PROGRESS);
  const metric = { _aws: { Timestamp: 1, CloudWatchMetrics: [] }, resource: 'tickets', OversizedRows: 1 };
  expect(after([{ message: 'oversized', rows: 1 }, metric])).toEqual(NO_PROGRESS);
});

test('recordsPerMinute returns the rate of the current run, or of the last one after it has ended', () => {
  const second = after([page('new')], startRun(after([page('new')]), 60_000));
  expect(second).toMatchObject({ runs: 1, records: 20 });
  expect(recordsPerMinute(second, 90_000)).toBe(20);
  expect(recordsPerMinute(endRun(second, 120_000), 999_000)).toBe(10);
  expect(recordsPerMinute(startRun(second, 60_000), 60_000)).toBe(0);
});

test('lagSeconds is the time since the end_time of the last page, also of a repeated one', () => {
  expect(lagSeconds(NO_PROGRESS, 130_000)).toBeNull();
  expect(lagSeconds(after([page('new', 100), page('repeated', 120)]), 130_000)).toBe(10);
});

test('lagSeconds is that of the export farthest behind, without those that reached the end', () => {
  const users = (end_time: number, end_of_stream: boolean) =>
    page('new', end_time, { export: 'acme/users', end_of_stream });
  expect(lagSeconds(after([page('new', 100), users(50, false)]), 130_000)).toBe(80);
  expect(lagSeconds(after([page('new', 100), users(50, true)]), 130_000)).toBe(30);
  expect(lagSeconds(after([users(50, true)]), 130_000)).toBeNull();
});

import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#functions/export/core/telemetry/events.ts';
import { createRunMetrics, type ExportSummary } from '#functions/export/core/telemetry/run-metrics.ts';

const ID = 'acme/tickets';

const SUMMARY: ExportSummary = {
  ended: 'caught_up',
  pages: 1,
  records: 2,
  runHistory: { firstRunAt: 100, lastRunAt: 160, caughtUpAt: 120, stalledRuns: 4 },
};

const NOTHING: ExportSummary = {
  ended: 'caught_up',
  pages: 0,
  records: 0,
  runHistory: { firstRunAt: 100, lastRunAt: 160, caughtUpAt: 160, stalledRuns: 0 },
};

const PAGE = {
  kind: 'page',
  export: ID,
  pagination: 'time',
  start_time: 1,
  end_time: 2,
  records: 10,
  bytes: 100,
  end_of_stream: false,
  landed: 'new',
  persisted: 1,
  per_page: 1000,
  duration_ms: 1500,
} satisfies RunEvent;

function metricValues(summary: ExportSummary, events: readonly RunEvent[] = []) {
  const metrics = createRunMetrics();
  for (const event of events) metrics.record(event);
  return Object.fromEntries(metrics.toMetrics(ID, summary).map(({ name, value }) => [name, value]));
}

describe('the metrics of an export', () => {
  it('contain only values that are not zero, with their units', () => {
    expect(createRunMetrics().toMetrics(ID, SUMMARY)).toEqual([
      { name: 'Pages', unit: 'Count', value: 1 },
      { name: 'Records', unit: 'Count', value: 2 },
      { name: 'SecondsSinceCaughtUp', unit: 'Seconds', value: 40 },
    ]);
  });

  it('stay empty for an idle poll, so that idle exports cost nothing', () => {
    expect(metricValues(NOTHING, [{ ...PAGE, landed: 'repeated' }])).toEqual({});
  });

  it.each([
    ['rate_limited', 'RateLimited'],
    ['budget_spent', 'BudgetSpent'],
    ['lease_held', 'LeaseHeld'],
    ['lease_lost', 'LeaseLost'],
    ['stalled', 'Stalled'],
    ['unavailable', 'Unavailable'],
  ] as const)('count the end %s as %s', (ended, name) => {
    expect(metricValues({ ...NOTHING, ended })).toEqual({ [name]: 1 });
  });

  it('omit the time since it caught up if the resource is unavailable, which is not behind', () => {
    const metrics = metricValues({ ...SUMMARY, pages: 0, records: 0, ended: 'unavailable' });
    expect(metrics).toEqual({ Unavailable: 1 });
  });

  it('do not count failures, which the metrics of the account do', () => {
    expect(metricValues({ ...NOTHING, ended: 'failed' })).toEqual({});
  });

  it('omit the time since it caught up if the run did not get the lease', () => {
    expect(metricValues({ ...NOTHING, ended: 'lease_held', runHistory: undefined })).toEqual({ LeaseHeld: 1 });
  });
});

describe('the event counts of an export', () => {
  it('sum up required waits and retries', () => {
    const wait = { kind: 'wait', export: ID, wait_ms: 2500 } as const;
    const events: RunEvent[] = [
      { ...wait, reason: 'pace' },
      { ...wait, reason: 'retry_after' },
      { ...wait, reason: 'backoff' },
      { kind: 'retry', export: ID, detail: 'a 503' },
      { kind: 'retry', export: ID, detail: 'a 503' },
    ];
    expect(metricValues(NOTHING, events)).toEqual({ RateLimitWaitSeconds: 5, Retries: 2 });
  });

  it('count only cursor pages in PinnedSeconds', () => {
    expect(metricValues(NOTHING, [PAGE, { ...PAGE, pagination: 'cursor' }])).toEqual({ PinnedSeconds: 1.5 });
  });

  it('ignore events of other exports', () => {
    const events: RunEvent[] = [
      { kind: 'retry', export: 'acme/users', detail: 'a 503' },
      { kind: 'oversized', export: ID, key: 'k', layout: 'page', rows: 1, largest_bytes: 2, limit_bytes: 1 },
      { kind: 'unreadable', export: ID, key: 'k', layout: 'page', rows: 1, kinds: ['a raw control character'] },
      { kind: 'unavailable', export: ID, detail: 'no Talk' },
      { kind: 'unread', export: ID, detail: 'no DynamoDB' },
    ];
    expect(metricValues(NOTHING, events)).toEqual({});
  });
});

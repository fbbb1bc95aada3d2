import { describe, expect, it } from 'vitest';
import { CredentialsError, StorageError } from '#functions/export/core/errors.ts';
import type { RunEvent } from '#functions/export/core/telemetry/events.ts';
import { METRICS } from '#functions/export/core/telemetry/metrics.ts';
import { createRunMetrics, type ExportSummary } from '#functions/export/core/telemetry/run-metrics.ts';

const ID = 'acme/tickets';

const SUMMARY: ExportSummary = {
  ended: 'caught_up',
  pages: 1,
  records: 2,
  bytes: 3,
  lagSeconds: 70,
  advancedSeconds: 5,
  runHistory: { firstRunAt: 100, lastRunAt: 160, caughtUpAt: 120, stalledRuns: 4 },
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

function metricValues(summary: Partial<ExportSummary>, events: readonly RunEvent[] = []) {
  const metrics = createRunMetrics();
  for (const event of events) metrics.record(event);
  return Object.fromEntries(metrics.toMetrics(ID, { ...SUMMARY, ...summary }).map(({ name, value }) => [name, value]));
}

describe('the metrics of a run', () => {
  it('contain all metrics except the rare ones, each with its unit', () => {
    const metrics = createRunMetrics().toMetrics(ID, SUMMARY);
    const rare = new Set<string>(['ApiTokenDaysLeft', 'OversizedRows', 'HiddenPages', 'Unavailable']);
    const expected = METRICS.filter(({ name }) => !rare.has(name));
    expect(metrics.map(({ name, unit }) => ({ name, unit }))).toEqual(expected);
  });

  it('contain the outcome, the counters and the run statistics', () => {
    expect(metricValues({})).toEqual({
      LagSeconds: 70,
      SecondsSinceCaughtUp: 40,
      AdvancedSeconds: 5,
      Pages: 1,
      Records: 2,
      Bytes: 3,
      RateLimitWaitSeconds: 0,
      Retries: 0,
      PinnedSeconds: 0,
      DuplicatesRatio: 0,
      CaughtUp: 1,
      RateLimited: 0,
      BudgetSpent: 0,
      LeaseHeld: 0,
      LeaseLost: 0,
      Failed: 0,
      StalledRuns: 4,
      CredentialsErrors: 0,
    });
  });

  it('omit lag and run statistics if the run did not get the lease', () => {
    const values = metricValues({ ended: 'lease_held', lagSeconds: null, runHistory: undefined });
    expect(values).toMatchObject({ LeaseHeld: 1, CaughtUp: 0, Pages: 1 });
    for (const name of ['LagSeconds', 'SecondsSinceCaughtUp', 'StalledRuns']) expect(values).not.toHaveProperty(name);
  });

  it.each([
    ['caught_up', 'CaughtUp'],
    ['rate_limited', 'RateLimited'],
    ['budget_spent', 'BudgetSpent'],
    ['lease_held', 'LeaseHeld'],
    ['lease_lost', 'LeaseLost'],
    ['failed', 'Failed'],
  ] as const)('count the end %s only as %s', (ended, name) => {
    const values = metricValues({ ended });
    const outcomes = ['CaughtUp', 'RateLimited', 'BudgetSpent', 'LeaseHeld', 'LeaseLost', 'Failed'];
    expect(outcomes.filter((outcome) => values[outcome] === 1)).toEqual([name]);
  });

  it('distinguish credential errors from other errors', () => {
    expect(metricValues({ ended: 'failed', error: new CredentialsError('no') })).toMatchObject({
      CredentialsErrors: 1,
    });
    expect(metricValues({ ended: 'failed', error: new StorageError('no') })).toMatchObject({ CredentialsErrors: 0 });
  });

  it('contain the days left for API tokens, even if negative', () => {
    expect(metricValues({ apiTokenDaysLeft: -1 })).toMatchObject({ ApiTokenDaysLeft: -1 });
  });
});

describe('the event counts of a run', () => {
  it('sum up required waits and retries', () => {
    const wait = { kind: 'wait', export: ID, wait_ms: 2500 } as const;
    const events: RunEvent[] = [
      { ...wait, reason: 'pace' },
      { ...wait, reason: 'retry_after' },
      { ...wait, reason: 'backoff' },
      { kind: 'retry', export: ID, detail: 'a 503' },
      { kind: 'retry', export: ID, detail: 'a 503' },
    ];
    expect(metricValues({}, events)).toMatchObject({ RateLimitWaitSeconds: 5, Retries: 2 });
  });

  it('count only cursor pages in PinnedSeconds', () => {
    expect(metricValues({}, [PAGE, { ...PAGE, pagination: 'cursor' }])).toMatchObject({ PinnedSeconds: 1.5 });
  });

  it('contain the share of records on pages that had landed before', () => {
    const events: RunEvent[] = [PAGE, { ...PAGE, landed: 'present' }, { ...PAGE, landed: 'repeated', records: 20 }];
    expect(metricValues({}, events)).toMatchObject({ DuplicatesRatio: 0.75 });
  });

  it('ignore events of other exports', () => {
    const events: RunEvent[] = [
      { kind: 'retry', export: 'acme/users', detail: 'a 503' },
      { kind: 'oversized', export: ID, key: 'k', layout: 'page', rows: 1, largest_bytes: 2, limit_bytes: 1 },
    ];
    expect(metricValues({}, events)).toEqual(metricValues({}));
  });
});

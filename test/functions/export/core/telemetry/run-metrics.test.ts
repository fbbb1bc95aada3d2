import { describe, expect, it } from 'vitest';
import { CredentialsError, StorageError } from '#functions/export/core/errors.ts';
import type { RunEvent } from '#functions/export/core/telemetry/events.ts';
import { METRICS } from '#functions/export/core/telemetry/metrics.ts';
import { createRunMetrics, type ExportSummary } from '#functions/export/core/telemetry/run-metrics.ts';

const ID = 'acme/tickets';

const ENDING: ExportSummary = {
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

function figuresOf(ending: Partial<ExportSummary>, events: readonly RunEvent[] = []) {
  const watch = createRunMetrics();
  for (const event of events) watch.record(event);
  return Object.fromEntries(watch.toMetrics(ID, { ...ENDING, ...ending }).map(({ name, value }) => [name, value]));
}

describe('the figures of a run', () => {
  it('are one set, whatever happened, each with its unit', () => {
    const metrics = createRunMetrics().toMetrics(ID, ENDING);
    const rare = new Set<string>(['ApiTokenDaysLeft', 'OversizedRows', 'HiddenPages']);
    const expected = METRICS.filter(({ name }) => !rare.has(name));
    expect(metrics.map(({ name, unit }) => ({ name, unit }))).toEqual(expected);
  });

  it('say how it ended and how the export stands', () => {
    expect(figuresOf({})).toEqual({
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

  it('leave out what a run without the lease does not know', () => {
    const figures = figuresOf({ ended: 'lease_held', lagSeconds: null, runHistory: undefined });
    expect(figures).toMatchObject({ LeaseHeld: 1, CaughtUp: 0, Pages: 1 });
    for (const name of ['LagSeconds', 'SecondsSinceCaughtUp', 'StalledRuns']) expect(figures).not.toHaveProperty(name);
  });

  it.each([
    ['caught_up', 'CaughtUp'],
    ['rate_limited', 'RateLimited'],
    ['budget_spent', 'BudgetSpent'],
    ['lease_held', 'LeaseHeld'],
    ['lease_lost', 'LeaseLost'],
    ['failed', 'Failed'],
  ] as const)('count %s as %s, and as nothing else', (ended, name) => {
    const figures = figuresOf({ ended });
    const outcomes = ['CaughtUp', 'RateLimited', 'BudgetSpent', 'LeaseHeld', 'LeaseLost', 'Failed'];
    expect(outcomes.filter((outcome) => figures[outcome] === 1)).toEqual([name]);
  });

  it('tell errors that take a person to mend from others', () => {
    expect(figuresOf({ ended: 'failed', error: new CredentialsError('no') })).toMatchObject({ CredentialsErrors: 1 });
    expect(figuresOf({ ended: 'failed', error: new StorageError('no') })).toMatchObject({ CredentialsErrors: 0 });
  });

  it('have the days left to an API token, also when they are over', () => {
    expect(figuresOf({ apiTokenDaysLeft: -1 })).toMatchObject({ ApiTokenDaysLeft: -1 });
  });
});

describe('the events of a run', () => {
  it('add up: waits that were asked for, and requests sent again', () => {
    const wait = { kind: 'wait', export: ID, wait_ms: 2500 } as const;
    const events: RunEvent[] = [
      { ...wait, reason: 'pace' },
      { ...wait, reason: 'retry_after' },
      { ...wait, reason: 'backoff' },
      { kind: 'retry', export: ID, detail: 'a 503' },
      { kind: 'retry', export: ID, detail: 'a 503' },
    ];
    expect(figuresOf({}, events)).toMatchObject({ RateLimitWaitSeconds: 5, Retries: 2 });
  });

  it('tell the time that pinned seconds took, and only that', () => {
    expect(figuresOf({}, [PAGE, { ...PAGE, pagination: 'cursor' }])).toMatchObject({ PinnedSeconds: 1.5 });
  });

  it('tell the share of records read on pages that were there already', () => {
    const events: RunEvent[] = [PAGE, { ...PAGE, landed: 'present' }, { ...PAGE, landed: 'repeated', records: 20 }];
    expect(figuresOf({}, events)).toMatchObject({ DuplicatesRatio: 0.75 });
  });

  it('are those of one export each', () => {
    const events: RunEvent[] = [
      { kind: 'retry', export: 'acme/users', detail: 'a 503' },
      { kind: 'oversized', export: ID, key: 'k', layout: 'page', rows: 1, largest_bytes: 2, limit_bytes: 1 },
    ];
    expect(figuresOf({}, events)).toEqual(figuresOf({}));
  });
});

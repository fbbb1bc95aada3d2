import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CredentialsError, StorageError } from '#functions/export/core/errors.ts';
import { accountMetrics } from '#functions/export/core/telemetry/account-metrics.ts';
import { METRICS } from '#functions/export/core/telemetry/metrics.ts';
import type { ExportSummary } from '#functions/export/core/telemetry/run-metrics.ts';
import type { RunHistory } from '#functions/export/core/state/run-history.ts';

const NOW = 1_000_000;
const LIMIT = 3600;

type Known = Parameters<typeof accountMetrics>[0][number];

const known = (id: string, item: Known['item'], staleSeconds = LIMIT): Known => ({
  id,
  options: { staleSeconds },
  item,
  readAt: NOW * 1000 + 999,
});

/** An export that was fresh this many seconds ago, by its item. */
const freshFor = (id: string, seconds: number, stalledRuns = 0): Known =>
  known(id, { runHistory: { firstRunAt: 1, lastRunAt: NOW - 60, freshAt: NOW - seconds, stalledRuns } });

const ended = (end: ExportSummary['ended'], runHistory?: RunHistory, error?: unknown): ExportSummary => ({
  ended: end,
  pages: 0,
  records: 0,
  runHistory,
  error,
});

const CAUGHT_UP = ended('caught_up', { lastRunAt: NOW, freshAt: NOW, stalledRuns: 0 });

function valuesOf(
  exports: readonly Known[],
  summaries: Readonly<Record<string, ExportSummary>> = {},
  apiTokenDaysLeft?: number,
): Record<string, number> {
  const metrics = accountMetrics(exports, new Map(Object.entries(summaries)), apiTokenDaysLeft);
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

describe('accountMetrics', () => {
  it('returns at most five metrics, all with the scope of an account', () => {
    const metrics = accountMetrics([freshFor('a', 60)], new Map([['a', CAUGHT_UP]]), 30);
    const scoped = METRICS.filter(({ scope }) => scope === 'account').map(({ name }) => name);
    expect(metrics.map(({ name }) => name)).toEqual(scoped);
    expect(scoped.length).toBeLessThanOrEqual(5);
  });

  it('returns 0 if all exports caught up', () => {
    expect(valuesOf([freshFor('a', 9000), freshFor('b', 9000)], { a: CAUGHT_UP, b: CAUGHT_UP })).toEqual({
      FreshnessRatio: 0,
      StalledRuns: 0,
      Failed: 0,
      CredentialsErrors: 0,
    });
  });

  it('returns the worst export, whatever the order and whether the run advanced it or not', () => {
    const exports = fc.array(
      fc.record({
        seconds: fc.nat(100_000),
        stalledRuns: fc.nat(10),
        staleSeconds: fc.integer({ min: 1, max: 99_999 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(exports, fc.integer({ min: 0, max: 255 }), (all, ran) => {
        const item = all.map(({ seconds, stalledRuns }) => ({
          runHistory: { lastRunAt: NOW, freshAt: NOW - seconds, stalledRuns },
        }));
        const exported = all.map(({ staleSeconds }, i) => known(String(i), item[i], staleSeconds));
        const summaries = Object.fromEntries(
          item.flatMap(({ runHistory }, i) => ((ran >> i) & 1 ? [[String(i), ended('budget_spent', runHistory)]] : [])),
        );
        const { FreshnessRatio, StalledRuns } = valuesOf(exported, summaries);
        expect(FreshnessRatio).toBe(Math.max(...all.map(({ seconds, staleSeconds }) => seconds / staleSeconds)));
        expect(StalledRuns).toBe(Math.max(...all.map(({ stalledRuns }) => stalledRuns)));
      }),
    );
  });

  it('counts an export whose lease is held for hours by its item, next to one that caught up', () => {
    const values = valuesOf([freshFor('a', 9000, 4), freshFor('b', 60)], { a: ended('lease_held'), b: CAUGHT_UP });
    expect(values).toMatchObject({ FreshnessRatio: 2.5, StalledRuns: 4 });
  });

  it('counts an export that is not due by its item, with its own limit', () => {
    const daily = known('a', { runHistory: { lastRunAt: NOW - 86_400, freshAt: NOW - 172_800 } }, 172_800);
    expect(valuesOf([daily, freshFor('b', 60)], { b: CAUGHT_UP })).toMatchObject({ FreshnessRatio: 1 });
  });

  it('prefers the history of this run to the item', () => {
    const failed = ended(
      'failed',
      { lastRunAt: NOW + 800, freshAt: NOW - 1000, stalledRuns: 1 },
      new StorageError('no'),
    );
    expect(valuesOf([freshFor('a', 60)], { a: failed })).toMatchObject({
      FreshnessRatio: 0.5,
      StalledRuns: 1,
      Failed: 1,
    });
  });

  it('counts an export that failed before it got its lease by its item', () => {
    expect(valuesOf([freshFor('a', 7200)], { a: ended('failed') })).toMatchObject({ FreshnessRatio: 2, Failed: 1 });
  });

  it('measures from the first run if no run was ever fresh', () => {
    expect(valuesOf([known('a', { runHistory: { firstRunAt: NOW - 1800 } })])).toMatchObject({ FreshnessRatio: 0.5 });
  });

  it('leaves out exports that are unavailable', () => {
    const stale = { runHistory: { firstRunAt: 1, stalledRuns: 9 }, unavailableAt: NOW - 60 };
    const exports = [known('a', stale), known('b', stale), known('c', stale), freshFor('d', 0)];
    const { runHistory } = stale;
    expect(valuesOf(exports, { a: ended('unavailable', runHistory), b: ended('lease_held'), d: CAUGHT_UP })).toEqual({
      FreshnessRatio: 0,
      StalledRuns: 0,
      Failed: 0,
      CredentialsErrors: 0,
    });
  });

  it('omits the freshness if no item is known', () => {
    const values = valuesOf([known('a', undefined), known('b', {})], { a: ended('failed'), b: ended('lease_held') });
    expect(values).toEqual({ StalledRuns: 0, Failed: 1, CredentialsErrors: 0 });
  });

  it('counts failed exports and distinguishes credential errors from other errors', () => {
    const exports = [freshFor('a', 0), freshFor('b', 0)];
    const [storage, credentials] = [new StorageError('no'), new CredentialsError('no')];
    expect(valuesOf(exports, { a: ended('failed', {}, storage), b: CAUGHT_UP })).toMatchObject({
      Failed: 1,
      CredentialsErrors: 0,
    });
    expect(valuesOf(exports, { a: ended('failed', {}, storage), b: ended('failed', {}, credentials) })).toMatchObject({
      Failed: 2,
      CredentialsErrors: 1,
    });
  });

  it('returns the days left for API tokens, even if negative', () => {
    expect(valuesOf([freshFor('a', 0)], { a: CAUGHT_UP }, -1)).toMatchObject({ ApiTokenDaysLeft: -1 });
  });
});

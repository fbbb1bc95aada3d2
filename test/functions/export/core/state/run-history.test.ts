import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  freshnessRatio,
  type RunHistory,
  secondsSinceCaughtUp,
  updateRunHistory,
} from '#functions/export/core/state/run-history.ts';

type Run = Parameters<typeof updateRunHistory>[1] & { readonly at: number };

const NOTHING = { pages: 0, records: 0, bytes: 0, advancedSeconds: 0, freshAt: 0 };
const ended = fc.constantFrom('caught_up', 'rate_limited', 'budget_spent', 'lease_lost', 'StorageError');
const runs = fc
  .array(
    fc.record({
      ended,
      moved: fc.boolean(),
      pages: fc.nat(100),
      records: fc.nat(10_000),
      bytes: fc.nat(1_000_000),
      advancedSeconds: fc.nat(20_000),
      afterSeconds: fc.nat(10_000),
      age: fc.nat(10_000),
    }),
    { minLength: 1 },
  )
  .map((all) => {
    let at = 1_000_000;
    return all.map(({ afterSeconds, age, ...run }): Run => {
      at += afterSeconds;
      return { ...run, at, freshAt: at - age };
    });
  });

const after = (all: readonly Run[]): RunHistory =>
  all.reduce((before: RunHistory, run) => updateRunHistory(before, run, run.at * 1000 + 999), {});

describe('the run history', () => {
  it('records the first run, the last run and the last time that a run caught up', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const { firstRunAt, lastRunAt, lastOutcome, caughtUpAt } = after(all);
        expect([firstRunAt, lastRunAt, lastOutcome]).toEqual([all[0]?.at, all.at(-1)?.at, all.at(-1)?.ended]);
        expect(caughtUpAt).toBe(all.findLast((run) => run.ended === 'caught_up')?.at);
      }),
    );
  });

  it('sums up the landed pages, records and bytes', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const sum = (member: 'pages' | 'records' | 'bytes') => all.reduce((total, run) => total + run[member], 0);
        expect(after(all)).toMatchObject({
          totalPages: sum('pages'),
          totalRecords: sum('records'),
          totalBytes: sum('bytes'),
        });
      }),
    );
  });

  it('counts the runs since the last one that caught up or moved as stalled, except those that lost the lease', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const last = all.findLastIndex((run) => run.ended === 'caught_up' || run.moved);
        const since = all.slice(last + 1).filter((run) => run.ended !== 'lease_lost');
        expect(after(all).stalledRuns).toBe(since.length);
      }),
    );
  });

  it('measures the seconds from the last run that caught up to the last run, at least 0', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const since = secondsSinceCaughtUp(after(all));
        const from = all.findLast((run) => run.ended === 'caught_up') ?? all[0];
        expect(since).toBe((all.at(-1)?.at ?? 0) - (from?.at ?? 0));
      }),
    );
    expect(secondsSinceCaughtUp({ lastRunAt: 5, caughtUpAt: 9 })).toBe(0);
    expect(secondsSinceCaughtUp({})).toBe(0);
  });
});

describe('freshnessRatio', () => {
  const HOUR = 3600;

  it('returns the time since the export caught up or gained more seconds than have passed, as a fraction of its limit', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 100_000 }), fc.nat(100_000), (all, limit, later) => {
        const isFresh = (run: Run, index: number): boolean =>
          run.ended === 'caught_up' || run.advancedSeconds > run.at - (all[index - 1]?.at ?? run.at);
        const from = all.findLast(isFresh)?.freshAt ?? all[0]?.at ?? 0;
        const now = (all.at(-1)?.at ?? 0) + later;
        expect(freshnessRatio(after(all), limit, now)).toBe((now - from) / limit);
      }),
    );
  });

  it('stays 0 at the end of each run of a backfill that shrinks its backlog for hours', () => {
    let runHistory: RunHistory = {};
    for (let at = 0; at <= 6 * HOUR; at += 900) {
      runHistory = updateRunHistory(
        runHistory,
        { ...NOTHING, ended: 'budget_spent', moved: true, advancedSeconds: 901, freshAt: at },
        at * 1000,
      );
      expect(freshnessRatio(runHistory, HOUR, at)).toBe(0);
    }
    expect(secondsSinceCaughtUp(runHistory)).toBe(6 * HOUR);
  });

  it('reaches 1 after the limit if the backlog of a backfill grows', () => {
    let runHistory: RunHistory = {};
    for (let at = 0; at <= HOUR; at += 900) {
      runHistory = updateRunHistory(
        runHistory,
        { ...NOTHING, ended: 'budget_spent', moved: true, advancedSeconds: at === 0 ? 9999 : 900, freshAt: at },
        at * 1000,
      );
    }
    expect(freshnessRatio(runHistory, HOUR, HOUR)).toBe(1);
  });

  it('returns undefined before the first run has ended, and never a negative value', () => {
    expect(freshnessRatio({}, HOUR, 5)).toBeUndefined();
    expect(freshnessRatio({ freshAt: 9 }, HOUR, 5)).toBe(0);
  });
});

it('the run history of an item from an earlier version begins with the next run', () => {
  const runHistory = updateRunHistory({}, { ...NOTHING, ended: 'rate_limited', moved: false }, 7_000);
  expect(runHistory).toEqual({
    firstRunAt: 7,
    lastRunAt: 7,
    lastOutcome: 'rate_limited',
    stalledRuns: 1,
    totalPages: 0,
    totalRecords: 0,
    totalBytes: 0,
  });
});

it('a run that ended as stalled counts as stalled even if it moved the position before', () => {
  const before = { firstRunAt: 1, stalledRuns: 2 };
  expect(updateRunHistory(before, { ...NOTHING, ended: 'stalled', moved: true }, 7_000).stalledRuns).toBe(3);
  expect(updateRunHistory(before, { ...NOTHING, ended: 'budget_spent', moved: true }, 7_000).stalledRuns).toBe(0);
});

it('runs of an unavailable resource never count as stalled or behind', () => {
  const before = { firstRunAt: 1, stalledRuns: 2 };
  const runHistory = updateRunHistory(before, { ...NOTHING, ended: 'unavailable', moved: false }, 7_000);
  expect(runHistory).toMatchObject({ firstRunAt: 7, lastRunAt: 7, stalledRuns: 0 });
  expect(secondsSinceCaughtUp(runHistory)).toBe(0);
  const next = updateRunHistory(runHistory, { ...NOTHING, ended: 'budget_spent', moved: true }, 9_000);
  expect(secondsSinceCaughtUp(next)).toBe(2);
});

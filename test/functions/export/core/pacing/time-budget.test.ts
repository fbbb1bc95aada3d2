import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeBudget, type ExportBudget } from '#functions/export/core/pacing/time-budget.ts';

const NOW = 1_700_000_000_000;

function finishPage(budget: ExportBudget, ms: number): void {
  budget.recordStart();
  budget.recordRead(ms / 2);
  budget.recordFinished(ms);
}

describe('the time budget', () => {
  it('ends more than 1 s before the deadline and reserves time to release the lease', () => {
    const { deadline, workBy, returnBy } = createTimeBudget(NOW, 60_000);
    expect(deadline).toBe(NOW + 60_000);
    expect(deadline - returnBy).toBe(1_250);
    expect(returnBy - workBy).toBe(2_000);
  });

  it('keeps the order workBy, returnBy, deadline for any remaining time', () => {
    fc.assert(
      fc.property(fc.nat(900_000), (remaining) => {
        const { deadline, workBy, returnBy } = createTimeBudget(NOW, remaining);
        expect(NOW).toBeLessThanOrEqual(workBy);
        expect(workBy).toBeLessThanOrEqual(returnBy);
        expect(returnBy).toBeLessThanOrEqual(Math.max(NOW, deadline - 1_000));
      }),
    );
  });

  it('always starts the first page', () => {
    const budget = createTimeBudget(NOW, 3_000).openExport();
    expect(budget.hasFinishedPage).toBe(false);
    expect(budget.checkStart(NOW + 2_999, 0, false)).toBe('go');
  });

  it('starts no page that would not finish in time, if it takes as long as the slowest of the last three', () => {
    const { workBy, ...run } = createTimeBudget(NOW, 60_000);
    const budget = run.openExport();
    for (const took of [30_000, 1_000, 5_000]) finishPage(budget, took);
    expect(budget.hasFinishedPage).toBe(true);
    expect(budget.checkStart(workBy - 30_001, 0, false)).toBe('go');
    expect(budget.checkStart(workBy - 30_000, 0, false)).toBe('budget_spent');
    finishPage(budget, 1_000);
    expect(budget.checkStart(workBy - 5_001, 0, false)).toBe('go');
    expect(budget.checkStart(workBy - 5_000, 0, false)).toBe('budget_spent');
  });

  it('expects a page that is read ahead to take as long as the page before it took to be read', () => {
    const { workBy, ...run } = createTimeBudget(NOW, 60_000);
    const budget = run.openExport();
    budget.recordRead(40_000);
    expect(budget.checkStart(workBy - 40_001, 0, false)).toBe('go');
    expect(budget.checkStart(workBy - 40_000, 0, false)).toBe('budget_spent');
    expect(budget.hasFinishedPage).toBe(false);
    budget.recordFinished(50_000);
    expect(budget.checkStart(workBy - 50_000, 0, false)).toBe('budget_spent');
  });

  it('starts the first page of a further export while half of the time is left, and then retries it', () => {
    const { workBy, ...run } = createTimeBudget(NOW, 60_000);
    const [first, second, third] = [run.openExport(), run.openExport(), run.openExport()];
    expect(second.checkStart(NOW + 50_000, 0, false)).toBe('go');
    first.recordStart();
    expect(second.checkStart(NOW, 30_000, true)).toBe('go');
    expect(second.checkStart(NOW, 30_001, true)).toBe('budget_spent');
    second.recordStart();
    expect(second.checkStart(workBy - 1, 0, false)).toBe('go');
    expect(first.checkStart(workBy - 1, 0, false)).toBe('go');
    expect(third.checkStart(NOW + 30_001, 0, false)).toBe('budget_spent');
  });

  it('expects the pages of an export to take as long as its own, not those of another export', () => {
    const { workBy, ...run } = createTimeBudget(NOW, 60_000);
    const [slow, fast] = [run.openExport(), run.openExport()];
    finishPage(slow, 30_000);
    finishPage(fast, 1_000);
    expect(fast.checkStart(workBy - 1_001, 0, false)).toBe('go');
    expect(slow.checkStart(workBy - 30_000, 0, false)).toBe('budget_spent');
    expect(run.openExport().hasFinishedPage).toBe(false);
  });

  it('stops as rate_limited if a required wait exceeds the time left, and as budget_spent if a backoff does', () => {
    const { workBy, ...run } = createTimeBudget(NOW, 60_000);
    const budget = run.openExport();
    const left = workBy - NOW;
    expect(budget.checkStart(NOW, left - 1, true)).toBe('go');
    expect(budget.checkStart(NOW, left, true)).toBe('rate_limited');
    expect(budget.checkStart(NOW, left, false)).toBe('budget_spent');
    expect(budget.checkStart(NOW, Number.POSITIVE_INFINITY, true)).toBe('rate_limited');
  });

  it('stops as budget_spent if the wait fits but the page after it does not', () => {
    const { workBy, ...run } = createTimeBudget(NOW, 60_000);
    const budget = run.openExport();
    budget.recordRead(10_000);
    const left = workBy - NOW;
    expect(budget.checkStart(NOW, left - 10_001, true)).toBe('go');
    expect(budget.checkStart(NOW, left - 10_000, true)).toBe('budget_spent');
  });
});

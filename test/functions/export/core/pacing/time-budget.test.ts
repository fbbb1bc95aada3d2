import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TimeBudget, createTimeBudget } from '#functions/export/core/pacing/time-budget.ts';

const NOW = 1_700_000_000_000;

function finishPage(budget: TimeBudget, ms: number): void {
  budget.readPage(ms / 2);
  budget.finishedPage(ms);
}

describe('a budget', () => {
  it('returns more than 1 s before the deadline, and leaves time to release the lease before that', () => {
    const { deadline, workBy, returnBy } = createTimeBudget(NOW, 60_000);
    expect(deadline).toBe(NOW + 60_000);
    expect(deadline - returnBy).toBe(1_250);
    expect(returnBy - workBy).toBe(2_000);
  });

  it('keeps its order however little time there is', () => {
    fc.assert(
      fc.property(fc.nat(900_000), (remaining) => {
        const { deadline, workBy, returnBy } = createTimeBudget(NOW, remaining);
        expect(NOW).toBeLessThanOrEqual(workBy);
        expect(workBy).toBeLessThanOrEqual(returnBy);
        expect(returnBy).toBeLessThanOrEqual(Math.max(NOW, deadline - 1_000));
      }),
    );
  });

  it('always starts the first page, whatever it may take', () => {
    const budget = createTimeBudget(NOW, 3_000);
    expect(budget.hasPage).toBe(false);
    expect(budget.after(NOW + 2_999, 0, false)).toBe('go');
  });

  it('starts no page that it does not expect to finish: the slowest of the last three tells how long one takes', () => {
    const budget = createTimeBudget(NOW, 60_000);
    for (const took of [30_000, 1_000, 5_000]) finishPage(budget, took);
    expect(budget.hasPage).toBe(true);
    expect(budget.after(budget.workBy - 30_001, 0, false)).toBe('go');
    expect(budget.after(budget.workBy - 30_000, 0, false)).toBe('budget_spent');
    finishPage(budget, 1_000);
    expect(budget.after(budget.workBy - 5_001, 0, false)).toBe('go');
    expect(budget.after(budget.workBy - 5_000, 0, false)).toBe('budget_spent');
  });

  it('expects the page that is asked for while the last one lands to take as long as that took to be read', () => {
    const budget = createTimeBudget(NOW, 60_000);
    budget.readPage(40_000);
    expect(budget.after(budget.workBy - 40_001, 0, false)).toBe('go');
    expect(budget.after(budget.workBy - 40_000, 0, false)).toBe('budget_spent');
    expect(budget.hasPage).toBe(false);
    budget.finishedPage(50_000);
    expect(budget.after(budget.workBy - 50_000, 0, false)).toBe('budget_spent');
  });

  it('is rate limited where a wait that was asked for exceeds the time left, else spent', () => {
    const budget = createTimeBudget(NOW, 60_000);
    const left = budget.workBy - NOW;
    expect(budget.after(NOW, left - 1, true)).toBe('go');
    expect(budget.after(NOW, left, true)).toBe('rate_limited');
    expect(budget.after(NOW, left, false)).toBe('budget_spent');
    expect(budget.after(NOW, Number.POSITIVE_INFINITY, true)).toBe('rate_limited');
  });

  it('is spent where the wait fits but the page after it does not', () => {
    const budget = createTimeBudget(NOW, 60_000);
    budget.readPage(10_000);
    const left = budget.workBy - NOW;
    expect(budget.after(NOW, left - 10_001, true)).toBe('go');
    expect(budget.after(NOW, left - 10_000, true)).toBe('budget_spent');
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDue, nextDueAt } from '#functions/export/core/state/due.ts';

const DAY = 86_400;
const NOW = 1_800_000_000;

const isDueAfter = (seconds: number): boolean => isDue({ unavailableAt: NOW - seconds }, 0, NOW * 1000 + 999);

describe('isDue', () => {
  it('waits a day before it requests an unavailable resource again', () => {
    expect(isDueAfter(0)).toBe(false);
    expect(isDueAfter(DAY - 1)).toBe(false);
    expect(isDueAfter(DAY)).toBe(true);
  });

  it('ignores a time in the future, which indicates a wrong clock', () => {
    expect(isDueAfter(-1)).toBe(true);
  });

  it('waits for pollSeconds as well', () => {
    const runHistory = { lastRunAt: NOW - 100, lastOutcome: 'caught_up' };
    expect(isDue({ runHistory }, 101, NOW * 1000)).toBe(false);
    expect(isDue({ runHistory }, 100, NOW * 1000)).toBe(true);
    expect(isDue({ runHistory, unavailableAt: NOW - 100 }, 100, NOW * 1000)).toBe(false);
    expect(isDue({}, 100, NOW * 1000)).toBe(true);
  });
});

describe('nextDueAt', () => {
  it('returns the first second at which isDue returns true', () => {
    const past = fc.integer({ min: NOW - 2 * DAY, max: NOW });
    const runHistories = fc.record({
      lastRunAt: past,
      lastOutcome: fc.constantFrom('caught_up', 'budget_spent', 'unavailable', 'StorageError'),
      stalledRuns: fc.nat({ max: 2 }),
    });
    const items = fc.record({ runHistory: runHistories, unavailableAt: past }, { requiredKeys: [] });
    fc.assert(
      fc.property(items, fc.nat({ max: DAY }), (item, pollSeconds) => {
        const at = nextDueAt(item, pollSeconds);
        expect(isDue(item, pollSeconds, Math.max(at, NOW) * 1000)).toBe(true);
        expect(isDue(item, pollSeconds, Math.max(at - 1, NOW) * 1000)).toBe(at <= NOW);
      }),
    );
  });

  it('returns 0 if the last run left work, and if there was none', () => {
    expect(nextDueAt({ runHistory: { lastRunAt: NOW, lastOutcome: 'budget_spent', stalledRuns: 0 } }, 300)).toBe(0);
    expect(nextDueAt({}, 300)).toBe(0);
  });
});

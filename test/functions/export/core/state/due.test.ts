import { describe, expect, it } from 'vitest';
import { isDue } from '#functions/export/core/state/due.ts';

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

import { describe, expect, it } from 'vitest';
import { createBacklog, type Worked } from '#test/support/functions/schedule.ts';

const MINUTE = 60_000;
/** The function's time-out. */
const TIMEOUT = 14 * MINUTE;

/** The part of the allowance that was used. */
const shareOf = ({ answered, from, until }: Worked, allowance: number): number =>
  answered / (((until - from) / MINUTE) * allowance);

/** What Zendesk allows in a minute, how long it takes for a page (ms), and for how many minutes that is watched. */
const PACES = [
  [10, 6_000, 60],
  [10, 1_000, 60],
  [30, 2_000, 30],
] as const;

describe('a run with more to read than time', () => {
  it.each(PACES)('uses the allowance of %i a minute, with %i ms for a page', async (allowance, pageMs, minutes) => {
    const backlog = createBacklog({ pages: allowance * minutes * 1.2, allowance, pageMs });
    const worked = await backlog.run(minutes * MINUTE);
    expect(shareOf(worked, allowance)).toBeGreaterThanOrEqual(0.97);
    expect(worked.refused).toBeLessThanOrEqual(1);
  });
});

describe('ten runs in a row, at ticks that come at any second of their minute', () => {
  it.each(PACES)('use the allowance of %i a minute, with %i ms for a page', async (allowance, pageMs) => {
    const backlog = createBacklog({ pages: allowance * 180, allowance, pageMs });
    const worked = await backlog.schedule(10, TIMEOUT);
    expect(shareOf(worked, allowance)).toBeGreaterThanOrEqual(0.93);
    // In two hours and a half.
    expect(worked.refused).toBeLessThanOrEqual(2);
  });
});

import { describe, expect, it } from 'vitest';
import { createBacklog, type Throughput } from '#test/support/functions/schedule.ts';

const MINUTE = 60_000;
/** The function's timeout. */
const TIMEOUT = 14 * MINUTE;

/** The fraction of the rate limit that was used. */
const shareUsed = ({ answered, from, until }: Throughput, requestsPerMinute: number): number =>
  answered / (((until - from) / MINUTE) * requestsPerMinute);

/** Requests per minute that Zendesk allows, time per page (ms), and duration of the run (minutes). */
const PACES = [
  [10, 6_000, 60],
  [10, 1_000, 60],
  [30, 2_000, 30],
] as const;

describe('throughput of a run during a backfill', () => {
  it.each(PACES)(
    'reaches 97 percent of %i requests per minute at %i ms per page',
    async (requestsPerMinute, pageMs, minutes) => {
      const backlog = createBacklog({ pages: requestsPerMinute * minutes * 1.2, requestsPerMinute, pageMs });
      const throughput = await backlog.run(minutes * MINUTE);
      expect(shareUsed(throughput, requestsPerMinute)).toBeGreaterThanOrEqual(0.97);
      expect(throughput.refused).toBeLessThanOrEqual(1);
    },
  );
});

describe('throughput of ten consecutive runs, with handovers at any second of a minute', () => {
  it.each(PACES)(
    'reaches 93 percent of %i requests per minute at %i ms per page',
    async (requestsPerMinute, pageMs) => {
      const backlog = createBacklog({ pages: requestsPerMinute * 180, requestsPerMinute, pageMs });
      const throughput = await backlog.schedule(10, TIMEOUT);
      expect(shareUsed(throughput, requestsPerMinute)).toBeGreaterThanOrEqual(0.93);
      // In two hours and a half.
      expect(throughput.refused).toBeLessThanOrEqual(2);
    },
  );
});

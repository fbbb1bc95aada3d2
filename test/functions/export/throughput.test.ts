import { describe, expect, it } from 'vitest';
import { runExports } from '#functions/export/core/run/run.ts';
import { runInTurns } from '#test/support/functions/run-in-turns.ts';
import { createBacklog, type Throughput } from '#test/support/functions/schedule.ts';
import { resourceNamed, runSideBySide } from '#test/support/functions/side-by-side.ts';

const MINUTE = 60_000;
/** The function's timeout. */
const TIMEOUT = 14 * MINUTE;

/** The fraction of the rate limit that was used. */
const shareUsed = ({ answered, from, until }: Throughput, requestsPerMinute: number): number =>
  answered / (((until - from) / MINUTE) * requestsPerMinute);

const percent = (share: number): string => `${Math.round(share * 100)} %`;

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

describe('throughput of two exports in one run at 30 requests per minute, if a page of ticket_events takes 30 s', () => {
  const REQUESTS_PER_MINUTE = 30;

  /** Returns the share of the requests left by `ticket_events` that `tickets` uses, in minutes 1 to 12 of the run. */
  async function shareOfTickets(pageMs: number, run: typeof runExports): Promise<number> {
    const tickets = { resource: resourceNamed('tickets'), pageMs };
    const events = { resource: resourceNamed('ticket_events'), pageMs: 30_000 };
    const { requests, startedAt } = await runSideBySide({
      exports: [events, tickets],
      limit: REQUESTS_PER_MINUTE,
      remainingMs: TIMEOUT,
      run,
    });
    const measured = requests.filter(
      ({ at, status }) => status === 200 && at >= startedAt + MINUTE && at < startedAt + 13 * MINUTE,
    );
    const ofTickets = measured.filter(({ exported }) => exported === tickets).length;
    return ofTickets / (12 * REQUESTS_PER_MINUTE - (measured.length - ofTickets));
  }

  it.each([500, 1_000, 2_000])('tickets gets at least 90 percent of the rest at %i ms per page', async (pageMs) => {
    const sideBySide = await shareOfTickets(pageMs, runExports);
    const inTurns = await shareOfTickets(pageMs, runInTurns);
    console.log(`tickets at ${pageMs} ms per page: ${percent(sideBySide)} side by side, ${percent(inTurns)} in turns`);
    expect(sideBySide).toBeGreaterThanOrEqual(0.9);
    expect(inTurns).toBeLessThanOrEqual(0.1);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPollDue } from '#functions/export/core/state/poll-interval.ts';

const NOW = 1_800_000_000_000;
const SECOND = NOW / 1000;

const ENDS = ['caught_up', 'lease_lost', 'CredentialsError', 'ZendeskUnavailableError', 'StorageError'];

describe('isPollDue', () => {
  it('always returns true with pollSeconds 0', () => {
    const histories = fc.record({
      lastRunAt: fc.integer({ min: SECOND - 1000, max: SECOND + 1000 }),
      lastOutcome: fc.constantFrom(...ENDS, 'budget_spent'),
      stalledRuns: fc.nat({ max: 3 }),
    });
    fc.assert(
      fc.property(histories, (runHistory) => {
        expect(isPollDue(runHistory, 0, NOW)).toBe(true);
      }),
    );
  });

  it('returns true if the export has never run, or its last run is unknown', () => {
    expect(isPollDue(undefined, 300, NOW)).toBe(true);
    expect(isPollDue({}, 300, NOW)).toBe(true);
    expect(isPollDue({ lastOutcome: 'caught_up' }, 300, NOW)).toBe(true);
    expect(isPollDue({ lastRunAt: SECOND - 10 }, 300, NOW)).toBe(true);
  });

  it.each(['budget_spent', 'rate_limited'])('returns true immediately after a run that ended as %s', (lastOutcome) => {
    expect(isPollDue({ lastRunAt: SECOND, lastOutcome, stalledRuns: 0 }, 86_400, NOW)).toBe(true);
  });

  it.each([...ENDS, 'budget_spent', 'rate_limited'])(
    'returns false until pollSeconds after a run that caught up or made no progress: %s',
    (lastOutcome) => {
      const stalledRuns = lastOutcome === 'caught_up' ? 0 : 1;
      const last = (secondsAgo: number) => ({ lastRunAt: SECOND - secondsAgo, lastOutcome, stalledRuns });
      expect(isPollDue(last(0), 300, NOW)).toBe(false);
      expect(isPollDue(last(299), 300, NOW + 999)).toBe(false);
      expect(isPollDue(last(300), 300, NOW)).toBe(true);
    },
  );

  it('returns true if the last run is in the future, because a clock was wrong', () => {
    expect(isPollDue({ lastRunAt: SECOND + 1, lastOutcome: 'caught_up', stalledRuns: 0 }, 300, NOW)).toBe(true);
  });

  it('returns true at the latest pollSeconds after any last run', () => {
    fc.assert(
      fc.property(fc.nat({ max: 86_400 }), fc.nat({ max: 86_400 }), fc.constantFrom(...ENDS), (poll, more, end) => {
        expect(isPollDue({ lastRunAt: SECOND - poll - more, lastOutcome: end, stalledRuns: 1 }, poll, NOW)).toBe(true);
      }),
    );
  });
});

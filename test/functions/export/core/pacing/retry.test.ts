import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, createAttempts, type FailureKind } from '#functions/export/core/pacing/retry.ts';

const NOW = 1_700_000_000_000;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** The results of these failures, each recorded at its second. */
function recordAll(failures: readonly (readonly [FailureKind, number])[]) {
  const attempts = createAttempts(NOW, () => 0.5);
  return failures.map(([kind, second]) => attempts.recordFailure(kind, NOW + second * 1000));
}

const times = (count: number, kind: FailureKind, second: number) =>
  Array.from({ length: count }, () => [kind, second] as const);

describe('createAttempts', () => {
  it('exhausts the attempts after 8 failures in at least 2 minutes', () => {
    expect(recordAll(times(8, 'unavailable', 120)).at(-1)).toBe('exhausted');
    expect(recordAll(times(7, 'unavailable', 120)).at(-1)).not.toBe('exhausted');
  });

  it('allows more than 8 failures within 2 minutes, to outlast a rate-limit window (tap-zendesk#155)', () => {
    const results = recordAll([...times(20, 'unavailable', 119.999), ['unavailable', 120]]);
    expect(results.slice(0, -1)).not.toContain('exhausted');
    expect(results.at(-1)).toBe('exhausted');
  });

  it('exhausts the attempts after 3 invalid pages', () => {
    expect(recordAll(times(3, 'invalid_page', 0)).map((each) => each === 'exhausted')).toEqual([false, false, true]);
    expect(
      recordAll([
        ['invalid_page', 0],
        ['unavailable', 1],
        ['invalid_page', 2],
        ['throttled', 3],
        ['invalid_page', 4],
      ]).at(-1),
    ).toBe('exhausted');
  });

  it('increases the backoff with every failure, except before a smaller page', () => {
    const kinds = ['invalid_page', 'smaller_page', 'throttled', 'unavailable', 'silence'] as const;
    expect(recordAll(kinds.map((kind) => [kind, 0] as const))).toEqual([1_500, 1_500, 3_000, 6_000, 12_000]);
  });

  it('counts invalid pages and silences towards the 8 failures', () => {
    expect(
      recordAll([...times(2, 'invalid_page', 0), ...times(3, 'silence', 60), ...times(3, 'unavailable', 130)]).at(-1),
    ).toBe('exhausted');
  });

  it('never exhausts the attempts because of 429s (tap-zendesk#155)', () => {
    expect(recordAll(times(500, 'throttled', 3600))).not.toContain('exhausted');
  });

  it('does not count requests for smaller pages, because each is a different request', () => {
    expect(recordAll(times(10, 'smaller_page', 600))).toEqual(Array.from({ length: 10 }, () => 1_500));
  });
});

describe('backoffMs', () => {
  it('doubles from 1–2 s up to 30–60 s, of which half is fixed', () => {
    const bounds = [1, 2, 3, 4, 5, 6, 7, 2000].map((failures) => [
      backoffMs(failures, () => 0),
      backoffMs(failures, () => 0.999_999),
    ]);
    expect(bounds).toEqual([
      [1_000, 2_000],
      [2_000, 4_000],
      [4_000, 8_000],
      [8_000, 16_000],
      [16_000, 32_000],
      [30_000, 60_000],
      [30_000, 60_000],
      [30_000, 60_000],
    ]);
  });

  it('adds jitter, so that exports that failed together do not retry together', () => {
    expect(backoffMs(3, () => 0.25)).toBe(5_000);
  });

  it('stays between one second and one minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), random, (failures, chance) => {
        const ms = backoffMs(failures, () => chance);
        expect(ms).toBeGreaterThanOrEqual(1_000);
        expect(ms).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeldBackTo, requestTime, applyLookback } from '#functions/export/core/pagination/lookback.ts';

describe('applyLookback', () => {
  it('holds nothing where the position reached is settleSeconds old or older', () => {
    expect(applyLookback(null, 700, 1_000_000, 300)).toBeNull();
    expect(applyLookback(null, 700, 1_000_999, 300)).toBeNull();
  });

  it('holds at the request moment less settleSeconds from the first page that is not settled', () => {
    expect(applyLookback(null, 701, 1_000_000, 300)).toBe(700);
    expect(applyLookback(null, 701, 999_999, 300)).toBe(699);
  });

  it('settles at once with settleSeconds 0, where the position is not ahead of the clock', () => {
    expect(applyLookback(null, 1000, 1_000_000, 0)).toBeNull();
    expect(applyLookback(null, 1001, 1_000_000, 0)).toBe(1000);
  });

  it('never moves once it holds: measured anew per page it would slide past seconds read too early', () => {
    const pages = fc.array(
      fc.record({ reached: fc.nat(3000), moment: fc.nat(3_000_000), settleSeconds: fc.nat(3600) }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(pages, (run) => {
        const holds: HeldBackTo[] = [];
        for (const { reached, moment, settleSeconds } of run) {
          holds.push(applyLookback(holds.at(-1) ?? null, reached, moment, settleSeconds));
        }
        const first = holds.findIndex((hold) => hold !== null);
        expect(holds).toEqual(holds.map((_, i) => (first === -1 || i < first ? null : holds[first])));
      }),
    );
  });

  it('lets no second count as read that was read less than settleSeconds after it', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3_000_000), fc.nat(3600), (reached, moment, settleSeconds) => {
        const persisted = applyLookback(null, reached, moment, settleSeconds) ?? reached;
        expect(moment / 1000 - persisted).toBeGreaterThanOrEqual(settleSeconds);
      }),
    );
  });
});

describe('requestTime', () => {
  const DATE = 'Tue, 14 Nov 2023 22:13:20 GMT';
  const SERVED = 1_700_000_000_000;

  it("is when the function sent the request, where Zendesk's clock is ahead", () => {
    expect(requestTime(SERVED - 60_000, SERVED - 59_000, DATE)).toBe(SERVED - 60_000);
  });

  it("is the answer's Date less the time the answer took, where Zendesk's clock is behind", () => {
    expect(requestTime(SERVED + 60_000, SERVED + 67_000, DATE)).toBe(SERVED - 7_000);
  });

  it.each([undefined, '', 'soon'])('is when the function sent the request, where Date says nothing: %j', (date) => {
    expect(requestTime(5000, 6000, date)).toBe(5000);
  });

  it("is never later than either clock's account, and never NaN", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), fc.nat(60_000), (skew, took) => {
        const moment = requestTime(SERVED + skew, SERVED + skew + took, DATE);
        expect(moment).toBe(Math.min(SERVED + skew, SERVED - took));
      }),
    );
  });
});

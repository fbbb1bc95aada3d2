import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeldBackTo, requestTime, applyLookback } from '#functions/export/core/pagination/lookback.ts';

describe('applyLookback', () => {
  it('sets no watermark if the position after the page is at least settleSeconds old', () => {
    expect(applyLookback(null, 700, 1_000_000, 300)).toBeNull();
    expect(applyLookback(null, 700, 1_000_999, 300)).toBeNull();
  });

  it('sets the watermark to the request time minus settleSeconds at the first unsettled page', () => {
    expect(applyLookback(null, 701, 1_000_000, 300)).toBe(700);
    expect(applyLookback(null, 701, 999_999, 300)).toBe(699);
  });

  it('sets no watermark with settleSeconds 0, unless the position is ahead of the clock', () => {
    expect(applyLookback(null, 1000, 1_000_000, 0)).toBeNull();
    expect(applyLookback(null, 1001, 1_000_000, 0)).toBe(1000);
  });

  it('never moves the watermark within a run, so that it does not pass seconds that were read too early', () => {
    const pages = fc.array(
      fc.record({ reached: fc.nat(3000), requestedAt: fc.nat(3_000_000), settleSeconds: fc.nat(3600) }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(pages, (run) => {
        const watermarks: HeldBackTo[] = [];
        for (const { reached, requestedAt, settleSeconds } of run) {
          watermarks.push(applyLookback(watermarks.at(-1) ?? null, reached, requestedAt, settleSeconds));
        }
        const first = watermarks.findIndex((watermark) => watermark !== null);
        expect(watermarks).toEqual(watermarks.map((_, i) => (first === -1 || i < first ? null : watermarks[first])));
      }),
    );
  });

  it('never persists a position less than settleSeconds before the request', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3_000_000), fc.nat(3600), (reached, requestedAt, settleSeconds) => {
        const persisted = applyLookback(null, reached, requestedAt, settleSeconds) ?? reached;
        expect(requestedAt / 1000 - persisted).toBeGreaterThanOrEqual(settleSeconds);
      }),
    );
  });
});

describe('requestTime', () => {
  const DATE = 'Tue, 14 Nov 2023 22:13:20 GMT';
  const DATE_MS = 1_700_000_000_000;

  it("returns the time of sending if Zendesk's clock is ahead", () => {
    expect(requestTime(DATE_MS - 60_000, DATE_MS - 59_000, DATE)).toBe(DATE_MS - 60_000);
  });

  it("returns the response's Date minus the response time if Zendesk's clock is behind", () => {
    expect(requestTime(DATE_MS + 60_000, DATE_MS + 67_000, DATE)).toBe(DATE_MS - 7_000);
  });

  it.each([undefined, '', 'soon'])('returns the time of sending if the Date header is %j', (date) => {
    expect(requestTime(5000, 6000, date)).toBe(5000);
  });

  it('returns the earlier time of both clocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), fc.nat(60_000), (skew, took) => {
        const time = requestTime(DATE_MS + skew, DATE_MS + skew + took, DATE);
        expect(time).toBe(Math.min(DATE_MS + skew, DATE_MS - took));
      }),
    );
  });
});

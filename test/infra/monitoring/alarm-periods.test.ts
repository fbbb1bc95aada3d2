import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cadenceOf } from '#infra/monitoring/alarm-periods.ts';
import { alarmsOf } from '#test/support/infra/evaluate-alarm.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

const TIMEOUT = 14;

describe('the cadence of a rate', () => {
  const rates = fc.oneof(
    fc.integer({ min: 1, max: 10_000 }).map((count) => ({ schedule: `rate(${count} minutes)`, tick: count })),
    fc.integer({ min: 1, max: 150 }).map((count) => ({ schedule: `rate(${count} hours)`, tick: count * 60 })),
    fc.integer({ min: 1, max: 30 }).map((count) => ({ schedule: `rate(${count} days)`, tick: count * 1440 })),
  );

  it('looks back past a lost tick and the longest run, by periods that CloudWatch takes', () => {
    fc.assert(
      fc.property(rates, ({ schedule, tick }) => {
        const { period, silentPeriods } = cadenceOf({ schedule });
        expect(period).toBeGreaterThanOrEqual(Math.min(1440, tick + TIMEOUT));
        expect(period % 5).toBe(0);
        const isTooRare = 2 * tick + TIMEOUT > 7 * 1440;
        expect(silentPeriods === undefined).toBe(isTooRare);
        const look = (silentPeriods ?? 1) * period;
        expect(look).toBeLessThanOrEqual(7 * 1440);
        expect(isTooRare || look >= 2 * tick + TIMEOUT).toBe(true);
        // From an hour on, a period may count towards a week; shorter ones towards a day.
        expect(period >= 60 || 3 * period <= 1440).toBe(true);
      }),
    );
  });

  it('lets one run fail, and waits for no second one', () => {
    fc.assert(
      fc.property(rates, ({ schedule, tick }) => {
        const { staleAfter } = cadenceOf({ schedule });
        expect(staleAfter).toBeGreaterThanOrEqual(Math.max(60, tick));
        expect(staleAfter).toBeLessThanOrEqual(Math.max(60, 2 * tick));
      }),
    );
  });
});

describe('a rest between two polls', () => {
  it('adds to what may lie between the ends of two runs', () => {
    const rests = fc.integer({ min: 0, max: 86_400 });
    fc.assert(
      fc.property(rests, fc.integer({ min: 1, max: 60 }), (pollSeconds, tick) => {
        const { period, silentPeriods = 0, staleAfter } = cadenceOf({ schedule: `rate(${tick} minutes)`, pollSeconds });
        const rest = pollSeconds / 60;
        expect(period).toBeGreaterThanOrEqual(Math.min(1440, rest + tick + TIMEOUT));
        expect(silentPeriods * period).toBeGreaterThanOrEqual(rest + 2 * tick + TIMEOUT);
        expect(staleAfter).toBeGreaterThanOrEqual(Math.max(60, rest + tick));
      }),
    );
  });

  it('is there with the default schedule only, unless it is asked for', () => {
    expect(cadenceOf({})).toEqual({ period: 25, silentPeriods: 1, staleAfter: 60 });
    expect(cadenceOf({ pollSeconds: 0 })).toEqual({ period: 20, silentPeriods: 1, staleAfter: 60 });
    expect(cadenceOf({ schedule: 'rate(5 minutes)' })).toEqual({ period: 25, silentPeriods: 1, staleAfter: 60 });
    expect(cadenceOf({ pollSeconds: 7200 })).toEqual({ period: 140, silentPeriods: 1, staleAfter: 182 });
  });

  it('adds to the silence of a cron too', () => {
    const cron = 'cron(0/5 6-20 ? * MON-FRI *)';
    expect(cadenceOf({ schedule: cron, pollSeconds: 86_400 })).toEqual({
      period: 1440,
      silentPeriods: 5,
      staleAfter: 1440 + 120 + 1440,
    });
  });
});

const freshness = (schedule: string) =>
  alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', schedule }] })).get('acme/tickets freshness');

describe('an alarm on silence', () => {
  it('waits for a cron over a weekend', () => {
    const alarm = freshness('cron(0/5 6-20 ? * MON-FRI *)');
    expect(alarm).toMatchObject({ EvaluationPeriods: 4, DatapointsToAlarm: 4, TreatMissingData: 'breaching' });
  });

  it('takes all of its periods to be silent', () => {
    expect(freshness('rate(1 day)')).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 3 });
  });

  it('is not there where a schedule is rarer than an alarm can look back, or runs once', () => {
    expect(freshness('rate(7 days)')).toBeUndefined();
    expect(freshness('at(2026-01-31T03:00:00)')).toBeUndefined();
  });

  it('one bad run is enough where there is one a day', () => {
    const rare = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', schedule: 'rate(1 day)' }] }));
    expect(rare.get('acme/tickets failing')).toMatchObject({ EvaluationPeriods: 1, DatapointsToAlarm: 1 });
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmPeriods } from '#infra/monitoring/alarm-periods.ts';
import { alarmsOf } from '#test/support/infra/evaluate-alarm.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

const TIMEOUT = 14;

describe('the alarm periods of a rate', () => {
  const rates = fc.oneof(
    fc.integer({ min: 1, max: 10_000 }).map((count) => ({ schedule: `rate(${count} minutes)`, tick: count })),
    fc.integer({ min: 1, max: 150 }).map((count) => ({ schedule: `rate(${count} hours)`, tick: count * 60 })),
    fc.integer({ min: 1, max: 30 }).map((count) => ({ schedule: `rate(${count} days)`, tick: count * 1440 })),
  );

  it('cover a lost invocation and the longest run, with periods that CloudWatch accepts', () => {
    fc.assert(
      fc.property(rates, ({ schedule, tick }) => {
        const { periodMinutes, silentPeriods } = alarmPeriods({ schedule });
        expect(periodMinutes).toBeGreaterThanOrEqual(Math.min(1440, tick + TIMEOUT));
        expect(periodMinutes % 5).toBe(0);
        const isTooRare = 2 * tick + TIMEOUT > 7 * 1440;
        expect(silentPeriods === undefined).toBe(isTooRare);
        const window = (silentPeriods ?? 1) * periodMinutes;
        expect(window).toBeLessThanOrEqual(7 * 1440);
        expect(isTooRare || window >= 2 * tick + TIMEOUT).toBe(true);
        // From an hour on, a period may count towards a week; shorter ones towards a day.
        expect(periodMinutes >= 60 || 3 * periodMinutes <= 1440).toBe(true);
      }),
    );
  });

  it('let one run fail, but not two', () => {
    fc.assert(
      fc.property(rates, ({ schedule, tick }) => {
        const { staleMinutes } = alarmPeriods({ schedule });
        expect(staleMinutes).toBeGreaterThanOrEqual(Math.max(60, tick));
        expect(staleMinutes).toBeLessThanOrEqual(Math.max(60, 2 * tick));
      }),
    );
  });
});

describe('the poll interval', () => {
  it('adds to the longest time between the ends of two runs', () => {
    const rests = fc.integer({ min: 0, max: 86_400 });
    fc.assert(
      fc.property(rests, fc.integer({ min: 1, max: 60 }), (pollSeconds, tick) => {
        const {
          periodMinutes,
          silentPeriods = 0,
          staleMinutes,
        } = alarmPeriods({ schedule: `rate(${tick} minutes)`, pollSeconds });
        const poll = pollSeconds / 60;
        expect(periodMinutes).toBeGreaterThanOrEqual(Math.min(1440, poll + tick + TIMEOUT));
        expect(silentPeriods * periodMinutes).toBeGreaterThanOrEqual(poll + 2 * tick + TIMEOUT);
        expect(staleMinutes).toBeGreaterThanOrEqual(Math.max(60, poll + tick));
      }),
    );
  });

  it('applies with the default schedule only, unless pollSeconds is set', () => {
    expect(alarmPeriods({})).toEqual({ periodMinutes: 25, silentPeriods: 1, staleMinutes: 60 });
    expect(alarmPeriods({ pollSeconds: 0 })).toEqual({ periodMinutes: 20, silentPeriods: 1, staleMinutes: 60 });
    expect(alarmPeriods({ schedule: 'rate(5 minutes)' })).toEqual({
      periodMinutes: 25,
      silentPeriods: 1,
      staleMinutes: 60,
    });
    expect(alarmPeriods({ pollSeconds: 7200 })).toEqual({ periodMinutes: 140, silentPeriods: 1, staleMinutes: 182 });
  });

  it('adds to the expected silence of a cron', () => {
    const cron = 'cron(0/5 6-20 ? * MON-FRI *)';
    expect(alarmPeriods({ schedule: cron, pollSeconds: 86_400 })).toEqual({
      periodMinutes: 1440,
      silentPeriods: 5,
      staleMinutes: 1440 + 120 + 1440,
    });
  });
});

const freshness = (schedule: string) =>
  alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', schedule }] })).get('acme/tickets freshness');

describe('the freshness alarm', () => {
  it('of a cron waits over a weekend', () => {
    const alarm = freshness('cron(0/5 6-20 ? * MON-FRI *)');
    expect(alarm).toMatchObject({ EvaluationPeriods: 4, DatapointsToAlarm: 4, TreatMissingData: 'breaching' });
  });

  it('fires only if all of its periods are silent', () => {
    expect(freshness('rate(1 day)')).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 3 });
  });

  it('does not exist if a schedule is rarer than an alarm can look back, or runs once', () => {
    expect(freshness('rate(7 days)')).toBeUndefined();
    expect(freshness('at(2026-01-31T03:00:00)')).toBeUndefined();
  });
});

describe('the failing alarm', () => {
  it('fires at the first failed run if runs are a day apart', () => {
    const rare = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', schedule: 'rate(1 day)' }] }));
    expect(rare.get('acme/tickets failing')).toMatchObject({ EvaluationPeriods: 1, DatapointsToAlarm: 1 });
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmPeriods } from '#infra/monitoring/alarm-periods.ts';
import { alarmsOf } from '#test/support/infra/evaluate-alarm.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

const TIMEOUT = 14;

describe('alarmPeriods of a rate', () => {
  const rates = fc.oneof(
    fc.integer({ min: 1, max: 10_000 }).map((count) => ({ schedule: `rate(${count} minutes)`, minutes: count })),
    fc.integer({ min: 1, max: 150 }).map((count) => ({ schedule: `rate(${count} hours)`, minutes: count * 60 })),
    fc.integer({ min: 1, max: 30 }).map((count) => ({ schedule: `rate(${count} days)`, minutes: count * 1440 })),
  );

  it('covers a lost invocation and the longest run, with periods that CloudWatch accepts', () => {
    fc.assert(
      fc.property(rates, ({ schedule, minutes }) => {
        const { periodMinutes, silentPeriods } = alarmPeriods({ schedule });
        expect(periodMinutes).toBeGreaterThanOrEqual(Math.min(1440, minutes + TIMEOUT));
        expect(periodMinutes % 5).toBe(0);
        const isTooRare = 2 * minutes + TIMEOUT > 7 * 1440;
        expect(silentPeriods === undefined).toBe(isTooRare);
        const window = (silentPeriods ?? 1) * periodMinutes;
        expect(window).toBeLessThanOrEqual(7 * 1440);
        expect(isTooRare || window >= 2 * minutes + TIMEOUT).toBe(true);
        // CloudWatch: periods from one hour may add up to a week, shorter ones to a day.
        expect(periodMinutes >= 60 || 3 * periodMinutes <= 1440).toBe(true);
      }),
    );
  });

  it('tolerates one failed run, but not two', () => {
    fc.assert(
      fc.property(rates, ({ schedule, minutes }) => {
        const { staleMinutes } = alarmPeriods({ schedule });
        expect(staleMinutes).toBeGreaterThanOrEqual(Math.max(60, minutes));
        expect(staleMinutes).toBeLessThanOrEqual(Math.max(60, 2 * minutes));
      }),
    );
  });
});

describe('alarmPeriods with pollSeconds', () => {
  it('adds the poll interval to the longest time between the ends of two runs', () => {
    const pollIntervals = fc.integer({ min: 0, max: 86_400 });
    fc.assert(
      fc.property(pollIntervals, fc.integer({ min: 1, max: 60 }), (pollSeconds, minutes) => {
        const {
          periodMinutes,
          silentPeriods = 0,
          staleMinutes,
        } = alarmPeriods({ schedule: `rate(${minutes} minutes)`, pollSeconds });
        const poll = pollSeconds / 60;
        expect(periodMinutes).toBeGreaterThanOrEqual(Math.min(1440, poll + minutes + TIMEOUT));
        expect(silentPeriods * periodMinutes).toBeGreaterThanOrEqual(poll + 2 * minutes + TIMEOUT);
        expect(staleMinutes).toBeGreaterThanOrEqual(Math.max(60, poll + minutes));
      }),
    );
  });

  it('applies the default poll interval only with the default schedule', () => {
    expect(alarmPeriods({})).toEqual({ periodMinutes: 25, silentPeriods: 1, staleMinutes: 60 });
    expect(alarmPeriods({ pollSeconds: 0 })).toEqual({ periodMinutes: 20, silentPeriods: 1, staleMinutes: 60 });
    expect(alarmPeriods({ schedule: 'rate(5 minutes)' })).toEqual({
      periodMinutes: 25,
      silentPeriods: 1,
      staleMinutes: 60,
    });
    expect(alarmPeriods({ pollSeconds: 7200 })).toEqual({ periodMinutes: 140, silentPeriods: 1, staleMinutes: 182 });
  });

  it('adds the poll interval to the expected silence of a cron', () => {
    const cron = 'cron(0/5 6-20 ? * MON-FRI *)';
    expect(alarmPeriods({ schedule: cron, pollSeconds: 86_400 })).toEqual({
      periodMinutes: 1440,
      silentPeriods: 5,
      staleMinutes: 1440 + 120 + 1440,
    });
  });
});

const freshnessAlarm = (schedule: string) =>
  alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', schedule }] })).get('acme/tickets freshness');

describe('freshness alarm', () => {
  it('waits over a weekend for a cron schedule', () => {
    const alarm = freshnessAlarm('cron(0/5 6-20 ? * MON-FRI *)');
    expect(alarm).toMatchObject({ EvaluationPeriods: 4, DatapointsToAlarm: 4, TreatMissingData: 'breaching' });
  });

  it('requires all of its periods to be silent', () => {
    expect(freshnessAlarm('rate(1 day)')).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 3 });
  });

  it('does not exist for a schedule that runs once, or less often than an alarm can look back', () => {
    expect(freshnessAlarm('rate(7 days)')).toBeUndefined();
    expect(freshnessAlarm('at(2026-01-31T03:00:00)')).toBeUndefined();
  });
});

describe('failing alarm', () => {
  it('fires at the first failed run if runs are a day apart', () => {
    const rare = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', schedule: 'rate(1 day)' }] }));
    expect(rare.get('acme/tickets failing')).toMatchObject({ EvaluationPeriods: 1, DatapointsToAlarm: 1 });
  });
});

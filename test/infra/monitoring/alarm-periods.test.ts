import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invocationsSilence, metricsPeriod, metricsSilence, type Silence } from '#infra/monitoring/alarm-periods.ts';
import { alarmsOf } from '#test/support/infra/evaluate-alarm.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

const TIMEOUT = 14;
const DAY = 1440;
const WEEK = 7 * DAY;

const rates = fc.oneof(
  fc.integer({ min: 1, max: 10_000 }).map((count) => ({ schedule: `rate(${count} minutes)`, minutes: count })),
  fc.integer({ min: 1, max: 150 }).map((count) => ({ schedule: `rate(${count} hours)`, minutes: count * 60 })),
  fc.integer({ min: 1, max: 30 }).map((count) => ({ schedule: `rate(${count} days)`, minutes: count * DAY })),
);

const windowOf = ({ periodMinutes, periods }: Silence): number => periodMinutes * periods;

describe('metricsPeriod', () => {
  it('returns at most a day and covers a poll interval and the longest run', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 86_400 }), ({ schedule, minutes }, pollSeconds) => {
        const period = metricsPeriod([{ schedule, pollSeconds }]);
        expect(period).toBeGreaterThanOrEqual(Math.min(DAY, pollSeconds / 60 + minutes + TIMEOUT));
        expect(period).toBeLessThanOrEqual(DAY);
        // CloudWatch: periods from one hour may add up to a week, shorter ones to a day.
        expect(period % 5).toBe(0);
        expect(period >= 60 || 3 * period <= DAY).toBe(true);
      }),
    );
  });

  it('returns 25 minutes by default, and the period of the slowest schedule if an account has several', () => {
    expect(metricsPeriod([{}])).toBe(25);
    expect(metricsPeriod([{ pollSeconds: 0 }])).toBe(20);
    expect(metricsPeriod([{ schedule: 'rate(5 minutes)' }])).toBe(25);
    expect(metricsPeriod([{}, { schedule: 'rate(1 hour)' }])).toBe(135);
    expect(metricsPeriod([{ schedule: 'cron(0 3 * * ? *)' }])).toBe(DAY);
    expect(metricsPeriod([{ schedule: 'at(2026-01-31T03:00:00)' }])).toBe(DAY);
  });

  it('follows the export with the shortest poll interval, because a run emits the metrics of all', () => {
    const slow = { name: 'users', pollSeconds: 7200 };
    expect(metricsPeriod([{ resources: ['tickets', slow, 'ticket_metric_events'] }])).toBe(25);
    expect(metricsPeriod([{ resources: [slow] }])).toBe(140);
    expect(metricsPeriod([{ resources: ['ticket_metric_events'] }])).toBe(50);
    expect(metricsPeriod([{ resources: ['ticket_metric_events'], schedule: 'rate(1 minute)' }])).toBe(50);
  });
});

describe('metrics of an account with lists', () => {
  it('follow its other resources, because a run emits the metrics of all', () => {
    expect(metricsPeriod([{ resources: ['all'] }])).toBe(25);
    expect(metricsSilence([{ resources: ['all'] }])).toEqual({ periodMinutes: 1, periods: 21 });
  });

  it('follow the snapshot interval if the account has no other resource', () => {
    expect(metricsPeriod([{ resources: ['lists'] }])).toBe(DAY);
    expect(metricsPeriod([{ resources: ['lists', { name: 'groups', snapshotSeconds: 7200 }] }])).toBe(140);
    expect(metricsPeriod([{ resources: ['lists'], snapshotSeconds: 7200 }])).toBe(140);
    expect(metricsPeriod([{ resources: ['groups'], snapshotSeconds: 300, pollSeconds: 7200 }])).toBe(140);
    const daily = metricsSilence([{ resources: ['lists'] }]);
    expect(daily && windowOf(daily)).toBeGreaterThanOrEqual(DAY + 2 + TIMEOUT);
    expect(metricsSilence([{ resources: ['lists'], snapshotSeconds: 604_800 }])).toBeUndefined();
  });
});

describe('a silence that indicates a fault', () => {
  it.each([
    ['metrics', metricsSilence, TIMEOUT],
    ['invocations', invocationsSilence, 0],
  ] as const)('of %s covers a lost invocation, with periods that CloudWatch accepts', (_, silenceOf, runMinutes) => {
    fc.assert(
      fc.property(rates, ({ schedule, minutes }) => {
        const longest = 2 * minutes + runMinutes;
        fc.pre(longest + 5 <= WEEK);
        const silence = silenceOf([{ schedule }]) ?? { periodMinutes: NaN, periods: NaN };
        expect(windowOf(silence)).toBeGreaterThanOrEqual(longest);
        expect(windowOf(silence)).toBeLessThanOrEqual(silence.periodMinutes < 60 ? DAY : WEEK);
        expect(silence.periods).toBeLessThanOrEqual(30);
        // Many periods, so that the evaluation range is hardly longer than the window.
        expect(silence.periods >= 16 || silence.periodMinutes === 1 || silence.periodMinutes === 60).toBe(true);
      }),
    );
  });

  it('lasts 21 minutes for the metrics and 7 minutes for the invocations by default', () => {
    expect(metricsSilence([{}])).toEqual({ periodMinutes: 1, periods: 21 });
    expect(invocationsSilence([{}])).toEqual({ periodMinutes: 1, periods: 7 });
  });

  it('lasts longer by the minutes by which an invocation may be late', () => {
    expect(metricsSilence([{ spreadMinutes: 1 }])).toEqual({ periodMinutes: 1, periods: 22 });
    expect(invocationsSilence([{ spreadMinutes: 1 }])).toEqual({ periodMinutes: 1, periods: 8 });
    const accounts = ['acme', 'globex'].map((subdomain) => ({ subdomain }));
    const alarms = alarmsOf(synthesize({ accounts, catalog: false }));
    expect(alarms.get('acme not running')).toMatchObject({ EvaluationPeriods: 22 });
    expect(alarms.get('export function not running')).toMatchObject({ EvaluationPeriods: 8 });
  });

  it('waits over a weekend for a cron schedule', () => {
    const schedule = 'cron(0/5 6-20 ? * MON-FRI *)';
    expect(invocationsSilence([{ schedule }])).toEqual({ periodMinutes: 192, periods: 30 });
    expect(metricsSilence([{ schedule, pollSeconds: 86_400 }])).toEqual({ periodMinutes: 240, periods: 30 });
  });

  it('follows the most frequent schedule', () => {
    const schedules = [{ schedule: 'rate(1 day)' }, { schedule: 'rate(5 minutes)' }];
    expect(invocationsSilence(schedules)).toEqual({ periodMinutes: 1, periods: 15 });
    expect(metricsSilence(schedules)).toEqual({ periodMinutes: 1, periods: 24 });
  });

  it('does not exist for a schedule that runs once, or less often than an alarm can look back', () => {
    for (const schedule of ['at(2026-01-31T03:00:00)', 'rate(7 days)']) {
      expect([metricsSilence([{ schedule }]), invocationsSilence([{ schedule }])]).toEqual([undefined, undefined]);
      const alarms = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', schedule }] }));
      expect([...alarms.keys()].filter((name) => name.includes('not running'))).toEqual([]);
    }
  });
});

describe('failing alarm', () => {
  it('fires at the first failed run if runs are a day apart', () => {
    const rare = alarmsOf(synthesize({ accounts: [{ subdomain: 'acme', schedule: 'rate(1 day)' }] }));
    expect(rare.get('acme failing')).toMatchObject({ EvaluationPeriods: 1, DatapointsToAlarm: 1 });
  });
});

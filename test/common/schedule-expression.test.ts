import { describe, expect, it } from 'vitest';
import { invocationsPerMonth, parseScheduleExpression } from '#common/schedule-expression.ts';

describe('parseScheduleExpression', () => {
  it.each([
    ['rate(1 minute)', { kind: 'rate', minutes: 1 }],
    ['rate(15 minutes)', { kind: 'rate', minutes: 15 }],
    ['rate(2 hours)', { kind: 'rate', minutes: 120 }],
    ['rate(1 day)', { kind: 'rate', minutes: 1440 }],
    [
      'cron(0/5 6-20 ? * MON-FRI *)',
      {
        kind: 'cron',
        fields: { minutes: '0/5', hours: '6-20', dayOfMonth: '?', months: '*', dayOfWeek: 'MON-FRI', years: '*' },
      },
    ],
    ['at(2026-01-31T03:00:00)', { kind: 'at' }],
  ])('parses %s', (expression, parsed) => {
    expect(parseScheduleExpression(expression)).toEqual(parsed);
  });

  it.each([
    '',
    'every 5 minutes',
    'rate(0 minutes)',
    'rate(1 week)',
    'rate(1.5 hours)',
    'rate(5 minutes) ',
    'cron(0 3 * * *)',
    'cron(0 3 * * ? * *)',
    'at(2026-01-31)',
  ])('returns undefined for "%s"', (expression) => {
    expect(parseScheduleExpression(expression)).toBeUndefined();
  });
});

describe('invocationsPerMonth', () => {
  it.each([
    ['rate(1 minute)', 43_200],
    ['rate(5 minutes)', 8640],
    ['rate(1 hour)', 720],
    ['rate(2 days)', 15],
    ['cron(0 3 * * ? *)', 30],
    ['cron(*/10 * * * ? *)', 4320],
    ['cron(5/20 8-17 ? * * *)', 3 * 10 * 30],
    ['cron(0 0,12 1 * ? *)', 2],
    ['cron(0 9 ? * 2-6 *)', (30 * 5) / 7],
    ['cron(0 9 1 1,7 ? *)', 1 / 6],
    ['at(2026-11-24T00:00:00)', 1],
  ])('counts %s as %d invocations', (expression, invocations) => {
    const schedule = parseScheduleExpression(expression);
    expect(schedule && invocationsPerMonth(schedule)).toBeCloseTo(invocations);
  });
});

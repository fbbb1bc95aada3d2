import { assert, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findScheduleProblem } from '#common/schedule-problem.ts';

const from = (min: number, max: number) => integer({ min, max });
const FIELDS = tuple(from(0, 59), from(0, 23), from(1, 12), from(1, 7), from(1970, 2199));

describe('findScheduleProblem', () => {
  it.each([
    'rate(1 minute)',
    'at(2028-02-29T23:59:59)',
    'cron(0/5 6-20 ? * MON-FRI *)',
    'cron(*/10 * * * ? *)',
    'cron(5/20 8-17/2 ? * * *)',
    'cron(0 0,12 1 * ? 2026-2030)',
    'cron(0 9 ? * 2#1 *)',
    'cron(0 9 ? JAN,jul friL *)',
    'cron(0 22 L * ? *)',
    'cron(0 22 L-3 * ? *)',
    'cron(0 22 15W * ? *)',
    'cron(0 0 29 2 ? *)',
    'cron(0 0 31 NOV-FEB ? *)',
  ])('accepts %s', (expression) => {
    expect(findScheduleProblem(expression)).toBeUndefined();
  });

  it.each([
    ['every 5 minutes', /^expected an EventBridge Scheduler expression/],
    ['at(2026-13-45T99:99:99)', /a date and time that exist/],
    ['at(2026-02-29T00:00:00)', /a date and time that exist/],
    ['cron(0 9 * * MON-FRI *)', /expected \? as either/],
    ['cron(0 9 ? * ? *)', /expected \? as either/],
    ['cron(15 12 ? * 0 *)', /1 to 7 or SUN to SAT as day of week/],
    ['cron(0 9 ? * MON-FUN *)', /as day of week/],
    ['cron(0 9 ? * 2#6 *)', /as day of week/],
    ['cron(60 9 ? * 2 *)', /0 to 59 as minutes/],
    ['cron(? 9 ? * 2 *)', /as minutes/],
    ['cron(0 24 * * ? *)', /0 to 23 as hours/],
    ['cron(0/0 9 * * ? *)', /as minutes/],
    ['cron(1-2-3 9 * * ? *)', /as minutes/],
    ['cron(1- 9 * * ? *)', /as minutes/],
    ['cron(1/2/3 9 * * ? *)', /as minutes/],
    ['cron(0 9 32 * ? *)', /1 to 31 as day of month/],
    ['cron(0 9 ?,1 * ? *)', /as day of month/],
    ['cron(0 9 1 13 ? *)', /1 to 12 or JAN to DEC as month/],
    ['cron(0 9 1 * ? 1969)', /1970 to 2199 as year/],
    ['cron(0 9 30,31 FEB ? *)', /a day that a month of cron\(\.\.\.\) has/],
    ['cron(0 9 31 4-6/2 ? *)', /a day that a month of cron\(\.\.\.\) has/],
  ])('rejects %s with the rule', (expression, rule) => {
    expect(findScheduleProblem(expression)).toMatch(rule);
  });

  it('accepts every combination of values in their ranges', () => {
    assert(
      property(FIELDS, ([minute, hour, month, weekday, year]) => {
        expect(findScheduleProblem(`cron(${minute} ${hour} ? ${month} ${weekday} ${year})`)).toBeUndefined();
        expect(findScheduleProblem(`cron(${minute} ${hour} ${weekday} ${month} ? ${year})`)).toBeUndefined();
      }),
    );
  });
});

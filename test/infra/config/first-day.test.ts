import { describe, expect, it } from 'vitest';
import { firstDayOf } from '#infra/config/first-day.ts';

const NOW = Date.UTC(2026, 10, 27);

describe('firstDayOf', () => {
  it('returns the earliest day of all accounts', () => {
    const accounts = [
      { subdomain: 'acme', firstDay: '2021-05-06' },
      { subdomain: 'globex', firstDay: '2019-03-04' },
    ];
    expect(firstDayOf(accounts, NOW)).toBe('2019-03-04');
  });

  it('falls back to the year of startTime, in either form', () => {
    expect(firstDayOf([{ subdomain: 'acme', startTime: '2021-03-04T00:00:00Z' }], NOW)).toBe('2021-01-01');
    expect(firstDayOf([{ subdomain: 'acme', startTime: 1_500_000_000 }], NOW)).toBe('2017-01-01');
  });

  it('considers an earlier startTime of a single resource', () => {
    const resources = ['tickets', { name: 'users', startTime: '2018-01-02T00:00:00Z' }];
    expect(firstDayOf([{ subdomain: 'acme', startTime: '2021-03-04T00:00:00Z', resources }], NOW)).toBe('2018-01-01');
  });

  it('returns the first day of 2007, when Zendesk was founded, if an account exports everything', () => {
    expect(firstDayOf([{ subdomain: 'acme' }, { subdomain: 'globex', firstDay: '2019-03-04' }], NOW)).toBe(
      '2007-01-01',
    );
  });

  it('returns the first day of this year for a startTime in the future', () => {
    expect(firstDayOf([{ subdomain: 'acme', startTime: '2099-01-01T00:00:00Z' }], NOW)).toBe('2026-01-01');
  });
});

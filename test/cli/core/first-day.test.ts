import { describe, expect, it } from 'vitest';
import { findFirstDay, type FirstPage } from '#cli/core/first-day.ts';
import type { Probe } from '#cli/core/probe.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const answered = { detail: '', skewSeconds: 0, rateLimit: undefined };

const page = (name: keyof typeof RESOURCES, probe: Probe): FirstPage => ({
  target: { resource: RESOURCES[name] },
  probe,
});
const ok = (name: keyof typeof RESOURCES, oldestTime?: number): FirstPage =>
  page(name, { kind: 'ok', ...answered, oldestTime });

describe('findFirstDay', () => {
  it('returns the UTC day of the oldest record of all resources', () => {
    const pages = [ok('tickets', Date.UTC(2021, 4, 6) / 1000), ok('users', Date.UTC(2019, 2, 4, 23, 59, 59) / 1000)];
    expect(findFirstDay(pages, NOW)).toEqual({ kind: 'known', day: '2019-03-04' });
  });

  it('returns today if there are no records', () => {
    expect(findFirstDay([ok('tickets'), ok('users')], NOW)).toEqual({ kind: 'known', day: '2026-11-27' });
  });

  it.each(['unauthorized', 'throttled', 'failed'] as const)('returns no day if a resource %s', (kind) => {
    expect(findFirstDay([ok('tickets', 1), page('users', { kind, ...answered })], NOW)).toEqual({
      kind: 'unknown',
      unanswered: ['users'],
    });
  });

  it('ignores lists, whose records are not dated', () => {
    expect(findFirstDay([ok('tickets', 86_400), page('groups', { kind: 'failed', ...answered })], NOW)).toEqual({
      kind: 'known',
      day: '1970-01-02',
    });
  });
});

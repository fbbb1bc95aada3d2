import { describe, expect, it } from 'vitest';
import { findFirstDay, type FirstPage } from '#cli/core/first-day.ts';
import type { Probe } from '#cli/core/probe.ts';
import { describeRefusal } from '#functions/export/zendesk/access.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const answered = { detail: '', skewSeconds: 0, rateLimit: undefined };

const page = (name: keyof typeof RESOURCES, probe: Probe): FirstPage => ({
  target: { resource: RESOURCES[name] },
  probe,
});
const ok = (name: keyof typeof RESOURCES, oldestTime?: number): FirstPage =>
  page(name, { kind: 'ok', ...answered, oldestTime });

const refusal = (name: keyof typeof RESOURCES): FirstPage => {
  const refusedBy = { exportId: name, resource: RESOURCES[name] };
  const answer = { status: 403, headers: {}, body: Buffer.alloc(0), answeredAt: NOW };
  const context = { detail: '', secretId: '', confidential: [] };
  return page(name, {
    kind: 'refused',
    status: 403,
    ...answered,
    refusal: describeRefusal(refusedBy, answer, context),
  });
};

describe('findFirstDay', () => {
  it('returns the UTC day of the oldest record of all resources', () => {
    const pages = [ok('tickets', Date.UTC(2021, 4, 6) / 1000), ok('users', Date.UTC(2019, 2, 4, 23, 59, 59) / 1000)];
    expect(findFirstDay(pages, NOW)).toEqual({ kind: 'known', day: '2019-03-04', refused: [] });
  });

  it('returns today if there are no records', () => {
    expect(findFirstDay([ok('tickets'), ok('users')], NOW)).toEqual({ kind: 'known', day: '2026-11-27', refused: [] });
  });

  it.each(['unauthorized', 'throttled', 'failed'] as const)('returns no day if a resource %s', (kind) => {
    expect(findFirstDay([ok('tickets', 1), page('users', { kind, ...answered })], NOW)).toEqual({
      kind: 'unknown',
      unanswered: ['users'],
    });
  });

  it('returns the day of the resources that answer, and names those that the account refuses', () => {
    expect(findFirstDay([ok('tickets', 86_400), refusal('calls'), refusal('legs')], NOW)).toEqual({
      kind: 'known',
      day: '1970-01-02',
      refused: ['calls', 'legs'],
    });
  });

  it('returns no day if the account refuses all resources', () => {
    expect(findFirstDay([refusal('calls')], NOW)).toEqual({ kind: 'unknown', unanswered: ['calls'] });
  });

  it('ignores lists, whose records are not dated', () => {
    expect(findFirstDay([ok('tickets', 86_400), page('groups', { kind: 'failed', ...answered })], NOW)).toEqual({
      kind: 'known',
      day: '1970-01-02',
      refused: [],
    });
  });
});

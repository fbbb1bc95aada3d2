import { describe, expect, it } from 'vitest';
import { buildQuery } from '#functions/export/core/pagination/pagination.ts';
import { isTooRecent, type Position } from '#functions/export/core/pagination/position.ts';
import { TICKETS, withPagination } from '#test/support/functions/pages.ts';

const at = (startTime: number): Position => ({ kind: 'time', startTime });
const NOTHING = { include: [], supportTypeScope: undefined };

describe('isTooRecent', () => {
  it('returns true until a position is 61 s old, because Zendesk rejects newer ones (airbyte#22483)', () => {
    expect(isTooRecent(at(1000), 1_060_999)).toBe(true);
    expect(isTooRecent(at(1000), 1_061_000)).toBe(false);
    expect(isTooRecent({ kind: 'cursor', second: 1000, cursor: 'c' }, 1_060_999)).toBe(true);
  });

  it('returns true for a start time in the future', () => {
    expect(isTooRecent(at(9_999_999_999), 1_700_000_000_000)).toBe(true);
  });
});

describe('buildQuery', () => {
  it('always sends start_time, even 0 (PostHog#37480)', () => {
    expect(buildQuery(TICKETS, at(0), NOTHING, 1000)).toBe('/api/v2/incremental/tickets?start_time=0&per_page=1000');
  });

  it('begins a cursor walk with start_time and continues it with the encoded cursor only', () => {
    const begin = { kind: 'cursor' as const, second: 100 };
    expect(buildQuery(TICKETS, begin, NOTHING, 7)).toBe('/api/v2/incremental/tickets/cursor?start_time=100&per_page=7');
    expect(buildQuery(TICKETS, { ...begin, cursor: 'MTAw+/==' }, NOTHING, 7)).toBe(
      '/api/v2/incremental/tickets/cursor?cursor=MTAw%2B%2F%3D%3D&per_page=7',
    );
  });

  it.each([at(5), { kind: 'cursor' as const, second: 5, cursor: 'c' }])(
    'sends include and support_type_scope with every request: %j',
    (from) => {
      const options = { include: ['users', 'metric_sets'], supportTypeScope: 'all' as const };
      const params = new URL(buildQuery(TICKETS, from, options, 50), 'https://acme.example').searchParams;
      expect(params.get('include')).toBe('users,metric_sets');
      expect(params.get('support_type_scope')).toBe('all');
      expect(params.get('per_page')).toBe('50');
    },
  );

  it('sends no per_page if the resource does not accept it', () => {
    const resource = withPagination(TICKETS, { takesPageSize: false });
    expect(buildQuery(resource, at(5), NOTHING, 1000)).toBe('/api/v2/incremental/tickets?start_time=5');
  });
});

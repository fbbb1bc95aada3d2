import { describe, expect, it } from 'vitest';
import { buildQuery } from '#functions/export/core/pagination/pagination.ts';
import type { Position } from '#functions/export/core/pagination/position.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';

const FROM: Position = { kind: 'time', startTime: 100 };
const WALK: Position = { kind: 'cursor', second: 100 };
const ON_WALK: Position = { kind: 'cursor', second: 100, cursor: 'a==' };

/** The path and the parameters of a request, sorted by name. */
function targetOf(resource: Resource, position: Position, include: readonly string[] = []) {
  const target = buildQuery(resource, position, { include, supportTypeScope: undefined }, 250);
  const { pathname, searchParams } = new URL(target, 'https://acme.zendesk.com');
  return [pathname, Object.fromEntries(searchParams)];
}

describe('buildQuery', () => {
  it.each([
    ['tickets', '/api/v2/incremental/tickets', { per_page: '250' }],
    ['users', '/api/v2/incremental/users', { per_page: '250' }],
    ['organizations', '/api/v2/incremental/organizations', { per_page: '250' }],
    ['ticket_events', '/api/v2/incremental/ticket_events', { per_page: '250' }],
    ['ticket_metric_events', '/api/v2/incremental/ticket_metric_events', { per_page: '250' }],
    ['calls', '/api/v2/channels/voice/stats/incremental/calls', {}],
    ['legs', '/api/v2/channels/voice/stats/incremental/legs', {}],
    ['articles', '/api/v2/help_center/incremental/articles', { sort_by: 'updated_at', sort_order: 'asc' }],
  ] as const)('requests time-based pages of %s with the parameters that it knows', (name, path, params) => {
    expect(targetOf(RESOURCES[name], FROM)).toEqual([path, { start_time: '100', ...params }]);
  });

  it.each(['tickets', 'users'] as const)('walks %s by cursor, with all options and without start_time', (name) => {
    const path = `/api/v2/incremental/${name}/cursor`;
    expect(targetOf(RESOURCES[name], WALK)).toEqual([path, { start_time: '100', per_page: '250' }]);
    expect(targetOf(RESOURCES[name], ON_WALK, ['groups'])).toEqual([
      path,
      { cursor: 'a==', per_page: '250', include: 'groups' },
    ]);
  });

  it('walks ticket_metric_events by keyset, with start_time in every request', () => {
    const path = '/api/v2/incremental/ticket_metric_events';
    const size = { 'page[size]': '250' };
    expect(targetOf(RESOURCES.ticket_metric_events, WALK)).toEqual([path, { start_time: '100', ...size }]);
    expect(targetOf(RESOURCES.ticket_metric_events, ON_WALK)).toEqual([
      path,
      { start_time: '100', 'page[after]': 'a==', ...size },
    ]);
  });
});

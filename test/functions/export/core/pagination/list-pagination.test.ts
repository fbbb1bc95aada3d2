import { describe, expect, it } from 'vitest';
import type { ListPage } from '#functions/export/core/page/page.ts';
import { skipParent } from '#functions/export/core/pagination/list-pagination.ts';
import { buildQuery, nextStep, restart } from '#functions/export/core/pagination/pagination.ts';
import type { ListPosition, NextStep } from '#functions/export/core/pagination/position.ts';
import { LISTS } from '#functions/export/core/lists.ts';
import type { ListResource } from '#functions/export/core/resource.ts';
import { record } from '#test/support/functions/pages.ts';

const SNAPSHOT = 1_795_521_900;
const SINCE = 1_795_000_000;

const at = (page: number, more: Partial<ListPosition> = {}): ListPosition => ({
  kind: 'list',
  snapshot: SNAPSHOT,
  page,
  ...more,
});

/** The request at a position, decoded. */
const requestAt = (list: ListResource, position: ListPosition, perPage = list.pageSize): string =>
  decodeURIComponent(buildQuery(list, position, { include: [], supportTypeScope: undefined }, perPage)).replace(
    '/api/v2/',
    '',
  );

const page = (fields: Partial<ListPage> = {}): ListPage => ({
  pagination: 'list',
  records: [record(SNAPSHOT)],
  tails: [],
  endOfStream: true,
  afterCursor: null,
  ...fields,
});

const after = (list: ListResource, position: ListPosition, fields: Partial<ListPage>): NextStep =>
  nextStep(list, position, page(fields), { perPage: 100, requestTime: 0 });

const STALLED = { kind: 'end', outcome: 'stalled' };

describe('the request for a page of a list', () => {
  it.each([
    ['groups', 'groups?exclude_deleted=false&page[size]=100'],
    ['group_memberships', 'group_memberships?page[size]=100'],
    ['organization_memberships', 'organization_memberships?page[size]=100'],
    ['brands', 'brands?page[size]=100'],
    ['ticket_fields', 'ticket_fields?page[size]=100'],
    ['ticket_forms', 'ticket_forms?page[size]=100'],
    ['custom_statuses', 'custom_statuses'],
    ['user_fields', 'user_fields?page[size]=100'],
    ['organization_fields', 'organization_fields?page[size]=100'],
    ['macros', 'macros?page[size]=100'],
    ['triggers', 'triggers?page[size]=100'],
    ['automations', 'automations?page[size]=100'],
    ['views', 'views?page[size]=100'],
    ['sla_policies', 'slas/policies?page=1&per_page=100'],
    ['schedules', 'business_hours/schedules'],
    ['custom_roles', 'custom_roles?page=1&per_page=100'],
    ['tags', 'tags?page[size]=100'],
    ['holidays', 'business_hours/schedules'],
  ] as const)('begins %s at its first page', (name, target) => {
    expect(requestAt(LISTS[name], at(1))).toBe(target);
  });

  it.each([
    ['satisfaction_ratings', 'satisfaction_ratings?start_time=1795000000&page[size]=100'],
    ['survey_responses', 'guide/survey_responses?filter[created_at_start]=1795000000000&page[size]=50'],
    [
      'audit_logs',
      'audit_logs?sort=created_at&filter[created_at][]=2026-11-18T11:06:40Z&filter[created_at][]=2026-11-24T12:05:00Z&page[size]=100',
    ],
  ] as const)('selects the window of %s', (name, target) => {
    expect(requestAt(LISTS[name], at(1, { since: SINCE }))).toBe(target);
  });

  it('continues with the cursor, the same filters and the page size in force', () => {
    const position = at(3, { cursor: 'a+b==', since: SINCE });
    expect(requestAt(LISTS.groups, at(3, { cursor: 'a+b==' }), 25)).toBe(
      'groups?exclude_deleted=false&page[after]=a+b==&page[size]=25',
    );
    expect(requestAt(LISTS.satisfaction_ratings, position)).toBe(
      'satisfaction_ratings?start_time=1795000000&page[after]=a+b==&page[size]=100',
    );
  });

  it('continues with the number of the page if the list pages by offset', () => {
    expect(requestAt(LISTS.sla_policies, at(7))).toBe('slas/policies?page=7&per_page=100');
  });

  it('reads the list of one parent', () => {
    const position = at(2, { parent: { id: '38101955000021', others: [] } });
    expect(requestAt(LISTS.holidays, position)).toBe('business_hours/schedules/38101955000021/holidays');
  });
});

describe('nextStep after a page of a list', () => {
  it('continues by cursor, even after an empty page', () => {
    const next = { kind: 'land', position: at(4, { cursor: 'y' }) };
    const position = at(3, { cursor: 'x' });
    expect(after(LISTS.groups, position, { endOfStream: false, afterCursor: 'y' })).toEqual(next);
    expect(after(LISTS.groups, position, { endOfStream: false, afterCursor: 'y', records: [] })).toEqual(next);
  });

  it.each([null, 'x'])(
    'returns stalled if more follows but the cursor is %j, which is not a new one',
    (afterCursor) => {
      expect(after(LISTS.groups, at(3, { cursor: 'x' }), { endOfStream: false, afterCursor })).toEqual(STALLED);
    },
  );

  it('continues by offset, but not after an empty page', () => {
    expect(after(LISTS.sla_policies, at(1), { endOfStream: false })).toEqual({ kind: 'land', position: at(2) });
    expect(after(LISTS.sla_policies, at(1), { endOfStream: false, records: [] })).toEqual(STALLED);
  });

  it('returns stalled if a list without pages says that more follows', () => {
    expect(after(LISTS.custom_statuses, at(1), { endOfStream: false })).toEqual(STALLED);
    const child = at(2, { parent: { id: '1', others: ['2'] } });
    expect(after(LISTS.holidays, child, { endOfStream: false })).toEqual(STALLED);
  });

  it.each([LISTS.groups, LISTS.sla_policies, LISTS.custom_statuses])(
    'ends the snapshot after the last page: $name',
    (list) => {
      expect(after(list, at(1), { records: [] })).toMatchObject({ kind: 'land', end: 'caught_up' });
    },
  );

  it('keeps the window of the snapshot', () => {
    const position = at(3, { cursor: 'x', since: SINCE });
    expect(after(LISTS.audit_logs, position, { endOfStream: false, afterCursor: 'y' })).toEqual({
      kind: 'land',
      position: at(4, { cursor: 'y', since: SINCE }),
    });
  });

  it('depends on the list of the next parent, as long as one is left', () => {
    expect(after(LISTS.holidays, at(1), { parents: ['1', '2'] })).toEqual({
      kind: 'look_ahead',
      position: at(2, { parent: { id: '1', others: ['2'] } }),
    });
    expect(after(LISTS.holidays, at(2, { parent: { id: '1', others: ['2'] } }), {})).toEqual({
      kind: 'look_ahead',
      position: at(3, { parent: { id: '2', others: [] } }),
    });
    expect(after(LISTS.holidays, at(3, { parent: { id: '2', others: [] } }), {})).toMatchObject({ end: 'caught_up' });
    expect(after(LISTS.holidays, at(1), { parents: [] })).toMatchObject({ end: 'caught_up' });
  });
});

it('skipParent keeps the number of the page, and returns undefined after the last parent', () => {
  const position = at(2, { parent: { id: '1', others: ['2', '3'] } });
  expect(skipParent(position)).toEqual(at(2, { parent: { id: '2', others: ['3'] } }));
  expect(skipParent(at(2, { parent: { id: '3', others: [] } }))).toBeUndefined();
});

it('restart begins a later snapshot with the same window', () => {
  const position = at(7, { cursor: 'x', since: SINCE });
  expect(restart(position, (SNAPSHOT + 60) * 1000 + 999)).toEqual({
    ...at(1, { since: SINCE }),
    snapshot: SNAPSHOT + 60,
  });
  expect(restart(at(7, { cursor: 'x' }), (SNAPSHOT - 60) * 1000)).toEqual({ ...at(1), snapshot: SNAPSHOT + 1 });
});

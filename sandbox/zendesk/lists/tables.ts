import type { ZendeskAccount } from '../account/account.ts';
import { LIST_ACCESS } from './access.ts';
import type { ListName } from './lists.ts';
import type { ListRow } from './row.ts';
import type { CursorPaging, ListTable } from './table.ts';
import { readUlidTime } from './ulid.ts';

const CURSOR: CursorPaging = { style: 'support', largestPage: 100 };

/** Returns a list of Support by cursor and by offset. */
const list = (account: ZendeskAccount, itemKey: ListName, differences: Partial<ListTable> = {}): ListTable => ({
  itemKey,
  path: itemKey,
  access: LIST_ACCESS[itemKey],
  cursor: CURSOR,
  otherwise: 'offset',
  order: 'id',
  rows: (nowMs) => account.lists[itemKey].at(nowMs),
  ...differences,
});

/** Returns a list without cursor pages. */
const listWithoutCursor = (
  account: ZendeskAccount,
  itemKey: ListName,
  otherwise: ListTable['otherwise'],
  differences: Partial<ListTable> = {},
): ListTable => {
  const { cursor: _, ...table } = list(account, itemKey, differences);
  return { ...table, otherwise };
};

/**
 * Returns the lists of an account.
 *
 * Paging and access follow Zendesk's reference. The orders of groups, brands, ticket fields, ticket forms, survey responses
 * and audit logs were decoded from recorded cursors (estuary/connectors, useairfoil/typescript-sdk). Those of triggers,
 * automations, views, tags and satisfaction ratings are documented. The other orders are not known. That deleted brands and
 * ticket forms are shown is an assumption.
 */
export function listTables(account: ZendeskAccount): ListTable[] {
  return [
    // Deleted groups are hidden by default (estuary/connectors#2012).
    list(account, 'groups', {
      order: 'name,id',
      isShown: ({ members }, query) => members['deleted'] !== true || query.get('exclude_deleted') === 'false',
      showAll: { exclude_deleted: 'false' },
    }),
    list(account, 'group_memberships'),
    list(account, 'organization_memberships'),
    // An agent without the permission "Assign tickets to any brand" gets only the brands of the own groups.
    list(account, 'brands', {
      order: 'name,id',
      isShown: ({ members }, _, { role }) => role === 'admin' || members['default'] === true,
    }),
    list(account, 'ticket_fields', { otherwise: 'whole', otherOrder: 'position,id' }),
    list(account, 'ticket_forms', { order: 'position,id' }),
    listWithoutCursor(account, 'custom_statuses', 'whole'),
    list(account, 'user_fields', { order: 'position,id' }),
    list(account, 'organization_fields', { order: 'position,id' }),
    list(account, 'macros', { order: 'position,title,id', isShown: isShared }),
    list(account, 'triggers', { order: 'position,id' }),
    list(account, 'automations', { order: 'position,id' }),
    list(account, 'views', { order: 'created_at,id', isShown: isShared }),
    listWithoutCursor(account, 'sla_policies', 'offset', { path: 'slas/policies', order: 'position,id' }),
    listWithoutCursor(account, 'schedules', 'whole_with_url', { path: 'business_hours/schedules' }),
    listWithoutCursor(account, 'custom_roles', 'offset'),
    list(account, 'tags', { order: '-count,name' }),
    listWithoutCursor(account, 'holidays', 'whole_with_url', {
      path: 'business_hours/schedules/{id}/holidays',
      parent: { rows: (nowMs) => account.lists.schedules.at(nowMs), idOf: readSchedule },
    }),
    list(account, 'satisfaction_ratings', {
      order: 'created_at,id',
      createdMs: readCreation,
      isShown: (row, query) =>
        isWithin(readCreation(row), secondsOf(query, 'start_time'), secondsOf(query, 'end_time')),
    }),
    list(account, 'survey_responses', {
      path: 'guide/survey_responses',
      cursor: { style: 'guide', largestPage: 50, sorts: ['id', '-id'], isDefault: true },
      order: '-id',
      createdMs: ({ key }) => readUlidTime(String(key)),
      isShown: ({ key }, query) =>
        isWithin(readUlidTime(String(key)), query.get('filter[created_at_start]'), query.get('filter[created_at_end]')),
    }),
    list(account, 'audit_logs', {
      cursor: { ...CURSOR, sorts: ['created_at,id', '-created_at,-id'] },
      order: '-created_at,-id',
      createdMs: readCreation,
      isShown: (row, query) => {
        const [from = null, to = null] = query.getAll('filter[created_at][]').map((time) => Date.parse(time));
        return isWithin(readCreation(row), from, to);
      },
    }),
  ];
}

/** Agents do not see records that are restricted to a user or a group. The simulated agent has no groups. */
const isShared: NonNullable<ListTable['isShown']> = ({ members }, _, { role }) =>
  role === 'admin' || members['restriction'] === null;

const readSchedule = ({ members }: ListRow): number => Number(members['schedule_id']);

const readCreation = ({ members }: ListRow): number => Date.parse(String(members['created_at']));

const secondsOf = (query: URLSearchParams, name: string): number | null => {
  const text = query.get(name);
  return text === null ? null : Number(text) * 1000;
};

/** Returns true if a time is within an interval of which both ends are optional and inclusive. */
const isWithin = (ms: number, from: number | string | null, to: number | string | null): boolean =>
  (from === null || ms >= Number(from)) && (to === null || ms <= Number(to));

import { RATE_LIMIT_BUCKETS } from './rate-limit-bucket.ts';
import type { ListResource } from './resource.ts';

const DAY = 86_400;

/** Returns the ISO 8601 text of a time in epoch seconds. */
const toIso = (epochSeconds: number): string => new Date(epochSeconds * 1000).toISOString().replace('.000', '');

/** Builds the row of a list that has the same name everywhere and pages by cursor, with the differences given. */
const list = (name: string, differences: Partial<ListResource> = {}): ListResource => ({
  kind: 'list',
  itemKey: name,
  idField: 'id',
  path: `/api/v2/${name}`,
  paging: 'cursor',
  pageSize: 100,
  query: {},
  product: 'Support',
  rateLimit: RATE_LIMIT_BUCKETS.accountWide,
  pollSeconds: 0,
  options: { include: null, supportTypeScope: false },
  ...differences,
  name,
});

/** All lists, one row each. */
export const LISTS = {
  // Deleted groups are hidden by default (estuary/connectors#2012).
  groups: list('groups', { query: { exclude_deleted: 'false' } }),
  group_memberships: list('group_memberships'),
  organization_memberships: list('organization_memberships'),
  brands: list('brands'),
  ticket_fields: list('ticket_fields', { rateLimit: RATE_LIMIT_BUCKETS.ticketFields }),
  ticket_forms: list('ticket_forms'),
  custom_statuses: list('custom_statuses', { paging: 'none' }),
  user_fields: list('user_fields'),
  organization_fields: list('organization_fields'),
  macros: list('macros'),
  triggers: list('triggers'),
  automations: list('automations'),
  views: list('views'),
  sla_policies: list('sla_policies', { path: '/api/v2/slas/policies', paging: 'offset' }),
  schedules: list('schedules', { path: '/api/v2/business_hours/schedules', paging: 'none' }),
  custom_roles: list('custom_roles', { paging: 'offset' }),
  tags: list('tags', { idField: 'name' }),
  holidays: list('holidays', {
    path: '/api/v2/business_hours/schedules/{id}/holidays',
    paging: 'none',
    parents: { itemKey: 'schedules', path: '/api/v2/business_hours/schedules' },
  }),
  satisfaction_ratings: list('satisfaction_ratings', {
    window: { seconds: 30 * DAY, filter: (since) => [['start_time', String(since)]] },
  }),
  // An answer can be edited for 28 days.
  survey_responses: list('survey_responses', {
    path: '/api/v2/guide/survey_responses',
    pageSize: 50,
    rateLimit: RATE_LIMIT_BUCKETS.helpCenter,
    window: { seconds: 29 * DAY, filter: (since) => [['filter[created_at_start]', String(since * 1000)]] },
  }),
  audit_logs: list('audit_logs', {
    query: { sort: 'created_at' },
    window: {
      seconds: 3600,
      filter: (since, until) => [
        ['filter[created_at][]', toIso(since)],
        ['filter[created_at][]', toIso(until)],
      ],
    },
  }),
} as const satisfies Readonly<Record<string, ListResource>>;

import type { Access } from '../access.ts';
import type { ListName } from './lists.ts';

/** The names of the scopes that the lists of Support have. Undefined if only `read` suffices. */
const support = (role: Access['role'], scope?: string): Access => ({
  role,
  service: 'support',
  ...(scope !== undefined && { scope }),
});

/**
 * The access rules of all lists.
 *
 * - Roles: "Allowed for" in Zendesk's reference.
 * - Scopes of groups, brands, ticket fields, ticket forms, custom statuses and survey responses: recorded in 2026
 *   (useairfoil/typescript-sdk, `api.vcr.test.cassette`). The recording does not show which of its scopes each needs.
 * - The other scopes are in the documented list
 *   (https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/). Which list needs which is inferred.
 * - Bucket of ticket fields: recorded in the same file.
 */
export const LIST_ACCESS: Readonly<Record<ListName, Access>> = {
  groups: support('agent', 'groups'),
  group_memberships: support('agent', 'groups'),
  organization_memberships: support('agent', 'organizations'),
  brands: support('agent', 'brands'),
  ticket_fields: { ...support('agent', 'tickets'), bucket: 'ticketFields' },
  ticket_forms: support('agent', 'tickets'),
  custom_statuses: support('agent', 'tickets'),
  user_fields: support('agent', 'users'),
  organization_fields: support('agent', 'organizations'),
  macros: support('agent', 'macros'),
  triggers: support('agent', 'triggers'),
  automations: support('agent', 'automations'),
  views: support('agent'),
  sla_policies: support('admin'),
  schedules: support('admin'),
  custom_roles: support('agent'),
  tags: support('agent'),
  holidays: support('admin'),
  satisfaction_ratings: support('admin', 'satisfaction_ratings'),
  survey_responses: { role: 'admin', scope: 'tickets', service: 'helpCenter' },
  audit_logs: support('admin', 'auditlogs'),
};

import { AUDIT_LOG_COLUMNS } from './columns/audit-logs.ts';
import { AUTOMATION_COLUMNS } from './columns/automations.ts';
import { BRAND_COLUMNS } from './columns/brands.ts';
import { CUSTOM_STATUS_COLUMNS } from './columns/custom-statuses.ts';
import { GROUP_MEMBERSHIP_COLUMNS } from './columns/group-memberships.ts';
import { GROUP_COLUMNS } from './columns/groups.ts';
import { HOLIDAY_COLUMNS, SCHEDULE_OF_HOLIDAY } from './columns/holidays.ts';
import { MACRO_COLUMNS } from './columns/macros.ts';
import { ORGANIZATION_MEMBERSHIP_COLUMNS } from './columns/organization-memberships.ts';
import { PEOPLE_FIELD_COLUMNS } from './columns/people-fields.ts';
import { SATISFACTION_RATING_COLUMNS } from './columns/satisfaction-ratings.ts';
import { SCHEDULE_COLUMNS } from './columns/schedules.ts';
import { SLA_POLICY_COLUMNS } from './columns/sla-policies.ts';
import { SURVEY_RESPONSE_COLUMNS } from './columns/survey-responses.ts';
import { TAG_COLUMNS } from './columns/tags.ts';
import { TICKET_FIELD_COLUMNS } from './columns/ticket-fields.ts';
import { TICKET_FORM_COLUMNS } from './columns/ticket-forms.ts';
import { TRIGGER_COLUMNS } from './columns/triggers.ts';
import { ROLE_COLUMNS } from './columns/users.ts';
import { VIEW_COLUMNS } from './columns/views.ts';
import type { Column } from './column.ts';
import type { ListDataset } from './dataset.ts';

/** Creates the dataset of a list whose records are found under its own name on a page. */
const list = (
  [name, noun]: readonly [name: string, noun: string],
  columns: readonly Column[],
  purpose: string,
  differences: Partial<ListDataset> = {},
): ListDataset => ({
  kind: 'list',
  name,
  noun,
  purpose,
  itemKey: name,
  columns,
  key: 'id',
  isWindowed: false,
  sideloads: {},
  ...differences,
});

export const TICKET_FIELDS = list(
  ['ticket_fields', 'ticket field'],
  TICKET_FIELD_COLUMNS,
  'System fields and custom fields of tickets.',
);

/** All lists, one row each. */
export const LISTS: readonly ListDataset[] = [
  list(['groups', 'group'], GROUP_COLUMNS, 'Groups of agents, deleted ones included.', {
    deletion: { column: 'deleted', value: 'true' },
  }),
  list(['group_memberships', 'group membership'], GROUP_MEMBERSHIP_COLUMNS, 'Which agent is in which group.'),
  list(
    ['organization_memberships', 'organization membership'],
    ORGANIZATION_MEMBERSHIP_COLUMNS,
    'Which user is in which organization.',
  ),
  list(
    ['brands', 'brand'],
    BRAND_COLUMNS,
    'Brands of the account. Their own `subdomain` is in `brand_url`, since that column is the account here.',
  ),
  TICKET_FIELDS,
  list(['ticket_forms', 'ticket form'], TICKET_FORM_COLUMNS, 'Forms of tickets with their fields.', {
    deletion: { column: 'deleted_at' },
  }),
  list(['custom_statuses', 'custom status'], CUSTOM_STATUS_COLUMNS, 'Statuses of tickets, by their category.'),
  list(['user_fields', 'user field'], PEOPLE_FIELD_COLUMNS, 'Custom fields of users.'),
  list(['organization_fields', 'organization field'], PEOPLE_FIELD_COLUMNS, 'Custom fields of organizations.'),
  list(['macros', 'macro'], MACRO_COLUMNS, 'Changes to a ticket that agents apply by hand.'),
  list(['triggers', 'trigger'], TRIGGER_COLUMNS, 'Rules that run when a ticket is created or updated.'),
  list(['automations', 'automation'], AUTOMATION_COLUMNS, 'Rules that run every hour.'),
  list(['views', 'view'], VIEW_COLUMNS, 'Lists of tickets for agents.'),
  list(['sla_policies', 'SLA policy'], SLA_POLICY_COLUMNS, 'Targets for reply and resolution times.'),
  list(['schedules', 'schedule'], SCHEDULE_COLUMNS, 'Business hours.'),
  list(['custom_roles', 'custom role'], ROLE_COLUMNS, 'Roles of agents with their permissions.'),
  list(['tags', 'tag'], TAG_COLUMNS, 'The 20,000 most used tags of the last 60 days.', { key: 'name' }),
  list(['holidays', 'holiday'], HOLIDAY_COLUMNS, 'Holidays of schedules.', { parent: SCHEDULE_OF_HOLIDAY }),
  list(
    ['satisfaction_ratings', 'satisfaction rating'],
    SATISFACTION_RATING_COLUMNS,
    'Ratings of tickets by their requesters, in the older of two products.',
    { isWindowed: true },
  ),
  list(
    ['survey_responses', 'survey response'],
    SURVEY_RESPONSE_COLUMNS,
    'Ratings of tickets by their requesters, in the newer of two products.',
    { isWindowed: true },
  ),
  list(['audit_logs', 'audit log entry'], AUDIT_LOG_COLUMNS, 'Changes of settings, and sign-ins.', {
    isWindowed: true,
  }),
];

import type { Change } from '../account/change.ts';
import { createAuditLogs } from './audit-logs.ts';
import { createBrands } from './brands.ts';
import { createAutomations, createTriggers, createViews } from './business-rules.ts';
import { createCustomRoles } from './custom-roles.ts';
import { createCustomStatuses } from './custom-statuses.ts';
import { createGroupMemberships, createGroups } from './groups.ts';
import type { Journal } from './journal.ts';
import { createMacros } from './macros.ts';
import { createOrganizationMemberships, type PeopleLogs } from './organization-memberships.ts';
import { createOrganizationFields, createUserFields } from './people-fields.ts';
import type { ListContext, Records } from './records.ts';
import type { Members } from './row.ts';
import { createSatisfactionRatings } from './satisfaction-ratings.ts';
import { createHolidays, createSchedules } from './schedules.ts';
import { createSlaPolicies } from './sla-policies.ts';
import { createSurveyResponses } from './survey-responses.ts';
import { listTags } from './tags.ts';
import { createTicketFields } from './ticket-fields.ts';
import { createTicketForms } from './ticket-forms.ts';
import type { TicketList } from './ticket-list.ts';

/** The account whose lists these are. */
type Surroundings = Omit<ListContext, 'journal'> & Pick<TicketList, 'tickets'> & PeopleLogs;

/** The lists of an account, by name. Tests change them. */
export type Lists = ReturnType<typeof createLists>;

/** The name of a list, which is also the member of a page with its rows. */
export type ListName = keyof Lists;

/** Creates the lists of a new account. */
export function createLists({ users, organizations, tickets, ...account }: Surroundings) {
  const journal: Journal = [];
  const context: ListContext = { ...account, journal };
  const ticketList: TicketList = { seed: account.seed, tickets };
  const memberships = createGroupMemberships(context);
  const holidays = createHolidays(context);
  const statuses = createCustomStatuses(context);
  const groups = createGroups(context, {
    cascade: (group, change) => removeAll(memberships, change, ({ group_id: id }) => id === group),
  });
  const schedules = createSchedules(context, {
    cascade: (schedule, change) => removeAll(holidays, change, ({ schedule_id: id }) => id === schedule),
  });
  return {
    groups,
    group_memberships: memberships,
    organization_memberships: createOrganizationMemberships(account, { users, organizations }),
    brands: createBrands(context),
    ticket_fields: createTicketFields(context, statuses),
    ticket_forms: createTicketForms(context),
    custom_statuses: statuses,
    user_fields: createUserFields(context),
    organization_fields: createOrganizationFields(context),
    macros: createMacros(context),
    triggers: createTriggers(context),
    automations: createAutomations(context),
    views: createViews(context),
    sla_policies: createSlaPolicies(context),
    schedules,
    custom_roles: createCustomRoles(context),
    tags: { at: (nowMs: number) => listTags(account.seed, nowMs) },
    holidays,
    satisfaction_ratings: createSatisfactionRatings(ticketList, account.subdomain),
    survey_responses: createSurveyResponses(ticketList),
    audit_logs: createAuditLogs({ ...account, journal, organizations }),
  };
}

/** Deletes the records that exist until now and belong to a deleted one. */
function removeAll<M extends Members & { readonly id: number }>(
  records: Records<M>,
  change: Change,
  isGone: (members: M) => boolean,
): void {
  for (const { members } of records.at(Number.POSITIVE_INFINITY)) {
    if (isGone(members)) records.remove(members.id, change);
  }
}

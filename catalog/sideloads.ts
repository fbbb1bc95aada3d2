import { type Column, defineColumns } from './column.ts';

const TIMES = {
  created_at: ['instant', 'When it was created'],
  updated_at: ['instant', 'When it last changed'],
} as const;

/** @see https://developer.zendesk.com/api-reference/ticketing/users/users/#json-format */
const USERS = defineColumns({
  id: ['bigint', "The user's id"],
  url: ['text', "The user's address in the API"],
  name: ['text', 'Name'],
  email: ['text', 'Primary email address'],
  ...TIMES,
  time_zone: ['text', 'Time zone, by its name in Zendesk'],
  iana_time_zone: ['text', 'Time zone, by its IANA name'],
  phone: ['text', 'Primary phone number'],
  shared_phone_number: ['boolean', 'True if the phone number is shared with others'],
  photo: ['json', 'Profile picture: an attachment'],
  locale_id: ['bigint', 'Language, by its id'],
  locale: ['text', 'Language, as a BCP-47 tag'],
  organization_id: ['bigint', 'Default organization'],
  role: ['text', 'end-user, agent or admin'],
  verified: ['boolean', 'True if any identity is verified'],
  external_id: ['text', 'An id from your own systems'],
  tags: ['texts', 'Tags, where user tagging is on'],
  alias: ['text', 'Name that end users see'],
  active: ['boolean', 'False once deleted'],
  shared: ['boolean', 'True if the user comes from another Zendesk account, by ticket sharing'],
  shared_agent: ['boolean', 'True if the user is an agent of another account, by ticket sharing'],
  last_login_at: ['instant', 'Last sign-in or API request with password'],
  two_factor_auth_enabled: ['boolean', 'True if two-factor authentication is on'],
  signature: ['text', 'Signature of agents'],
  details: ['text', 'Details, as an address'],
  notes: ['text', 'Notes'],
  role_type: ['bigint', 'Kind of the custom role'],
  custom_role_id: ['bigint', 'Custom role'],
  moderator: ['boolean', 'True if the user may moderate forums'],
  ticket_restriction: ['text', 'Which tickets the user may see: organization, groups, assigned, requested or none'],
  only_private_comments: ['boolean', 'True if the user can only write private comments'],
  restricted_agent: ['boolean', 'True if the agent is restricted to some tickets'],
  suspended: ['boolean', 'True if the user is suspended'],
  default_group_id: ['bigint', 'Default group of an agent'],
  report_csv: ['boolean', 'Deprecated'],
  user_fields: ['json', "The user's custom fields: an object by their keys"],
});

/** @see https://developer.zendesk.com/api-reference/ticketing/groups/groups/#json-format */
const GROUPS = defineColumns({
  url: ['text', "The group's address in the API"],
  id: ['bigint', "The group's id"],
  is_public: ['boolean', 'False for a private group'],
  name: ['text', 'Name'],
  description: ['text', 'Description'],
  default: ['boolean', 'True if it is the default group of the account'],
  deleted: ['boolean', 'True if it has been deleted'],
  ...TIMES,
});

/** @see https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/#json-format */
const ORGANIZATIONS = defineColumns({
  url: ['text', "The organization's address in the API"],
  id: ['bigint', "The organization's id"],
  name: ['text', 'Name; {id}_deleted_{name} once deleted'],
  shared_tickets: ['boolean', "True if its users can see each other's tickets"],
  shared_comments: ['boolean', "True if its users can comment on each other's tickets"],
  external_id: ['text', 'An id from your own systems'],
  ...TIMES,
  deleted_at: ['instant', 'When it was deleted'],
  domain_names: ['texts', 'Email domains of its users'],
  details: ['text', 'Details, as an address'],
  notes: ['text', 'Notes'],
  group_id: ['bigint', 'Group that its new tickets are assigned to'],
  tags: ['texts', 'Tags'],
  organization_fields: ['json', "The organization's custom fields: an object by their keys"],
});

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_metrics/#json-format */
const METRIC_SETS = defineColumns({
  url: ['text', "The metrics' address in the API"],
  id: ['bigint', "The metrics' id"],
  ticket_id: ['bigint', 'The ticket'],
  ...TIMES,
  group_stations: ['bigint', 'Number of groups it was assigned to'],
  assignee_stations: ['bigint', 'Number of assignees'],
  reopens: ['bigint', 'Number of times it was reopened'],
  replies: ['bigint', 'Number of public replies by agents'],
  assignee_updated_at: ['instant', 'When its assignee last changed it'],
  requester_updated_at: ['instant', 'When its requester last changed it'],
  status_updated_at: ['instant', 'When its status last changed'],
  custom_status_updated_at: ['instant', 'When its custom status last changed'],
  initially_assigned_at: ['instant', 'When it was first assigned'],
  assigned_at: ['instant', 'When it was last assigned'],
  solved_at: ['instant', 'When it was solved'],
  latest_comment_added_at: ['instant', 'When the latest comment was added'],
  reply_time_in_minutes: ['json', 'Time to first reply, in calendar and business minutes'],
  reply_time_in_seconds: ['json', 'Time to first reply, in calendar seconds'],
  first_resolution_time_in_minutes: ['json', 'Time to first resolution'],
  full_resolution_time_in_minutes: ['json', 'Time to last resolution'],
  agent_wait_time_in_minutes: ['json', 'Time the requester waited for agents'],
  requester_wait_time_in_minutes: ['json', 'Time agents waited for the requester'],
  on_hold_time_in_minutes: ['json', 'Time on hold'],
});

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/sharing_agreements/#json-format */
const SHARING_AGREEMENTS = defineColumns({
  url: ['text', "The agreement's address in the API"],
  id: ['bigint', "The agreement's id"],
  name: ['text', 'Name'],
  type: ['text', 'inbound or outbound'],
  status: ['text', 'accepted, declined, pending or inactive'],
  partner_name: ['text', 'jira, or empty'],
  remote_subdomain: ['text', 'The other Zendesk account'],
  ...TIMES,
});

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_forms/#json-format */
const TICKET_FORMS = defineColumns({
  url: ['text', "The form's address in the API"],
  id: ['bigint', "The form's id"],
  name: ['text', 'Name'],
  raw_name: ['text', 'Name, dynamic content as placeholders'],
  display_name: ['text', 'Name that end users see'],
  raw_display_name: ['text', 'Name that end users see, dynamic content as placeholders'],
  position: ['bigint', 'Position among the forms'],
  active: ['boolean', 'True if it is in use'],
  end_user_visible: ['boolean', 'True if end users see it'],
  default: ['boolean', 'True if it is the default form'],
  ticket_field_ids: ['bigints', 'Ticket fields, in order'],
  in_all_brands: ['boolean', 'True if all brands use it'],
  restricted_brand_ids: ['bigints', 'Brands that use it, if not all do'],
  agent_conditions: ['json', 'Conditions for the fields that agents see'],
  end_user_conditions: ['json', 'Conditions for the fields that end users see'],
  ...TIMES,
});

/** Sideloads that `include` can name: member of the page → columns of its records. */
export const SIDELOADS: Readonly<Record<string, readonly Column[]>> = {
  users: USERS,
  groups: GROUPS,
  organizations: ORGANIZATIONS,
  metric_sets: METRIC_SETS,
  sharing_agreements: SHARING_AGREEMENTS,
  ticket_forms: TICKET_FORMS,
};

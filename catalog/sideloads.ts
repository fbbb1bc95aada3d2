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
  shared_phone_number: ['boolean', 'Whether the phone number is shared with others'],
  photo: ['json', 'Profile picture: an attachment'],
  locale_id: ['bigint', 'Language, by its id'],
  locale: ['text', 'Language, as a BCP-47 tag'],
  organization_id: ['bigint', 'Default organization'],
  role: ['text', 'end-user, agent or admin'],
  verified: ['boolean', 'Whether any identity is verified'],
  external_id: ['text', 'An id that you have given'],
  tags: ['texts', 'Tags, where user tagging is on'],
  alias: ['text', 'Name that end users see'],
  active: ['boolean', 'false once deleted'],
  shared: ['boolean', 'Whether the user comes from another Zendesk account, by ticket sharing'],
  shared_agent: ['boolean', 'Whether the user is an agent of another account, by ticket sharing'],
  last_login_at: ['instant', 'Last sign-in or API request with password'],
  two_factor_auth_enabled: ['boolean', 'Whether two-factor authentication is on'],
  signature: ['text', 'Signature of agents'],
  details: ['text', 'Details, as an address'],
  notes: ['text', 'Notes'],
  role_type: ['bigint', 'Kind of the custom role'],
  custom_role_id: ['bigint', 'Custom role'],
  moderator: ['boolean', 'Whether the user may moderate forums'],
  ticket_restriction: ['text', 'Which tickets the user may see: organization, groups, assigned, requested or none'],
  only_private_comments: ['boolean', 'Whether the user can only write private comments'],
  restricted_agent: ['boolean', 'Whether the agent is restricted in what may be seen'],
  suspended: ['boolean', 'Whether the user is suspended'],
  default_group_id: ['bigint', 'Default group of an agent'],
  report_csv: ['boolean', 'Without meaning today'],
  user_fields: ['json', "The user's custom fields: an object by their keys"],
});

/** @see https://developer.zendesk.com/api-reference/ticketing/groups/groups/#json-format */
const GROUPS = defineColumns({
  url: ['text', "The group's address in the API"],
  id: ['bigint', "The group's id"],
  is_public: ['boolean', 'false for a private group'],
  name: ['text', 'Name'],
  description: ['text', 'Description'],
  default: ['boolean', 'Whether it is the default group of the account'],
  deleted: ['boolean', 'Whether it has been deleted'],
  ...TIMES,
});

/** @see https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/#json-format */
const ORGANIZATIONS = defineColumns({
  url: ['text', "The organization's address in the API"],
  id: ['bigint', "The organization's id"],
  name: ['text', 'Name; {id}_deleted_{name} once deleted'],
  shared_tickets: ['boolean', "Whether its users see each other's tickets"],
  shared_comments: ['boolean', "Whether its users may comment each other's tickets"],
  external_id: ['text', 'An id that you have given'],
  ...TIMES,
  deleted_at: ['instant', 'When it was deleted'],
  domain_names: ['texts', 'Email domains of its users'],
  details: ['text', 'Details, as an address'],
  notes: ['text', 'Notes'],
  group_id: ['bigint', 'Group that its new tickets go to'],
  tags: ['texts', 'Tags'],
  organization_fields: ['json', "The organization's custom fields: an object by their keys"],
});

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_metrics/#json-format */
const METRIC_SETS = defineColumns({
  url: ['text', "The metrics' address in the API"],
  id: ['bigint', "The metrics' id"],
  ticket_id: ['bigint', 'The ticket that is measured'],
  ...TIMES,
  group_stations: ['bigint', 'How many groups the ticket has been in'],
  assignee_stations: ['bigint', 'How many assignees it has had'],
  reopens: ['bigint', 'How often it was reopened'],
  replies: ['bigint', 'How many public replies agents have given'],
  assignee_updated_at: ['instant', 'When its assignee last changed it'],
  requester_updated_at: ['instant', 'When its requester last changed it'],
  status_updated_at: ['instant', 'When its status last changed'],
  custom_status_updated_at: ['instant', 'When its custom status last changed'],
  initially_assigned_at: ['instant', 'When it was first assigned'],
  assigned_at: ['instant', 'When it was last assigned'],
  solved_at: ['instant', 'When it was solved'],
  latest_comment_added_at: ['instant', 'When the latest comment was added'],
  reply_time_in_minutes: ['json', 'To the first reply: minutes by calendar and by business hours'],
  reply_time_in_seconds: ['json', 'To the first reply: seconds by calendar'],
  first_resolution_time_in_minutes: ['json', 'To the first resolution'],
  full_resolution_time_in_minutes: ['json', 'To the last resolution'],
  agent_wait_time_in_minutes: ['json', 'In which the requester waited for agents'],
  requester_wait_time_in_minutes: ['json', 'In which agents waited for the requester'],
  on_hold_time_in_minutes: ['json', 'On hold'],
});

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/sharing_agreements/#json-format */
const SHARING_AGREEMENTS = defineColumns({
  url: ['text', "The agreement's address in the API"],
  id: ['bigint', "The agreement's id"],
  name: ['text', 'Name'],
  type: ['text', 'inbound or outbound'],
  status: ['text', 'accepted, declined, pending or inactive'],
  partner_name: ['text', 'jira, or nothing'],
  remote_subdomain: ['text', 'The Zendesk account at the other end'],
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
  position: ['bigint', 'Place among other forms'],
  active: ['boolean', 'Whether it is in use'],
  end_user_visible: ['boolean', 'Whether end users see it'],
  default: ['boolean', 'Whether it is the default form'],
  ticket_field_ids: ['bigints', 'Its fields, in order'],
  in_all_brands: ['boolean', 'Whether all brands have it'],
  restricted_brand_ids: ['bigints', 'The brands that have it, where not all do'],
  agent_conditions: ['json', 'When agents see which fields'],
  end_user_conditions: ['json', 'When end users see which fields'],
  ...TIMES,
});

/** What `include` can bring beside the tickets: member of the page → columns of its records. */
export const SIDELOADS: Readonly<Record<string, readonly Column[]>> = {
  users: USERS,
  groups: GROUPS,
  organizations: ORGANIZATIONS,
  metric_sets: METRIC_SETS,
  sharing_agreements: SHARING_AGREEMENTS,
  ticket_forms: TICKET_FORMS,
};

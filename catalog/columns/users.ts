import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/users/users/#json-format */
export const USER_COLUMNS: readonly Column[] = defineColumns({
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
  suspension_details: ['json', 'Why and until when the user is suspended'],
  default_group_id: ['bigint', 'Default group of an agent'],
  is_billing_admin: ['boolean', 'True if the user may manage billing'],
  report_csv: ['boolean', 'Deprecated'],
  user_fields: ['json', "The user's custom fields: an object by their keys"],
  permanently_deleted: ['boolean', 'Only of a deleted user: true once the personal data is erased'],
});

/** Contact data by which a user is recognized: email addresses, phone numbers, social accounts. */
export const IDENTITY_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The identity's address in the API"],
  id: ['bigint', "The identity's id"],
  user_id: ['bigint', 'The user'],
  type: ['text', 'email, phone_number, agent_forwarding, twitter, facebook, google, messaging and others'],
  value: ['text', 'The email address, phone number or account'],
  verified: ['boolean', 'True if it is verified'],
  primary: ['boolean', 'True if it is the primary identity of its type'],
  ...TIMES,
  undeliverable_count: ['bigint', 'Number of emails that bounced'],
  deliverable_state: ['text', 'For an email address: whether it receives email'],
});

/** Custom roles. @see https://developer.zendesk.com/api-reference/ticketing/account-configuration/custom_roles/ */
export const ROLE_COLUMNS: readonly Column[] = defineColumns({
  id: ['bigint', "The role's id"],
  name: ['text', 'Name'],
  description: ['text', 'Description'],
  role_type: ['bigint', 'Kind of the role'],
  configuration: ['json', 'Permissions of its agents'],
  team_member_count: ['bigint', 'Number of team members with the role'],
  ...TIMES,
});

/** @see https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/side_loading/#abilities */
export const ABILITY_COLUMNS: readonly Column[] = defineColumns({
  user_id: ['bigint', 'The user'],
  url: ['text', "The user's address in the API"],
  can_edit: ['boolean', "True if the exporter's user may edit this user"],
  can_edit_password: ['boolean', "True if the exporter's user may change this user's password"],
  can_manage_identities_of: ['boolean', "True if the exporter's user may manage this user's identities"],
  can_verify_identities: ['boolean', "True if the exporter's user may verify this user's identities"],
});

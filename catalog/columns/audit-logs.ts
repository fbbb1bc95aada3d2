import { type Column, defineColumns } from '../column.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/account-configuration/audit_logs/#json-format */
export const AUDIT_LOG_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The entry's address in the API"],
  id: ['bigint', "The entry's id"],
  action: ['text', 'login, create, update, destroy, exported or unauthorized'],
  action_label: ['text', 'The same as text for readers'],
  actor_id: ['bigint', 'Who did it'],
  actor_name: ['text', 'Name of the actor'],
  source_type: ['text', 'Kind of the record'],
  source_id: ['bigint', 'The record'],
  source_label: ['text', 'Name of the record'],
  change_description: ['text', 'What changed'],
  ip_address: ['text', 'Address of the actor'],
  created_at: ['instant', 'When it happened'],
});

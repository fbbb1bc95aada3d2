import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/groups/group_memberships/#json-format */
export const GROUP_MEMBERSHIP_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The membership's address in the API"],
  id: ['bigint', "The membership's id"],
  user_id: ['bigint', 'The agent'],
  group_id: ['bigint', 'The group'],
  default: ['boolean', 'True if it is the default group of the agent'],
  ...TIMES,
});

import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/organizations/organization_memberships/#json-format */
export const ORGANIZATION_MEMBERSHIP_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The membership's address in the API"],
  id: ['bigint', "The membership's id"],
  user_id: ['bigint', 'The user'],
  organization_id: ['bigint', 'The organization'],
  default: ['boolean', 'True if it is the default organization of the user'],
  organization_name: ['text', 'Name of the organization'],
  view_tickets: ['boolean', "True if the user may see the organization's tickets"],
  ...TIMES,
});

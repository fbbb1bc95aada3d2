import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/sharing_agreements/#json-format */
export const SHARING_AGREEMENT_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The agreement's address in the API"],
  id: ['bigint', "The agreement's id"],
  name: ['text', 'Name'],
  type: ['text', 'inbound or outbound'],
  status: ['text', 'accepted, declined, pending or inactive'],
  partner_name: ['text', 'jira, or empty'],
  remote_subdomain: ['text', 'The other Zendesk account'],
  ...TIMES,
});

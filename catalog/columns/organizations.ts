import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/#json-format */
export const ORGANIZATION_COLUMNS: readonly Column[] = defineColumns({
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
  children_count: ['bigint', 'Number of organizations below it'],
  ticket_restriction: ['text', 'Which tickets its users may see'],
});

import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/groups/groups/#json-format */
export const GROUP_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The group's address in the API"],
  id: ['bigint', "The group's id"],
  is_public: ['boolean', 'False for a private group'],
  name: ['text', 'Name'],
  description: ['text', 'Description'],
  default: ['boolean', 'True if it is the default group of the account'],
  deleted: ['boolean', 'True if it has been deleted'],
  ...TIMES,
});

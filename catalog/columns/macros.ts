import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/#json-format */
export const MACRO_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The macro's address in the API"],
  id: ['bigint', "The macro's id"],
  title: ['text', 'Title'],
  raw_title: ['text', 'Title, dynamic content as placeholders'],
  description: ['text', 'Description'],
  active: ['boolean', 'True if it is in use'],
  default: ['boolean', 'True if it came with the account'],
  position: ['bigint', 'Position among the macros'],
  actions: ['json', 'Changes that it makes to a ticket'],
  restriction: ['json', 'Who may use it; empty for everyone'],
  ...TIMES,
});

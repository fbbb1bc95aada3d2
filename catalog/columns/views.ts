import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/business-rules/views/#json-format */
export const VIEW_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The view's address in the API"],
  id: ['bigint', "The view's id"],
  title: ['text', 'Title'],
  raw_title: ['text', 'Title, dynamic content as placeholders'],
  description: ['text', 'Description'],
  active: ['boolean', 'True if it is in use'],
  default: ['boolean', 'True if it came with the account'],
  position: ['bigint', 'Position among the views'],
  conditions: ['json', 'Tickets that it shows: all and any'],
  execution: ['json', 'Columns, grouping and order'],
  restriction: ['json', 'Who may use it; empty for everyone'],
  ...TIMES,
});

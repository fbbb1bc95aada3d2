import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/business-rules/triggers/#json-format */
export const TRIGGER_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The trigger's address in the API"],
  id: ['bigint', "The trigger's id"],
  title: ['text', 'Title'],
  raw_title: ['text', 'Title, dynamic content as placeholders'],
  description: ['text', 'Description'],
  active: ['boolean', 'True if it is in use'],
  default: ['boolean', 'True if it came with the account'],
  position: ['bigint', 'Position among the triggers'],
  category_id: ['text', 'Its category'],
  conditions: ['json', 'When it runs: all and any'],
  actions: ['json', 'Changes that it makes to a ticket'],
  ...TIMES,
});

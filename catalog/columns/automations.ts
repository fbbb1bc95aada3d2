import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/business-rules/automations/#json-format */
export const AUTOMATION_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The automation's address in the API"],
  id: ['bigint', "The automation's id"],
  title: ['text', 'Title'],
  raw_title: ['text', 'Title, dynamic content as placeholders'],
  active: ['boolean', 'True if it is in use'],
  default: ['boolean', 'True if it came with the account'],
  position: ['bigint', 'Position among the automations'],
  conditions: ['json', 'When it runs: all and any'],
  actions: ['json', 'Changes that it makes to a ticket'],
  ...TIMES,
});

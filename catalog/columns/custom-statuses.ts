import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/custom_ticket_statuses/#json-format */
export const CUSTOM_STATUS_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The status's address in the API"],
  id: ['bigint', "The status's id"],
  status_category: ['text', 'new, open, pending, hold or solved'],
  agent_label: ['text', 'Label for agents'],
  raw_agent_label: ['text', 'Label for agents, dynamic content as placeholders'],
  end_user_label: ['text', 'Label for end users'],
  raw_end_user_label: ['text', 'Label for end users, dynamic content as placeholders'],
  description: ['text', 'Description for agents'],
  raw_description: ['text', 'Description for agents, dynamic content as placeholders'],
  end_user_description: ['text', 'Description for end users'],
  raw_end_user_description: ['text', 'Description for end users, dynamic content as placeholders'],
  active: ['boolean', 'True if it is in use'],
  default: ['boolean', 'True if it is the default status of its category'],
  ...TIMES,
});

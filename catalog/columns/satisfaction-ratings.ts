import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/satisfaction_ratings/#json-format */
export const SATISFACTION_RATING_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The rating's address in the API"],
  id: ['bigint', "The rating's id"],
  ticket_id: ['bigint', 'The ticket'],
  requester_id: ['bigint', 'Who rated'],
  assignee_id: ['bigint', 'Assignee at that time'],
  group_id: ['bigint', 'Group at that time'],
  score: ['text', 'offered, unoffered, good, bad, or either with comment'],
  comment: ['text', 'Comment'],
  reason: ['text', 'Reason for a bad rating'],
  reason_id: ['bigint', 'The same by its id'],
  ...TIMES,
});

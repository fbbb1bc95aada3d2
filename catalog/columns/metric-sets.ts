import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_metrics/#json-format */
export const METRIC_SET_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The metrics' address in the API"],
  id: ['bigint', "The metrics' id"],
  ticket_id: ['bigint', 'The ticket'],
  ...TIMES,
  group_stations: ['bigint', 'Number of groups it was assigned to'],
  assignee_stations: ['bigint', 'Number of assignees'],
  reopens: ['bigint', 'Number of times it was reopened'],
  replies: ['bigint', 'Number of public replies by agents'],
  assignee_updated_at: ['instant', 'When its assignee last changed it'],
  requester_updated_at: ['instant', 'When its requester last changed it'],
  status_updated_at: ['instant', 'When its status last changed'],
  custom_status_updated_at: ['instant', 'When its custom status last changed'],
  initially_assigned_at: ['instant', 'When it was first assigned'],
  assigned_at: ['instant', 'When it was last assigned'],
  solved_at: ['instant', 'When it was solved'],
  latest_comment_added_at: ['instant', 'When the latest comment was added'],
  reply_time_in_minutes: ['json', 'Time to first reply, in calendar and business minutes'],
  reply_time_in_seconds: ['json', 'Time to first reply, in calendar seconds'],
  first_resolution_time_in_minutes: ['json', 'Time to first resolution'],
  full_resolution_time_in_minutes: ['json', 'Time to last resolution'],
  agent_wait_time_in_minutes: ['json', 'Time the requester waited for agents'],
  requester_wait_time_in_minutes: ['json', 'Time agents waited for the requester'],
  on_hold_time_in_minutes: ['json', 'Time on hold'],
});

import { type Column, defineColumns } from '../column.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_metric_events/#json-format */
export const TICKET_METRIC_EVENT_COLUMNS: readonly Column[] = defineColumns({
  id: ['bigint', "The event's id"],
  ticket_id: ['bigint', 'The ticket'],
  metric: [
    'text',
    'reply_time, agent_work_time, requester_wait_time, resolution_time, group_ownership_time, pausable_update_time or periodic_update_time',
  ],
  instance_id: ['bigint', 'Which measurement of the metric on this ticket: for reply_time, 1 is the first reply'],
  type: ['text', 'activate, pause, fulfill, apply_sla, apply_group_sla, breach, update_status or measure'],
  time: ['instant', 'When it happened. It can be a little in the future. The export is ordered by it'],
  deleted: ['boolean', 'True if the event is to be ignored'],
  sla: ['json', 'On apply_sla: target, business hours and policy'],
  group_sla: ['json', 'On apply_group_sla: target, business hours and policy'],
  status: ['json', 'On update_status: minutes so far, in calendar and business time'],
});

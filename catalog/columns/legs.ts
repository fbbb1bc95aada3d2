import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/voice/talk-api/incremental_exports/#incremental-call-legs-export */
export const LEG_COLUMNS: readonly Column[] = defineColumns({
  id: ['bigint', "The leg's id"],
  call_id: ['bigint', 'The call'],
  ...TIMES,
  type: ['text', 'customer, agent, external or supervisor'],
  agent_id: ['bigint', 'The agent; 0 on the leg of a customer'],
  user_id: ['bigint', 'The customer or user'],
  available_via: ['text', 'How the agent took part: browser, phone and others'],
  completion_status: ['text', 'How the leg ended'],
  duration: ['bigint', 'Seconds of the whole leg'],
  talk_time: ['bigint', 'Seconds that the agent talked with the customer'],
  hold_time: ['bigint', 'Seconds on hold'],
  wrap_up_time: ['bigint', 'Seconds in wrap-up'],
  consultation_from: ['bigint', 'The agent who asked for a consultation'],
  consultation_to: ['bigint', 'The agent who was consulted'],
  consultation_time: ['bigint', 'Seconds of consultation'],
  conference_from: ['bigint', 'The agent who started a conference'],
  conference_to: ['bigint', 'The agent who was added to it'],
  conference_time: ['bigint', 'Seconds of conference'],
  transferred_from: ['bigint', 'The agent who transferred the call'],
  transferred_to: ['bigint', 'The agent who accepted the transfer'],
  forwarded_to: ['text', 'Phone number that the call was forwarded to'],
  quality_issues: ['texts', 'Quality issues, or none'],
  minutes_billed: ['bigint', 'Minutes billed'],
  call_charge: ['text', 'Charge, as a decimal number'],
});

import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/business-rules/sla_policies/#json-format */
export const SLA_POLICY_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The policy's address in the API"],
  id: ['bigint', "The policy's id"],
  title: ['text', 'Title'],
  description: ['text', 'Description'],
  position: ['bigint', 'Position among the policies'],
  filter: ['json', 'Tickets that it applies to: all and any'],
  policy_metrics: ['json', 'Targets by metric and priority'],
  metric_settings: ['json', 'Settings of the metrics'],
  ...TIMES,
});

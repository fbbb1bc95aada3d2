import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/schedules/#json-format */
export const SCHEDULE_COLUMNS: readonly Column[] = defineColumns({
  id: ['bigint', "The schedule's id"],
  name: ['text', 'Name'],
  time_zone: ['text', 'Time zone, by its name in Zendesk'],
  intervals: ['json', 'Business hours, in minutes since Sunday 00:00'],
  ...TIMES,
});

import { type Column, defineColumns } from '../column.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/schedules/#list-holidays-for-a-schedule */
export const HOLIDAY_COLUMNS: readonly Column[] = defineColumns({
  id: ['bigint', "The holiday's id"],
  name: ['text', 'Name'],
  start_date: ['text', 'First day'],
  end_date: ['text', 'Last day'],
});

/** The schedule of a holiday. */
export const SCHEDULE_OF_HOLIDAY: Column = { name: 'schedule_id', type: 'bigint', meaning: 'The schedule' };

import { type Column, defineColumns } from '../column.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/tags/#json-format */
export const TAG_COLUMNS: readonly Column[] = defineColumns({
  name: ['text', 'The tag'],
  count: ['bigint', 'How often it was used in the last 60 days'],
});

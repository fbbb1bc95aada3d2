import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_forms/#json-format */
export const TICKET_FORM_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The form's address in the API"],
  id: ['bigint', "The form's id"],
  name: ['text', 'Name'],
  raw_name: ['text', 'Name, dynamic content as placeholders'],
  display_name: ['text', 'Name that end users see'],
  raw_display_name: ['text', 'Name that end users see, dynamic content as placeholders'],
  position: ['bigint', 'Position among the forms'],
  active: ['boolean', 'True if it is in use'],
  end_user_visible: ['boolean', 'True if end users see it'],
  default: ['boolean', 'True if it is the default form'],
  form_type: ['text', 'Kind of the form: standard and others'],
  ticket_field_ids: ['bigints', 'Ticket fields, in order'],
  in_all_brands: ['boolean', 'True if all brands use it'],
  restricted_brand_ids: ['bigints', 'Brands that use it, if not all do'],
  agent_conditions: ['json', 'Conditions for the fields that agents see'],
  end_user_conditions: ['json', 'Conditions for the fields that end users see'],
  ...TIMES,
  deleted_at: ['instant', 'When it was deleted'],
});

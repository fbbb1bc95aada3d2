import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** Fields of users and of organizations have the same columns. @see https://developer.zendesk.com/api-reference/ticketing/users/user_fields/#json-format */
export const PEOPLE_FIELD_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The field's address in the API"],
  id: ['bigint', "The field's id"],
  type: ['text', 'text, textarea, checkbox, date, integer, decimal, regexp, dropdown, lookup or multiselect'],
  key: ['text', 'Key of its values'],
  title: ['text', 'Title'],
  raw_title: ['text', 'Title, dynamic content as placeholders'],
  description: ['text', 'Description'],
  raw_description: ['text', 'Description, dynamic content as placeholders'],
  position: ['bigint', 'Position among the fields'],
  active: ['boolean', 'True if it is in use'],
  system: ['boolean', 'True if only its position and state can be changed'],
  regexp_for_validation: ['text', 'Regular expression for valid values'],
  tag: ['text', 'Tag that a checkbox adds'],
  custom_field_options: ['json', 'Options of a dropdown or multiselect field'],
  relationship_target_type: ['text', 'Kind of the records to which a lookup field refers'],
  relationship_filter: ['json', 'Condition for these records'],
  ...TIMES,
});

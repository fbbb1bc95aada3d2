import { type Column, defineColumns } from '../column.ts';
import { TIMES } from './times.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/account-configuration/brands/#json-format */
export const BRAND_COLUMNS: readonly Column[] = defineColumns({
  url: ['text', "The brand's address in the API"],
  id: ['bigint', "The brand's id"],
  name: ['text', 'Name'],
  brand_url: ['text', 'Address of its website'],
  host_mapping: ['text', 'Own domain of the help center'],
  has_help_center: ['boolean', 'True if it has a help center'],
  help_center_state: ['text', 'enabled, disabled or restricted'],
  active: ['boolean', 'True if it is in use'],
  default: ['boolean', 'True if it is the default brand'],
  is_deleted: ['boolean', 'True if it has been deleted'],
  logo: ['json', 'Logo: an attachment'],
  ticket_form_ids: ['bigints', 'Ticket forms that it uses'],
  signature_template: ['text', 'Template of the signature in emails'],
  ...TIMES,
});

import { TICKET_FORM } from '../tickets/references.ts';
import { isoSecond } from '../time.ts';
import { createRecords, type ListContext, type Records } from './records.ts';
import { ACTIVE_FIELDS } from './ticket-fields.ts';

/** A ticket form. Recorded members (estuary/connectors, airbytehq/airbyte). Their order is not known. */
type TicketForm = {
  readonly url: string;
  readonly id: number;
  readonly name: string;
  readonly display_name: string;
  readonly raw_name: string;
  readonly raw_display_name: string;
  readonly end_user_visible: boolean;
  readonly position: number;
  readonly ticket_field_ids: readonly number[];
  readonly active: boolean;
  readonly default: boolean;
  readonly in_all_brands: boolean;
  readonly restricted_brand_ids: readonly number[];
  readonly end_user_conditions: readonly object[];
  readonly agent_conditions: readonly object[];
  readonly form_type: string;
  readonly deleted_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
};

const NAMES = ['Default Ticket Form', 'Rücksendung', 'Bug report <beta>'];

/** Creates the forms: that of all tickets, and two others. Deleted ones stay with `deleted_at`. */
export function createTicketForms(context: ListContext): Records<TicketForm> {
  return createRecords<TicketForm>(context, {
    path: 'ticket_forms',
    sourceType: 'ticket_form',
    initial: NAMES.length,
    referenced: 1,
    idOf: (index) => TICKET_FORM + 256 * index,
    build: ({ index, id, url, created_at, updated_at }) => {
      const name = NAMES[index] ?? `Form ${index + 1}`;
      return {
        url,
        id,
        name,
        display_name: name,
        raw_name: name,
        raw_display_name: name,
        end_user_visible: true,
        position: index,
        ticket_field_ids: index === 0 ? ACTIVE_FIELDS : ACTIVE_FIELDS.slice(0, 10),
        active: true,
        default: index === 0,
        in_all_brands: true,
        restricted_brand_ids: [],
        end_user_conditions: [],
        agent_conditions: [],
        form_type: 'standard',
        deleted_at: null,
        created_at,
        updated_at,
      };
    },
    nameOf: ({ name }) => name,
    flagDeleted: (second) => ({ active: false, deleted_at: isoSecond(second) }),
  });
}

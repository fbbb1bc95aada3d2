import { isoSecond } from '../time.ts';
import { OPENED } from './people.ts';

/** The account's only ticket form. */
export const TICKET_FORM = 38_100_360_001_998;

/** Returns a form of the `ticket_forms` sideload. */
export function ticketFormRecord(id: number, subdomain: string): Record<string, unknown> {
  return {
    url: `https://${subdomain}.zendesk.com/api/v2/ticket_forms/${id}.json`,
    id,
    name: 'Default Ticket Form',
    display_name: 'Default Ticket Form',
    raw_name: 'Default Ticket Form',
    raw_display_name: 'Default Ticket Form',
    end_user_visible: true,
    position: 1,
    ticket_field_ids: [],
    active: true,
    default: true,
    in_all_brands: true,
    restricted_brand_ids: [],
    end_user_conditions: [],
    agent_conditions: [],
    deleted_at: null,
    created_at: isoSecond(OPENED),
    updated_at: isoSecond(OPENED),
  };
}

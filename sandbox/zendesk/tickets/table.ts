import { ACCESS } from '../access.ts';
import type { ZendeskAccount } from '../account/account.ts';
import type { ExportTable } from '../export/table.ts';
import { TICKET_SIDELOADS } from './sideloads.ts';

/** Creates the export of an account's tickets. The order of the members is that of recorded pages. */
export const ticketsTable = ({ inTimeOrder, inCursorOrder }: ZendeskAccount): ExportTable => ({
  path: 'incremental/tickets',
  access: ACCESS.tickets,
  itemKey: 'tickets',
  members: ['items', 'count', 'sideloads', 'end_of_stream', 'next_page', 'end_time'],
  sideloads: [...TICKET_SIDELOADS.keys()],
  hasCursorEndpoint: true,
  rows: { inTimeOrder, inCursorOrder },
});

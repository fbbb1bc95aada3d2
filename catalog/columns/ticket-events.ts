import { type Column, defineColumns } from '../column.ts';

/**
 * An event is one audit of a ticket: what changed in one update.
 *
 * @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/#incremental-ticket-event-export
 */
export const TICKET_EVENT_COLUMNS: readonly Column[] = defineColumns({
  id: ['bigint', "The event's id"],
  ticket_id: ['bigint', 'The ticket'],
  timestamp: ['bigint', 'Epoch seconds at which the ticket changed. The export is ordered by it'],
  created_at: ['instant', 'The same time'],
  updater_id: ['bigint', 'The user who changed the ticket; -1 for the system'],
  via: ['text', 'How it was changed, as Zendesk displays it: Mail, Web service, Rule, SLA and others'],
  system: ['json', "The updater's client, location and IP address, as far as Zendesk shows them"],
  event_type: ['text', 'Audit'],
  child_events: [
    'json',
    'An array of the changes: fields with their new and previous values, and comments. Text of a redacted comment is the redacted one',
  ],
  metadata: ['json', 'Custom and system metadata, with comment_events'],
  parent_audit_id: ['bigint', 'The event that caused this one, with comment_events'],
  notifications_suppressed_for: ['json', 'Users who were not notified, with comment_events'],
});

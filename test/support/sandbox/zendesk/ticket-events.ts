import { z } from 'zod';
import { drain } from './resource-pages.ts';
import type { Simulation } from './simulation.ts';

const CHILD = z.looseObject({
  id: z.int(),
  event_type: z.string(),
  via: z.unknown(),
  via_reference_id: z.int().nullable(),
});
const EVENT = z.looseObject({
  id: z.int(),
  ticket_id: z.int(),
  timestamp: z.int(),
  created_at: z.iso.datetime(),
  updater_id: z.int(),
  via: z.string(),
  event_type: z.literal('Audit'),
  child_events: z.array(CHILD),
});

export type TicketEvent = z.infer<typeof EVENT>;
export type ChildEvent = z.infer<typeof CHILD>;

/** Returns all ticket events with their comments, in the order served. */
export const drainEvents = (simulation: Simulation, query = '&include=comment_events'): TicketEvent[] =>
  z.array(EVENT).parse(drain(simulation, 'ticket_events', query));

/** Members of a child event that are not fields of the ticket. */
const ENVELOPE = new Set(
  'id event_type via via_reference_id previous_value rel revision_id comment_present comment_public added_tags removed_tags'.split(
    ' ',
  ),
);

/** The values of a ticket's fields, by name. Custom fields are named by their id. Fields without events are absent. */
export type Fields = Readonly<Record<string, unknown>>;

/** Replays the `Create` and `Change` events of all tickets in the order served. */
export function replay(events: readonly TicketEvent[]): Map<number, Fields> {
  const tickets = new Map<number, Fields>();
  for (const { ticket_id: id, child_events: children } of events) {
    for (const child of children.filter(({ event_type: type }) => type === 'Create' || type === 'Change')) {
      tickets.set(id, { ...tickets.get(id), ...fieldsOf(child) });
    }
  }
  return tickets;
}

/** Returns the fields of a `Create` or `Change` event with their new values. */
export function fieldsOf({ custom_ticket_fields: custom = {}, ...child }: ChildEvent): Fields {
  return { ...Object.fromEntries(Object.entries(child).filter(([key]) => !ENVELOPE.has(key))), ...Object(custom) };
}

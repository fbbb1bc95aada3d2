/** A fault that is injected into the views: a part of their text, and its replacement. */
export type ViewFault = {
  readonly name: string;
  /** The view whose rows show it. */
  readonly view: string;
  readonly from: string;
  readonly to: string;
};

const SERVED = '"landed_at" DESC, "landed_in" DESC, "event_position"';

export const VIEW_FAULTS: readonly ViewFault[] = [
  {
    name: 'the first copy wins',
    view: 'ticket_comments',
    from: '"at" DESC NULLS LAST, "landed_at" DESC NULLS LAST, "landed_in" DESC NULLS LAST',
    to: '"at" DESC NULLS LAST, "landed_at", "landed_in"',
  },
  { name: 'the order of ids', view: 'ticket_field_history', from: SERVED, to: '"event_id"' },
  {
    name: 'the order of landing',
    view: 'ticket_field_history',
    from: SERVED,
    to: '"landed_at", "landed_in", "event_position"',
  },
  { name: 'a position without its page', view: 'ticket_field_history', from: SERVED, to: '"event_position"' },
  {
    name: 'a redacted body is shown',
    view: 'ticket_comments',
    from: `CASE WHEN e."redacted_at" IS NULL OR e."redacted_at" + INTERVAL '15' MINUTE < c."landed_at" THEN c."body" END`,
    to: 'c."body"',
  },
  {
    name: 'numbers are kept as numbers',
    view: 'ticket_field_history',
    from: '"field", "value", "previous_value"\nFROM',
    to: '"field", coalesce(CAST(TRY_CAST("value" AS DOUBLE) AS VARCHAR), "value") AS "value", "previous_value"\nFROM',
  },
  {
    name: 'a value that became null is passed over',
    view: 'ticket_field_history',
    from: `WHERE "field" NOT IN ('tags'`,
    to: `WHERE "value" IS NOT NULL AND "field" NOT IN ('tags'`,
  },
  { name: 'all values of a second', view: 'ticket_field_history', from: '"next_at" > "at"', to: '"next_at" >= "at"' },
  {
    name: 'redactions without subdomain',
    view: 'ticket_comments',
    from: 'e."subdomain" = c."subdomain" AND ',
    to: '',
  },
  {
    name: 'a history without subdomain',
    view: 'ticket_field_history',
    from: 'PARTITION BY "subdomain", "ticket_id", "field"',
    to: 'PARTITION BY "ticket_id", "field"',
  },
  {
    name: 'copies without subdomain',
    view: 'ticket_comments',
    from: 'PARTITION BY "subdomain", "id"\nORDER BY "at"',
    to: 'PARTITION BY "id"\nORDER BY "at"',
  },
  {
    name: 'targets without subdomain',
    view: 'ticket_sla_applied',
    from: 'PARTITION BY "subdomain", "ticket_id", "metric", "instance_id"',
    to: 'PARTITION BY "ticket_id", "metric", "instance_id"',
  },
  { name: 'gaps without subdomain', view: 'history_gaps', from: 't."subdomain" = h."subdomain" AND ', to: '' },
  {
    name: 'the system as a user',
    view: 'ticket_field_history',
    from: 'CASE WHEN "updater_id" <> -1 THEN "updater_id" END',
    to: '"updater_id"',
  },
  { name: 'a deleted breach counts', view: 'ticket_sla_applied', from: ' AND NOT "is_deleted"', to: '' },
];

import { defineColumns } from '../column.ts';
import { DATASETS } from '../datasets.ts';
import type { Dialect } from '../dialect.ts';
import type { Layout } from '../layout.ts';
import { SUBDOMAIN } from '../record-columns.ts';
import { literal } from '../sql.ts';
import { childEvents } from './child-events.ts';
import { columnsOf, type DerivedView } from './derived-view.ts';

/** The member with custom fields by their ids. */
const CUSTOM_FIELDS = 'custom_ticket_fields';

/**
 * The members of a change that are not fields. All others are, so that new fields of Zendesk are found
 * (useairfoil/typescript-sdk).
 */
const NO_FIELDS = [
  'id',
  'event_type',
  'via',
  'via_reference_id',
  'previous_value',
  'rel',
  'revision_id',
  'comment_present',
  'comment_public',
  CUSTOM_FIELDS,
];

/** Changes of fields as Zendesk sends them. */
export const CHANGES: DerivedView = {
  name: 'ticket_changes',
  meaning: 'Every change of every field of every ticket, as served',
  sources: [DATASETS.ticket_events],
  columns: [
    SUBDOMAIN,
    ...defineColumns({
      ticket_id: ['bigint', 'The ticket'],
      at: ['instant', 'When it changed'],
      position: ['bigint', 'Order of the changes of the ticket within the second, which begins with 1'],
      event_id: ['bigint', 'The event'],
      updater_id: ['bigint', 'The user who changed it; NULL for the system'],
      via: ['text', 'How it was changed, as Zendesk displays it'],
      kind: ['text', 'Create for a value of a new ticket, or Change'],
      field: ['text', 'Name of the field; of a custom field, its id'],
      value: ['text', 'New value as text; an array is JSON text'],
      previous_value: ['text', 'Value before, as served: NULL can be 0. Tags have none'],
    }),
  ],
  key: ['subdomain', 'ticket_id', 'at', 'position'],
  sql: (dialect, layout) => {
    const { quoted, json } = dialect;
    const names = { name: quoted('field'), value: quoted('value') };
    return `SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id', 'at'])}, CAST(row_number() OVER (PARTITION BY ${columnsOf(dialect, ['subdomain', 'ticket_id', 'at'])} ORDER BY ${orderServed(dialect, layout)}) AS bigint) AS ${quoted('position')}, ${columnsOf(dialect, ['event_id', 'updater_id', 'via', 'kind', 'field', 'value', 'previous_value'])}
FROM (
${json.eachMember(`(\n${changes(dialect, layout)}\n)`, quoted('child'), CUSTOM_FIELDS, names)}
)
WHERE ${quoted('field')} NOT IN (${NO_FIELDS.map(literal).join(', ')})`;
  },
};

/**
 * The order in which Zendesk served the changes of one second. Ids do not have it. Every page that has a part of a second
 * begins with its first events, so those of the page that landed last come first.
 */
function orderServed({ quoted }: Dialect, layout: Layout): string {
  const descending = layout === 'page' ? ['landed_at', 'landed_in'] : [];
  return [
    ...descending.map((name) => `${quoted(name)} DESC`),
    ...['event_position', 'child_position', 'field'].map(quoted),
  ].join(', ');
}

const changes = (dialect: Dialect, layout: Layout): string => {
  const { quoted, read, json } = dialect;
  const child = quoted('child');
  const [via, previous] = [quoted('via'), 'previous_value'];
  return `SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id', 'at', 'event_id', 'updater_id'])}, coalesce(${json.text(child, 'via')}, ${via}) AS ${via}, ${columnsOf(dialect, ['kind', 'child', 'event_position', 'child_position', 'landed_at', 'landed_in'])}, coalesce(${json.text(child, previous)}, ${read('text', json.json(child, previous))}) AS ${quoted(previous)}
FROM (
${childEvents(dialect, layout, ['Create', 'Change'])}
)`;
};

import { defineColumns } from '../column.ts';
import { latestName } from '../dataset.ts';
import { DATASETS } from '../datasets.ts';
import type { Dialect } from '../dialect.ts';
import { SUBDOMAIN } from '../record-columns.ts';
import { literal } from '../sql.ts';
import { CHANGES } from './changes.ts';
import { fieldsOfTickets } from './custom-fields.ts';
import { columnsOf, type DerivedView, sameIn } from './derived-view.ts';
import { FIELD_HISTORY } from './field-history.ts';

const TICKETS = DATASETS.tickets;

/** The columns of tickets that a history can have as fields, as text. */
const COMPARED = TICKETS.columns
  .filter(({ type }) => type === 'bigint' || type === 'boolean' || type === 'text')
  .map(({ name }) => name);

/** The check of a law: the last value of a field's history is the value that the ticket has. */
export const HISTORY_GAPS: DerivedView = {
  name: 'history_gaps',
  meaning: 'Tickets whose history has a gap: no Create event, or a last value that the ticket does not have',
  sources: [TICKETS, DATASETS.ticket_events],
  columns: [
    SUBDOMAIN,
    ...defineColumns({
      ticket_id: ['bigint', 'The ticket'],
      reason: ['text', 'no Create event, or other value'],
      field: ['text', 'The field with another value'],
      history_value: ['text', 'Its last value in the history'],
      ticket_value: ['text', "The ticket's value"],
      updated_at: ['instant', 'When the ticket last changed'],
    }),
  ],
  key: ['subdomain', 'ticket_id', 'field'],
  sql: (dialect) => {
    const { quoted } = dialect;
    const tickets = `${quoted(latestName(TICKETS))} AS t`;
    const [id, ticketId] = [`t.${quoted('id')}`, quoted('ticket_id')];
    const nothing = ['field', 'history_value', 'ticket_value'].map(
      (name) => `${dialect.toText('NULL')} AS ${quoted(name)}`,
    );
    const [wanted, found] = [quoted('history_value'), quoted('ticket_value')];
    return `SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id', 'reason', 'field', 'history_value', 'ticket_value', 'updated_at'])}
FROM (
SELECT t.${quoted('subdomain')}, ${id} AS ${ticketId}, 'no Create event' AS ${quoted('reason')}, ${nothing.join(', ')}, t.${quoted('updated_at')}
FROM ${tickets}
LEFT JOIN (
SELECT DISTINCT ${columnsOf(dialect, ['subdomain', 'ticket_id'])}
FROM ${quoted(CHANGES.name)}
WHERE ${quoted('kind')} = 'Create'
) AS c ON ${sameIn(dialect, 'c', 't', ['subdomain'])} AND c.${ticketId} = ${id}
WHERE c.${ticketId} IS NULL
UNION ALL
SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id'])}, 'other value', ${columnsOf(dialect, ['field', 'history_value', 'ticket_value', 'updated_at'])}
FROM (
SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id', 'field'], 'h')}, h.${quoted('value')} AS ${wanted}, ${valueOfTicket(dialect)} AS ${found}, t.${quoted('updated_at')}
FROM ${quoted(FIELD_HISTORY.name)} AS h
JOIN ${tickets} ON ${sameIn(dialect, 't', 'h', ['subdomain'])} AND ${id} = h.${ticketId}
LEFT JOIN (
${customFields(dialect)}
) AS c ON ${sameIn(dialect, 'c', 'h', ['subdomain', 'ticket_id', 'field'])}
WHERE h.${quoted('valid_to')} IS NULL AND (c.${quoted('field')} IS NOT NULL OR h.${quoted('field')} IN (${['satisfaction_score', ...COMPARED].map(literal).join(', ')}))
)
WHERE coalesce(${wanted}, '') <> coalesce(${found}, '')
)`;
  },
};

function valueOfTicket({ quoted, json, toText }: Dialect): string {
  const column = (name: string): string => `t.${quoted(name)}`;
  const text = (name: string): string => {
    const isText = TICKETS.columns.some((each) => each.name === name && each.type === 'text');
    return isText ? column(name) : toText(column(name));
  };
  const cases = COMPARED.map((name) => `WHEN ${literal(name)} THEN ${text(name)}`);
  return `CASE h.${quoted('field')} WHEN 'satisfaction_score' THEN coalesce(${json.text(column('satisfaction_rating'), 'score')}, 'unoffered') ${cases.join(' ')} ELSE c.${quoted('value')} END`;
}

const customFields = (dialect: Dialect): string => {
  const { quoted, read, json } = dialect;
  const [element, value] = [quoted('element'), 'value'];
  return `SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id'])}, ${json.text(element, 'id')} AS ${quoted('field')}, coalesce(${json.text(element, value)}, ${read('text', json.json(element, value))}) AS ${quoted(value)}
FROM (
${fieldsOfTickets(dialect)}
)`;
};

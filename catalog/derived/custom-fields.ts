import { defineColumns } from '../column.ts';
import { latestName } from '../dataset.ts';
import { DATASETS } from '../datasets.ts';
import type { Dialect } from '../dialect.ts';
import { TICKET_FIELDS } from '../lists.ts';
import { SUBDOMAIN } from '../record-columns.ts';
import { columnsOf, type DerivedView, sameIn } from './derived-view.ts';

/**
 * The names of tickets' custom fields. A value that is an array has one row for each element, so that each has its option.
 */
export const CUSTOM_FIELDS: DerivedView = {
  name: 'ticket_custom_fields',
  meaning: 'Every custom field of every ticket in its latest version, with a row for each of several values',
  sources: [DATASETS.tickets, TICKET_FIELDS],
  columns: [
    SUBDOMAIN,
    ...defineColumns({
      ticket_id: ['bigint', 'The ticket'],
      field_id: ['bigint', 'The custom field'],
      key: ['text', 'Key of the field, if it has one'],
      title: ['text', 'Title of the field; NULL if the field was deleted'],
      type: ['text', 'Type of the field'],
      value: ['text', 'Value as text'],
      option_name: ['text', 'Name of the option that has this value, if the field has options'],
    }),
  ],
  key: ['subdomain', 'ticket_id', 'field_id', 'value'],
  sql: (dialect) => {
    const { quoted } = dialect;
    const fields = quoted(latestName(TICKET_FIELDS));
    return `SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id', 'field_id'], 'v')}, ${columnsOf(dialect, ['key', 'title', 'type'], 'f')}, v.${quoted('value')}, o.${quoted('option_name')}
FROM (
${values(dialect)}
) AS v
LEFT JOIN ${fields} AS f ON ${sameIn(dialect, 'f', 'v', ['subdomain'])} AND f.${quoted('id')} = v.${quoted('field_id')}
LEFT JOIN (
${options(dialect, fields)}
) AS o ON ${sameIn(dialect, 'o', 'v', ['subdomain', 'field_id', 'value'])}`;
  },
};

/** A query for the custom fields of each ticket: `element` is a field's id and value. */
export function fieldsOfTickets({ quoted, json }: Dialect): string {
  const tickets = `(SELECT ${quoted('subdomain')}, ${quoted('id')} AS ${quoted('ticket_id')}, ${quoted('custom_fields')} FROM ${quoted(latestName(DATASETS.tickets))})`;
  return json.eachElement(tickets, quoted('custom_fields'), ELEMENT(quoted));
}

const ELEMENT = (quoted: Dialect['quoted']): { readonly value: string; readonly position: string } => ({
  value: quoted('element'),
  position: quoted('position'),
});

function values(dialect: Dialect): string {
  const { quoted, read, json } = dialect;
  const element = quoted('element');
  return `SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id'])}, ${read('bigint', json.text(element, 'id'))} AS ${quoted('field_id')}, ${read('text', quoted('value'))} AS ${quoted('value')}
FROM (
${json.eachText(`(\n${fieldsOfTickets(dialect)}\n)`, element, 'value', quoted('value'))}
)`;
}

function options({ quoted, json }: Dialect, fields: string): string {
  const element = quoted('element');
  return `SELECT ${quoted('subdomain')}, ${quoted('id')} AS ${quoted('field_id')}, ${json.text(element, 'value')} AS ${quoted('value')}, ${json.text(element, 'name')} AS ${quoted('option_name')}
FROM (
${json.eachElement(`(SELECT ${quoted('subdomain')}, ${quoted('id')}, ${quoted('custom_field_options')} FROM ${fields})`, quoted('custom_field_options'), ELEMENT(quoted))}
)`;
}

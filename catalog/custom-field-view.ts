import { type Column, defineColumns } from './column.ts';
import { type Dataset, latestName } from './dataset.ts';
import type { Dialect, View } from './dialect.ts';
import { SUBDOMAIN } from './record-columns.ts';

const COLUMNS: readonly Column[] = [
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
];

/** A view without its SQL. */
type Table = Omit<View, 'sql'>;

export const CUSTOM_FIELD_TABLE: Table = {
  name: 'ticket_custom_fields',
  meaning: 'Every custom field of every ticket in its latest version, with a row for each of several values',
  columns: COLUMNS,
  key: ['subdomain', 'ticket_id', 'field_id', 'value'],
  isExplainedElsewhere: false,
};

/**
 * The view that names the custom fields of tickets, if both tickets and their fields are exported. A value that is an
 * array has one row for each element, so that each has its option.
 */
export function customFieldViews(dialect: Dialect, datasets: readonly Dataset[]): View[] {
  const [tickets, fields] = ['tickets', 'ticket_fields'].map((name) => datasets.find((each) => each.name === name));
  if (tickets === undefined || fields === undefined) return [];
  return [
    {
      ...CUSTOM_FIELD_TABLE,
      sql: customFields(dialect, dialect.quoted(latestName(tickets)), dialect.quoted(latestName(fields))),
    },
  ];
}

function customFields({ quoted, read, jsonArrays }: Dialect, tickets: string, fields: string): string {
  const { elements, text, texts } = jsonArrays;
  const column = (alias: string, name: string): string => `${alias}.${quoted(name)}`;
  const named = (expression: string, name: string): string => `${expression} AS ${quoted(name)}`;
  const isSame = (left: string, right: string, names: readonly (readonly [string, string])[]): string =>
    names.map(([of, to]) => `${column(left, of)} = ${column(right, to)}`).join(' AND ');
  const values = `SELECT ${column('t', 'subdomain')}, ${named(column('t', 'id'), 'ticket_id')},
${named(read('bigint', text('c.value', 'id')), 'field_id')},
${named(read('text', 'x.value'), 'value')}
FROM ${tickets} AS t
${elements(column('t', 'custom_fields'), 'c')}
${texts('c.value', 'value', 'x')}`;
  const options = `SELECT ${column('f', 'subdomain')}, ${named(column('f', 'id'), 'field_id')},
${named(text('o.value', 'value'), 'value')}, ${named(text('o.value', 'name'), 'option_name')}
FROM ${fields} AS f
${elements(column('f', 'custom_field_options'), 'o')}`;
  return `SELECT ${['subdomain', 'ticket_id', 'field_id'].map((name) => column('v', name)).join(', ')}, ${['key', 'title', 'type'].map((name) => column('f', name)).join(', ')}, ${column('v', 'value')}, ${column('o', 'option_name')}
FROM (
${values}
) AS v
LEFT JOIN ${fields} AS f ON ${isSame('f', 'v', [
    ['subdomain', 'subdomain'],
    ['id', 'field_id'],
  ])}
LEFT JOIN (
${options}
) AS o ON ${isSame(
    'o',
    'v',
    ['subdomain', 'field_id', 'value'].map((name) => [name, name]),
  )}`;
}

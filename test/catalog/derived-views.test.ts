import { expect, it } from 'vitest';
import { athenaViews } from '#catalog/athena.ts';
import { ALL_DATASETS, datasetsOf } from '#catalog/datasets.ts';
import { DERIVED_VIEWS } from '#catalog/derived/derived-views.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { openTables } from '#sandbox/lake/tables.ts';

const derived = new Set(DERIVED_VIEWS.map(({ name }) => name));

const OF_EVENTS = ['ticket_comments', 'ticket_changes', 'ticket_field_history'];

it.each([
  [['tickets'], []],
  [['tickets', 'ticket_fields'], ['ticket_custom_fields']],
  [['ticket_events'], OF_EVENTS],
  [['ticket_metric_events'], ['ticket_sla_applied']],
  [
    ['tickets', 'ticket_events', 'ticket_metric_events'],
    [...OF_EVENTS, 'ticket_sla_applied', 'history_gaps'],
  ],
])('a stack that exports %j has the derived views %j', (resources, expected) => {
  const views = athenaViews('page', datasetsOf(resources)).map(({ name }) => name);
  expect(views.filter((name) => derived.has(name))).toEqual(expected);
});

it.each(LAYOUTS)('the derived views are empty if nothing has landed: %s', async (layout) => {
  const tables = await openTables('/nowhere', layout, ALL_DATASETS);
  for (const { name, columns } of DERIVED_VIEWS) {
    expect([name, await tables.rows(`FROM ${name}`)]).toEqual([name, []]);
    const described = await tables.rows(`DESCRIBE ${name}`);
    expect([name, described.map((row) => row['column_name'])]).toEqual([name, columns.map((column) => column.name)]);
  }
  tables.close();
});

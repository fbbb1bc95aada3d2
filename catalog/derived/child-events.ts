import { type Column, defineColumns } from '../column.ts';
import { copiesOf, LANDED_LAST, lastOf } from '../copies.ts';
import { DATASETS } from '../datasets.ts';
import type { Dialect } from '../dialect.ts';
import { type Layout, rawTablesOf } from '../layout.ts';
import { LANDED, SUBDOMAIN } from '../record-columns.ts';
import { literal } from '../sql.ts';
import { columnsOf } from './derived-view.ts';

const EVENTS = DATASETS.ticket_events;

const FIELDS = new Set(['id', 'ticket_id', 'updater_id', 'via', 'child_events']);

/** The columns of a copy of an event. */
const COPY: readonly Column[] = [
  SUBDOMAIN,
  ...EVENTS.columns.filter(({ name }) => FIELDS.has(name)),
  ...defineColumns({
    at: ['instant', 'When the ticket changed'],
    event_position: ['bigint', 'Position of the event on its page. With `layout: ndjson`, the id of the event'],
  }),
  ...LANDED,
];

/** The columns of child events that come from their event. */
const OF_EVENT = ['ticket_id', 'at', 'via', 'event_position', 'child_position', 'child', ...LANDED_LAST];

/**
 * A query for the changes and comments inside of events, as `child` with its `kind`. Each event is as in the copy that
 * landed last: Zendesk serves an old event again when its comment is redacted. `updater_id` is NULL for the system.
 *
 * @param kinds - of the child events that are wanted
 */
export function childEvents(dialect: Dialect, layout: Layout, kinds: readonly string[]): string {
  const { quoted, json } = dialect;
  const order = ['at', ...LANDED_LAST, 'event_position'];
  const latest = lastOf(COPY, copiesOfEvents(dialect, layout, COPY), { key: ['subdomain', 'id'], order }, dialect);
  const updater = quoted('updater_id');
  const kind = json.text(quoted('child'), 'event_type');
  return `SELECT ${quoted('subdomain')}, ${quoted('id')} AS ${quoted('event_id')}, CASE WHEN ${updater} <> -1 THEN ${updater} END AS ${updater}, ${columnsOf(dialect, OF_EVENT)}, ${kind} AS ${quoted('kind')}
FROM (
${eachChild(dialect, `(\n${latest.sql}\n)`)}
)
WHERE ${kind} IN (${kinds.map(literal).join(', ')})`;
}

const SCANNED = new Set(['subdomain', 'at', 'child_events']);

/** A query for the child events of every copy of every event: `subdomain`, `at`, `child` and others. */
export const childrenOfCopies = (dialect: Dialect, layout: Layout): string =>
  eachChild(
    dialect,
    copiesOfEvents(
      dialect,
      layout,
      COPY.filter(({ name }) => SCANNED.has(name)),
    ),
  );

const eachChild = ({ quoted, json }: Dialect, events: string): string =>
  json.eachElement(events, quoted('child_events'), { value: quoted('child'), position: quoted('child_position') });

/** Every copy of every event, in parentheses. */
function copiesOfEvents(dialect: Dialect, layout: Layout, columns: readonly Column[]): string {
  const [{ sets }] = rawTablesOf(EVENTS, layout);
  return copiesOf(sets[0], columns, dialect, {
    isNumbered: columns.some(({ name }) => name === 'event_position'),
    others: ({ field, position }) => ({
      at: dialect.instantOf(dialect.read('text', field('timestamp'))),
      event_position: position ?? dialect.read('bigint', field('id')),
    }),
  });
}

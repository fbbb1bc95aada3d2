import { type Column, defineColumns } from '../column.ts';
import { copiesOf, LANDED_LAST, lastOf } from '../copies.ts';
import { DATASETS } from '../datasets.ts';
import type { Dialect } from '../dialect.ts';
import { type Layout, rawTablesOf } from '../layout.ts';
import { LANDED, SUBDOMAIN } from '../record-columns.ts';
import { columnsOf, type DerivedView } from './derived-view.ts';

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

/**
 * The changes and comments inside of events, from which histories are derived. Each event is shown as in the copy that
 * landed last: Zendesk serves an old event again when its comment is redacted.
 */
export const CHILD_EVENTS: DerivedView = {
  name: 'ticket_child_events',
  meaning: 'Every child event of every ticket event, as last read',
  sources: [EVENTS],
  columns: [
    SUBDOMAIN,
    ...defineColumns({
      event_id: ['bigint', 'The event'],
      ticket_id: ['bigint', 'The ticket'],
      at: ['instant', 'When the ticket changed'],
      updater_id: ['bigint', 'The user who changed the ticket; NULL for the system'],
      via: ['text', 'How the ticket was changed, as Zendesk displays it'],
      event_position: ['bigint', 'Position of the event on its page. With `layout: ndjson`, the id of the event'],
      child_position: ['bigint', 'Position among the child events of the event, which begins with 1'],
      kind: ['text', 'Create, Change, Comment, CommentRedactionEvent and others'],
      child: ['json', 'The child event as Zendesk sends it'],
    }),
    ...LANDED,
  ],
  key: ['subdomain', 'event_id', 'child_position'],
  sql: (dialect, layout) => {
    const { quoted, json } = dialect;
    const order = ['at', ...LANDED_LAST, 'event_position'];
    const latest = lastOf(COPY, copiesOfEvents(dialect, layout, COPY), { key: ['subdomain', 'id'], order }, dialect);
    const updater = quoted('updater_id');
    return `SELECT ${quoted('subdomain')}, ${quoted('id')} AS ${quoted('event_id')}, ${columnsOf(dialect, ['ticket_id', 'at'])}, CASE WHEN ${updater} <> -1 THEN ${updater} END AS ${updater}, ${columnsOf(dialect, ['via', 'event_position', 'child_position'])}, ${json.text(quoted('child'), 'event_type')} AS ${quoted('kind')}, ${columnsOf(dialect, ['child', ...LANDED_LAST])}
FROM (
${eachChild(dialect, `(\n${latest.sql}\n)`)}
)`;
  },
};

const SCANNED = new Set(['subdomain', 'at', 'child_events']);

/** A query for the child events of every copy of every event: `subdomain`, `at` and `child`. */
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

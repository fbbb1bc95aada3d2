import { defineColumns } from '../column.ts';
import { DATASETS } from '../datasets.ts';
import { SUBDOMAIN } from '../record-columns.ts';
import { literal } from '../sql.ts';
import { CHANGES } from './changes.ts';
import { columnsOf, type DerivedView } from './derived-view.ts';

/** Three members of one change, without a previous value. */
const TAGS = ['tags', 'added_tags', 'removed_tags'];

/** The values that fields had. A trigger can set a field twice in one second: the last value counts. */
export const FIELD_HISTORY: DerivedView = {
  name: 'ticket_field_history',
  meaning: 'The values of every field of every ticket except tags, the last one of each second',
  sources: [DATASETS.ticket_events],
  columns: [
    SUBDOMAIN,
    ...defineColumns({
      ticket_id: ['bigint', 'The ticket'],
      field: ['text', 'Name of the field; of a custom field, its id'],
      value: ['text', 'Value as text; an array is JSON text'],
      valid_from: ['instant', 'When the field got the value'],
      valid_to: ['instant', 'When it got the next one; NULL for its last value'],
      event_id: ['bigint', 'The event'],
      updater_id: ['bigint', 'The user who changed it; NULL for the system'],
    }),
  ],
  key: ['subdomain', 'ticket_id', 'field', 'valid_from'],
  sql: (dialect) => {
    const { quoted } = dialect;
    const [at, next] = [quoted('at'), quoted('next_at')];
    return `SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id', 'field', 'value'])}, ${at} AS ${quoted('valid_from')}, ${next} AS ${quoted('valid_to')}, ${columnsOf(dialect, ['event_id', 'updater_id'])}
FROM (
SELECT *, lead(${at}) OVER (PARTITION BY ${columnsOf(dialect, ['subdomain', 'ticket_id', 'field'])} ORDER BY ${columnsOf(dialect, ['at', 'position'])}) AS ${next}
FROM ${quoted(CHANGES.name)}
WHERE ${quoted('field')} NOT IN (${TAGS.map(literal).join(', ')})
)
WHERE ${next} IS NULL OR ${next} > ${at}`;
  },
};

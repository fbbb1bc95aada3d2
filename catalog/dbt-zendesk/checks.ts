import { HISTORY_GAPS } from '../derived/history-gaps.ts';
import { literal } from '../sql.ts';
import { rowsOf, tableName } from './source-table.ts';

/** Rows that should not exist: a query for `name`, and the effect. */
type Fault = { readonly subject: string; readonly sql: string; readonly problem: string };

const SCHEDULES = `SELECT DISTINCT id, name, time_zone, created_at FROM ${tableName('schedule')}`;

const FAULTS: readonly Fault[] = [
  {
    subject: 'schedules with an unknown time zone',
    sql: `SELECT name || ': ' || coalesce(time_zone, 'none') AS name FROM (${SCHEDULES})
WHERE lower(time_zone) NOT IN (SELECT lower(time_zone) FROM ${tableName('time_zone')}) OR time_zone IS NULL`,
    problem: 'Their business minutes are 0. Add the zone to time_zone and daylight_time.',
  },
  {
    subject: 'schedules without hours',
    sql: `SELECT name FROM ${rowsOf('schedules')} WHERE id NOT IN (SELECT id FROM ${tableName('schedule')})`,
    problem: 'They do not exist for the models.',
  },
  {
    subject: 'schedules that no ticket uses',
    // The package gives the oldest one to all tickets without a row in ticket_schedule.
    sql: `SELECT name FROM (${SCHEDULES} ORDER BY created_at OFFSET 1)
WHERE id NOT IN (SELECT schedule_id FROM ${tableName('ticket_schedule')})`,
    problem: 'Business minutes are of the oldest schedule, for all tickets: add rows to ticket_schedule.',
  },
  {
    subject: 'holidays of no schedule',
    sql: `SELECT name FROM ${tableName('schedule_holiday')} WHERE schedule_id NOT IN (SELECT id FROM ${tableName('schedule')})`,
    problem: 'They do not count.',
  },
  {
    subject: 'comments by unknown users',
    sql: `SELECT CAST(id AS VARCHAR) AS name FROM ${tableName('ticket_comment')} WHERE user_id NOT IN (SELECT id FROM ${tableName('user')}) OR user_id IS NULL`,
    problem: 'They are not replies. Export users from the beginning, and ticket_events with comment_events.',
  },
  {
    subject: 'tickets without their first events',
    sql: `SELECT CAST(ticket_id AS VARCHAR) AS name FROM ${rowsOf(HISTORY_GAPS.name)} WHERE reason = 'no Create event'`,
    problem: 'Their times are wrong or missing: see history_gaps.',
  },
  {
    subject: 'objects that could not be read',
    sql: `SELECT landed_in AS name FROM ${rowsOf('malformed')}`,
    problem: 'Their records are missing, or older versions of them are in the tables: see malformed.',
  },
  {
    subject: 'columns of the history that never occurred',
    sql: `SELECT unnest(['assignee_id', 'priority', 'status']) AS name EXCEPT SELECT field_name FROM ${tableName('ticket_field_history')}`,
    problem: 'zendesk__ticket_backlog fails: remove them from ticket_field_history_columns.',
  },
];

/** Queries for the faults that a count of rows does not show, each with the first names. */
export const COUNTS: readonly string[] = FAULTS.map(
  ({ subject, sql, problem }) =>
    `SELECT ${literal(subject)} AS subject, count(*) AS found, CASE WHEN count(*) > 0 THEN ${literal(problem)} || ' ' || array_to_string(list_slice(list(name ORDER BY name), 1, 5), ', ') END AS problem FROM (
${sql}
)`,
);

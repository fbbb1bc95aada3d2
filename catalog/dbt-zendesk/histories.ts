import { snapshotsName } from '../dataset.ts';
import { COMMENTS } from '../derived/comments.ts';
import { FIELD_HISTORY } from '../derived/field-history.ts';
import { SLA_APPLIED } from '../derived/sla-applied.ts';
import { instant, rowsOf, type SourceTable, synced, SYNCED } from './source-table.ts';

const EVENTS_ARE_EMPTY = 'Export ticket_events.';

/** Histories and targets do not show when they landed. */
const DERIVED_NOW = instant("now() AT TIME ZONE 'UTC'", '_fivetran_synced');

const COMMENT = `SELECT id, ticket_id, author_id AS user_id, body, public, ${instant('created_at', 'created')}, type = 'FacebookComment' AS facebook_comment, type = 'Tweet' AS tweet, type = 'VoiceComment' AS voice_comment, ${synced()}
FROM ${rowsOf(COMMENTS.name)}`;

/** The field under which the package looks for a target. */
const TARGET_FIELD = `CASE
    WHEN metric <> 'reply_time' THEN metric
    WHEN instance_id = 1 THEN 'first_reply_time'
    ELSE 'next_reply_time'
  END`;

/**
 * Fields, and targets of SLA policies as fields. A policy that is applied later is in no ticket event, so its title comes
 * from the metric events. Two rows of one second would be two rows in the models.
 */
const HISTORY = `WITH targets AS MATERIALIZED ${rowsOf(SLA_APPLIED.name)}
SELECT DISTINCT ON (ticket_id, field_name, updated) ticket_id, field_name, ${instant('updated', 'updated')}, user_id, value, ${DERIVED_NOW}
FROM (
  SELECT ticket_id, field AS field_name, valid_from AS updated, updater_id AS user_id, value, 2 AS preference, event_id
  FROM ${rowsOf(FIELD_HISTORY.name)}
  UNION ALL
  SELECT ticket_id, ${TARGET_FIELD}, applied_at, NULL, CAST(json_object('minutes', target, 'in_business_hours', business_hours) AS VARCHAR), 1, event_id
  FROM targets
  UNION ALL
  SELECT ticket_id, 'sla_policy', applied_at, NULL, policy_title, 1, event_id
  FROM targets
)
ORDER BY ticket_id, field_name, updated, preference DESC, event_id DESC`;

const TICKET_SLA_POLICY = `SELECT DISTINCT ON (ticket_id, applied_at) ticket_id, policy_id AS sla_policy_id, ${instant('applied_at', 'policy_applied_at')}, ${DERIVED_NOW}
FROM ${rowsOf(SLA_APPLIED.name)}
ORDER BY ticket_id, applied_at, event_id DESC`;

/** A policy has one row per version that a snapshot shows. */
const SLA_POLICY_METRICS = `SELECT DISTINCT ON (id, value.metric, value.priority, updated_at) id AS sla_policy_id, value.metric AS metric, value.priority AS priority, value.target AS target, value.business_hours AS business_hours, ${instant('updated_at', 'sla_policy_updated_at')}, position AS index, ${SYNCED}
FROM (
  SELECT *, unnest(from_json(policy_metrics, '[{"metric": "VARCHAR", "priority": "VARCHAR", "target": "BIGINT", "business_hours": "BOOLEAN"}]')) AS value
  FROM ${rowsOf(snapshotsName({ name: 'sla_policies' }))}
)
ORDER BY id, value.metric, value.priority, updated_at, snapshot_at DESC`;

const SCHEDULE = `SELECT id, name, time_zone, value.start_time AS start_time, value.end_time AS end_time, ${instant('created_at', 'created_at')}, ${synced()}
FROM (
  SELECT *, unnest(from_json(intervals, '[{"start_time": "BIGINT", "end_time": "BIGINT"}]')) AS value
  FROM ${rowsOf('schedules')}
)`;

/** Tables of what happened to tickets, and of the rules that measure it. */
export const HISTORY_TABLES: readonly SourceTable[] = [
  { name: 'ticket_comment', sql: COMMENT, ifEmpty: EVENTS_ARE_EMPTY },
  { name: 'ticket_field_history', sql: HISTORY, ifEmpty: EVENTS_ARE_EMPTY },
  { name: 'ticket_sla_policy', sql: TICKET_SLA_POLICY },
  { name: 'sla_policy_metric_history', sql: SLA_POLICY_METRICS },
  { name: 'schedule', sql: SCHEDULE, ifEmpty: 'Export schedules, or set using_schedules to false.' },
  {
    name: 'schedule_holiday',
    sql: `SELECT id, schedule_id, name, start_date, end_date, ${synced()}
FROM ${rowsOf('holidays')}`,
  },
  {
    name: 'ticket_schedule',
    // No known event shows the schedule of a ticket.
    sql: `SELECT CAST(NULL AS BIGINT) AS ticket_id, CAST(NULL AS BIGINT) AS schedule_id, CAST(NULL AS TIMESTAMP) AS created_at, CAST(NULL AS TIMESTAMP) AS _fivetran_synced
WHERE false`,
  },
];

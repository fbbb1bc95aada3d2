import { defineColumns } from '../column.ts';
import { DATASETS } from '../datasets.ts';
import { SUBDOMAIN } from '../record-columns.ts';
import { columnsOf, type DerivedView } from './derived-view.ts';

const EVENTS = DATASETS.ticket_metric_events;
const MEASUREMENT = ['subdomain', 'ticket_id', 'metric', 'instance_id'];

/** The targets of SLA policies on tickets. A breach belongs to the last target of its measurement before it. */
export const SLA_APPLIED: DerivedView = {
  name: 'ticket_sla_applied',
  meaning: 'Every target that an SLA policy set on a ticket, with its first breach',
  sources: [EVENTS],
  columns: [
    SUBDOMAIN,
    ...defineColumns({
      ticket_id: ['bigint', 'The ticket'],
      metric: ['text', 'reply_time, agent_work_time, requester_wait_time and others'],
      instance_id: ['bigint', 'Which measurement of the metric on this ticket: for reply_time, 1 is the first reply'],
      policy_id: ['bigint', 'The SLA policy'],
      policy_title: ['text', 'Title of the policy when it was applied'],
      target: ['bigint', 'Target in minutes'],
      business_hours: ['boolean', 'True if the target is in business hours'],
      applied_at: ['instant', 'When the target was set'],
      breached_at: ['instant', 'When it was first missed; NULL if it was not. It can be a little in the future'],
      event_id: ['bigint', 'The metric event that set the target'],
    }),
  ],
  key: ['subdomain', 'event_id'],
  sql: (dialect) => {
    const { quoted, read, json } = dialect;
    const [type, time, target] = ['type', 'time', 'target_number'].map(quoted);
    const measurement = columnsOf(dialect, MEASUREMENT);
    const sla = (name: string): string => json.text(quoted('sla'), name);
    return `SELECT ${measurement}, ${read('bigint', sla('policy.id'))} AS ${quoted('policy_id')}, ${read('text', sla('policy.title'))} AS ${quoted('policy_title')}, ${read('bigint', sla('target'))} AS ${quoted('target')}, ${read('boolean', sla('business_hours'))} AS ${quoted('business_hours')}, ${time} AS ${quoted('applied_at')}, ${quoted('breached_at')}, ${quoted('id')} AS ${quoted('event_id')}
FROM (
SELECT *, min(CASE WHEN ${type} = 'breach' THEN ${time} END) OVER (PARTITION BY ${measurement}, ${target}) AS ${quoted('breached_at')}
FROM (
SELECT *, sum(CASE WHEN ${type} = 'apply_sla' THEN 1 ELSE 0 END) OVER (PARTITION BY ${measurement} ORDER BY ${time}, ${type}, ${quoted('id')} ROWS UNBOUNDED PRECEDING) AS ${target}
FROM ${quoted(EVENTS.name)}
WHERE ${type} IN ('apply_sla', 'breach') AND NOT ${quoted('is_deleted')}
)
)
WHERE ${type} = 'apply_sla'`;
  },
};

import { createRow } from '../export/row.ts';
import type { Row } from '../export/table.ts';
import { toJson } from '../json.ts';
import { isoSecond } from '../time.ts';

/** The metrics in the order of events with the same second: by name (recorded in 2026). */
const METRICS = [
  'agent_work_time',
  'group_ownership_time',
  'pausable_update_time',
  'periodic_update_time',
  'reply_time',
  'requester_wait_time',
  'resolution_time',
] as const;

export type Metric = (typeof METRICS)[number];

/** An event of a ticket's metric. */
export type MetricEvent = {
  readonly ticketId: number;
  readonly metric: Metric;
  /** Counts the measurements of this metric, e.g. replies. 0 for `measure`. */
  readonly instance: number;
  readonly type:
    'measure' | 'activate' | 'pause' | 'fulfill' | 'apply_sla' | 'apply_group_sla' | 'breach' | 'update_status';
  /** When it happened, in epoch seconds. Zendesk writes it later, a breach also earlier. */
  readonly second: number;
  /** Members of only this type: `sla`, `group_sla` or `status`. */
  readonly details?: Readonly<Record<string, unknown>>;
};

/**
 * Creates the row of an event. `deleted` means that consumers must ignore it. Zendesk can set it later and does not
 * change `time`.
 *
 * @param visibleFrom - epoch milliseconds from which the export shows the row
 */
export function metricEventRow(id: number, event: MetricEvent, visibleFrom: number, deleted = false): Row {
  const { ticketId, metric, instance, type, second, details } = event;
  const render = (): string => {
    const head = { id, ticket_id: ticketId, metric, instance_id: instance, type, time: isoSecond(second) };
    return toJson({ ...head, ...details, deleted });
  };
  return createRow({ id, second, tie: METRICS.indexOf(metric), visibleFrom, render });
}

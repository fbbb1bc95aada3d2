import { createRow } from '../export/row.ts';
import type { Row } from '../export/table.ts';
import { toJson } from '../json.ts';
import { isoSecond } from '../time.ts';
import type { Target } from './targets.ts';

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
  /** The target that the event applies. */
  readonly target?: Target;
  /** The minutes of a fulfilled metric. */
  readonly status?: { readonly calendar: number; readonly business: number };
};

/** One version of an event. */
export type MetricEventRow = Row & { readonly event: MetricEvent; readonly deleted: boolean };

/**
 * Creates the row of an event. `deleted` means that consumers must ignore it. Zendesk can set it later and does not
 * change `time`.
 *
 * @param visibleFrom - epoch milliseconds from which the export shows the row
 */
export function metricEventRow(id: number, event: MetricEvent, visibleFrom: number, deleted = false): MetricEventRow {
  const { ticketId, metric, instance, type, second, target, status } = event;
  const render = (): string => {
    const head = { id, ticket_id: ticketId, metric, instance_id: instance, type, time: isoSecond(second) };
    return toJson({ ...head, ...(target && toDetails(target)), ...(status && { status }), deleted });
  };
  return Object.assign(createRow({ id, second, tie: METRICS.indexOf(metric), visibleFrom, render }), {
    event,
    deleted,
  });
}

/** Members as in the reference of the metric event types. */
function toDetails({ minutes, businessHours, policy, type }: Target): Record<string, unknown> {
  const key = type === 'apply_sla' ? 'sla' : 'group_sla';
  return { [key]: { target: minutes, target_in_seconds: minutes * 60, business_hours: businessHours, policy } };
}

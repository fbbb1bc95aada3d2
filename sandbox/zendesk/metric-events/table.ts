import { ACCESS } from '../access.ts';
import type { ZendeskAccount } from '../account/account.ts';
import type { TicketChange } from '../account/ticket-log.ts';
import type { View } from '../export/expected-records.ts';
import type { ExportTable } from '../export/table.ts';
import { createVersionStore } from '../export/version-store.ts';
import type { EventWriter } from './clock.ts';
import { createClocks } from './clocks.ts';
import { type AppliedSla, appliedSlas } from './applied-slas.ts';
import { metricEventRow, type MetricEvent, type MetricEventRow } from './event.ts';

const FIRST_EVENT = 38_114_260_018_964;
/** Ids are not consecutive. The step can be any number. */
const STEP = 128;

/** Whether a second is served whole is unknown. A breach was recorded 48 seconds before its time. */
const RULES = { secondMode: 'capped', holdBackSeconds: -60 } as const;

/** The export of metric events, with the expected SLA targets. */
export type MetricEventsTable = ExportTable & {
  /** Returns the targets that a complete export shows, in the order in which they were applied. */
  readonly appliedSlas: (view: Pick<View, 'nowMs'>) => AppliedSla[];
};

/**
 * The export of the metric events of an account's tickets, about 15 per ticket. Unlike other exports, it shows records of
 * the last minute and of the near future, and many records only minutes after their time.
 */
export const metricEventsExport = (account: ZendeskAccount): MetricEventsTable => {
  const { put, inTimeOrder, inCursorOrder } = createVersionStore<MetricEventRow>();
  const clocks = new Map<number, (change: TicketChange) => void>();
  const events: MetricEvent[] = [];

  const writer: EventWriter = {
    write: (event, visibleFrom) => {
      put(metricEventRow(toId(events.length), event, visibleFrom));
      return events.push(event) - 1;
    },
    withdraw: (handle, visibleFrom) => {
      const event = events[handle];
      if (event) put(metricEventRow(toId(handle), event, visibleFrom, true));
    },
  };
  account.subscribe((change) => {
    const { after } = change;
    const follow = clocks.get(after.id) ?? createClocks(after.facts, account.seed, writer);
    clocks.set(after.id, follow);
    follow(change);
  });

  return {
    path: 'incremental/ticket_metric_events',
    access: ACCESS.ticketMetricEvents,
    itemKey: 'ticket_metric_events',
    members: ['items', 'count', 'end_of_stream', 'next_page', 'end_time'],
    sideloads: [],
    hasCursorEndpoint: false,
    hasKeyset: true,
    changesInPlace: true,
    rules: RULES,
    rows: { inTimeOrder, inCursorOrder },
    appliedSlas: (view) => appliedSlas(inTimeOrder(), { ...view, ...RULES }),
  };
};

function toId(index: number): number {
  return FIRST_EVENT + STEP * index;
}

import { ACCESS } from '../access.ts';
import type { AccountExport } from '../account/account.ts';
import type { TicketChange } from '../account/tickets.ts';
import type { Row } from '../export/table.ts';
import { createVersionStore } from '../export/version-store.ts';
import type { EventWriter } from './clock.ts';
import { createClocks } from './clocks.ts';
import { metricEventRow, type MetricEvent } from './event.ts';

const FIRST_EVENT = 38_114_260_018_964;
/** Ids are not consecutive. The step can be any number. */
const STEP = 128;

/**
 * The export of the metric events of an account's tickets, about 15 per ticket. Unlike other exports, it shows records of
 * the last minute and of the near future, and many records only minutes after their time.
 */
export const metricEventsExport: AccountExport = (account) => {
  const { put, inTimeOrder, inCursorOrder } = createVersionStore<Row>();
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
    const follow = clocks.get(after.id) ?? createClocks(after, account.seed, writer);
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
    // Whether a second is served whole is unknown. A breach was recorded 48 seconds before its time.
    rules: { secondMode: 'capped', holdBackSeconds: -60 },
    rows: { inTimeOrder, inCursorOrder },
  };
};

function toId(index: number): number {
  return FIRST_EVENT + STEP * index;
}

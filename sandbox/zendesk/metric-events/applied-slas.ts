import { isShown, type View } from '../export/expected-records.ts';
import type { MetricEvent, MetricEventRow } from './event.ts';
import type { Target } from './targets.ts';

/** A target that applied to a metric of a ticket. Times are epoch seconds. */
export type AppliedSla = Target & {
  readonly ticketId: number;
  /** Counts the measurements of the metric, e.g. 1 for the first reply. */
  readonly instance: number;
  readonly appliedAt: number;
  /** Undefined if there is no breach, or Zendesk has withdrawn it. */
  readonly breachedAt: number | undefined;
};

/** Returns the targets that an export shows, in the order in which they were applied. */
export function appliedSlas(rows: readonly MetricEventRow[], view: View): AppliedSla[] {
  const shown = rows.filter((row) => isShown(row, view) && !row.deleted).map(({ event }) => event);
  const breaches = new Map(
    shown.filter(({ type }) => type === 'breach').map((event) => [measurementOf(event), event.second]),
  );
  return shown.flatMap((event) =>
    event.target
      ? [
          {
            ...event.target,
            ticketId: event.ticketId,
            instance: event.instance,
            appliedAt: event.second,
            breachedAt: breaches.get(measurementOf(event)),
          },
        ]
      : [],
  );
}

const measurementOf = ({ ticketId, metric, instance }: MetricEvent): string => `${ticketId} ${metric} ${instance}`;

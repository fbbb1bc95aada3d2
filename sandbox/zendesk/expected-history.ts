import type { ZendeskAccount } from './account/account.ts';
import type { ExpectedComment, ExpectedValue, HistoryView } from './events/history.ts';
import type { TicketEventsTable } from './events/table.ts';
import type { ExportTable } from './export/table.ts';
import type { AppliedSla } from './metric-events/applied-slas.ts';
import type { MetricEventsTable } from './metric-events/table.ts';

/** The history of an account's tickets, as far as complete exports of its events show it. */
export type ExpectedHistory = {
  readonly comments: readonly ExpectedComment[];
  readonly values: readonly ExpectedValue[];
  /** The tickets whose events are not complete. */
  readonly gaps: readonly number[];
  readonly appliedSlas: readonly AppliedSla[];
};

/**
 * Returns the history of an account's tickets. Parts whose export the account does not have are empty. Zendesk's own figures
 * are in the sideload `metric_sets`.
 */
export function expectedHistory({ tables }: ZendeskAccount, view: HistoryView): ExpectedHistory {
  const events = tables.find(isTicketEvents)?.history;
  return {
    comments: events?.comments(view) ?? [],
    values: events?.values(view) ?? [],
    gaps: events?.gaps(view) ?? [],
    appliedSlas: tables.find(isMetricEvents)?.appliedSlas(view) ?? [],
  };
}

const isTicketEvents = (table: ExportTable): table is TicketEventsTable => 'history' in table;
const isMetricEvents = (table: ExportTable): table is MetricEventsTable => 'appliedSlas' in table;

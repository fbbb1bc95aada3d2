import type { ExportResult, Outcome } from '../outcome.ts';
import { secondsSinceCaughtUp, type RunHistory } from '../state/run-history.ts';
import type { RunEvent } from './events.ts';
import { type Metric, type MetricNameOf, toMetrics } from './metrics.ts';

/** The end of one export within a run. */
export type ExportSummary = Pick<ExportResult, 'pages' | 'records'> & {
  readonly ended: Outcome | 'failed';
  /** The error if the export failed. */
  readonly error?: unknown;
  /** Undefined if the run did not get the lease. */
  readonly runHistory: RunHistory | undefined;
};

/** Totals of a run's events, for one export. */
type EventCounts = { waitMs: number; retries: number; pinnedMs: number };

/** Counts the events of one run per export and converts them to metrics. */
export type RunMetrics = {
  record(event: RunEvent): void;
  /** The metrics of an export at the end of a run: those that are not zero. */
  toMetrics(exportId: string, summary: ExportSummary): Metric[];
};

export function createRunMetrics(): RunMetrics {
  const countsByExport = new Map<string, EventCounts>();
  const getCounts = (id: string): EventCounts => {
    const counts = countsByExport.get(id) ?? { waitMs: 0, retries: 0, pinnedMs: 0 };
    countsByExport.set(id, counts);
    return counts;
  };
  return {
    record: (event) => count(getCounts(event.export), event),
    toMetrics(exportId, summary) {
      const values = { ...summaryToValues(summary), ...countsToValues(getCounts(exportId)) };
      return toMetrics(values).filter(({ value }) => value !== 0);
    },
  };
}

function count(counts: EventCounts, event: RunEvent): void {
  switch (event.kind) {
    case 'wait':
      // The exporter chooses the backoff; Zendesk does not require it.
      if (event.reason !== 'backoff') counts.waitMs += event.wait_ms;
      return;
    case 'retry':
      counts.retries += 1;
      return;
    case 'page':
      if (event.pagination === 'cursor') counts.pinnedMs += event.duration_ms;
      return;
    // Stryker disable next-line StringLiteral: the case counts nothing, it only makes the compiler check for new events
    case 'oversized':
    // Stryker disable next-line StringLiteral: the case counts nothing, it only makes the compiler check for new events
    case 'unreadable':
    // Stryker disable next-line StringLiteral: the case counts nothing, it only makes the compiler check for new events
    case 'unavailable':
    // Stryker disable next-line StringLiteral: the case counts nothing, it only makes the compiler check for new events
    case 'unread':
    // Stryker disable next-line StringLiteral: the last case counts nothing, it is only there for the linter
    case 'hidden_page':
  }
}

type ExportValues = Partial<Record<MetricNameOf<'export'>, number>>;

const countsToValues = ({ waitMs, retries, pinnedMs }: EventCounts): ExportValues => ({
  RateLimitWaitSeconds: waitMs / 1000,
  Retries: retries,
  PinnedSeconds: pinnedMs / 1000,
});

/** The metrics that count how runs end. The normal end needs none, and the account's metrics count failures. */
const OUTCOME_METRICS: Readonly<Record<ExportSummary['ended'], MetricNameOf<'export'> | null>> = {
  caught_up: null,
  rate_limited: 'RateLimited',
  budget_spent: 'BudgetSpent',
  lease_held: 'LeaseHeld',
  lease_lost: 'LeaseLost',
  not_due: null,
  stalled: 'Stalled',
  unavailable: 'Unavailable',
  failed: null,
};

function summaryToValues({ ended, runHistory, pages, records }: ExportSummary): ExportValues {
  const outcome = OUTCOME_METRICS[ended];
  return {
    Pages: pages,
    Records: records,
    SecondsSinceCaughtUp: runHistory === undefined || ended === 'unavailable' ? 0 : secondsSinceCaughtUp(runHistory),
    ...(outcome !== null && { [outcome]: 1 }),
  };
}

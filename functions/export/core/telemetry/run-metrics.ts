import { CredentialsError } from '../errors.ts';
import type { RunEvent } from './events.ts';
import { type Metric, type MetricName, METRICS } from './metrics.ts';
import type { ExportResult, Outcome } from '../outcome.ts';
import { secondsSinceCaughtUp, type RunHistory } from '../state/run-history.ts';

/** The end of one export within a run. */
export type ExportSummary = Pick<ExportResult, 'pages' | 'records' | 'bytes' | 'lagSeconds'> & {
  readonly ended: Outcome | 'failed';
  /** The error if the export failed. */
  readonly error?: unknown;
  /** Seconds by which the run advanced the persisted position. */
  readonly advancedSeconds: number;
  /** Undefined if the run did not get the lease. */
  readonly runHistory: RunHistory | undefined;
  /** Days until Zendesk ends API tokens; undefined unless one is in use. */
  readonly apiTokenDaysLeft?: number | undefined;
};

/** Totals of a run's events, for one export. */
type EventCounts = { waitMs: number; retries: number; pinnedMs: number; read: number; known: number };

/** Counts the events of one run per export and converts them to metrics. */
export type RunMetrics = {
  record(event: RunEvent): void;
  /** The metrics of an export at the end of a run. The set is the same after each run; unknown values are left out. */
  toMetrics(exportId: string, summary: ExportSummary): Metric[];
};

export function createRunMetrics(): RunMetrics {
  const countsByExport = new Map<string, EventCounts>();
  const getCounts = (id: string): EventCounts => {
    const counts = countsByExport.get(id) ?? { waitMs: 0, retries: 0, pinnedMs: 0, read: 0, known: 0 };
    countsByExport.set(id, counts);
    return counts;
  };
  return {
    record: (event) => count(getCounts(event.export), event),
    toMetrics: (exportId, summary) =>
      valuesToMetrics({ ...summaryToValues(summary), ...countsToValues(getCounts(exportId)) }),
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
      counts.read += event.records;
      if (event.landed !== 'new') counts.known += event.records;
      if (event.pagination === 'cursor') counts.pinnedMs += event.duration_ms;
      return;
    // Stryker disable next-line StringLiteral: the case counts nothing, it only makes the compiler check for new events
    case 'oversized':
    // Stryker disable next-line StringLiteral: the case counts nothing, it only makes the compiler check for new events
    case 'unavailable':
    // Stryker disable next-line StringLiteral: the last case counts nothing, it is only there for the linter
    case 'hidden_page':
  }
}

type MetricValues = Partial<Record<MetricName, number | undefined>>;

const countsToValues = ({ waitMs, retries, pinnedMs, read, known }: EventCounts): MetricValues => ({
  RateLimitWaitSeconds: waitMs / 1000,
  Retries: retries,
  PinnedSeconds: pinnedMs / 1000,
  DuplicatesRatio: read === 0 ? 0 : known / read,
});

const summaryToValues = ({ ended, error, runHistory, lagSeconds, ...summary }: ExportSummary): MetricValues => ({
  LagSeconds: lagSeconds ?? undefined,
  SecondsSinceCaughtUp: runHistory && secondsSinceCaughtUp(runHistory),
  StalledRuns: runHistory?.stalledRuns,
  AdvancedSeconds: summary.advancedSeconds,
  Pages: summary.pages,
  Records: summary.records,
  Bytes: summary.bytes,
  CaughtUp: Number(ended === 'caught_up'),
  RateLimited: Number(ended === 'rate_limited'),
  BudgetSpent: Number(ended === 'budget_spent'),
  LeaseHeld: Number(ended === 'lease_held'),
  LeaseLost: Number(ended === 'lease_lost'),
  Failed: Number(ended === 'failed'),
  CredentialsErrors: Number(error instanceof CredentialsError),
  ApiTokenDaysLeft: summary.apiTokenDaysLeft,
});

const valuesToMetrics = (values: MetricValues): Metric[] =>
  METRICS.flatMap(({ name, unit }): Metric[] => {
    const value = values[name];
    return value === undefined ? [] : [{ name, unit, value }];
  });

import { CredentialsError } from '../errors.ts';
import type { RunEvent } from './events.ts';
import { type Metric, type MetricName, METRICS } from './metrics.ts';
import type { ExportResult, Outcome } from '../outcome.ts';
import { secondsSinceCaughtUp, type RunHistory } from '../state/run-history.ts';

/** How an export's part of a run ended. */
export type ExportSummary = Pick<ExportResult, 'pages' | 'records' | 'bytes' | 'lagSeconds'> & {
  readonly ended: Outcome | 'failed';
  /** What it failed with. */
  readonly error?: unknown;
  /** Seconds that the persisted position has moved on. */
  readonly advancedSeconds: number;
  /** Undefined where the run has not had the lease, and so does not know. */
  readonly runHistory: RunHistory | undefined;
  /** Days until Zendesk ends API tokens, where one is in use. */
  readonly apiTokenDaysLeft?: number | undefined;
};

/** What a run's events come to, for one export. */
type EventCounts = { waitMs: number; retries: number; pinnedMs: number; read: number; known: number };

/** Counts what happens to the exports of one run, and tells it as figures. */
export type RunMetrics = {
  record(event: RunEvent): void;
  /** The same set at the end of every run, whatever happened; figures that are not known are left out. */
  toMetrics(exportId: string, ending: ExportSummary): Metric[];
};

export function createRunMetrics(): RunMetrics {
  const countsByExport = new Map<string, EventCounts>();
  const countsOf = (id: string): EventCounts => {
    const counts = countsByExport.get(id) ?? { waitMs: 0, retries: 0, pinnedMs: 0, read: 0, known: 0 };
    countsByExport.set(id, counts);
    return counts;
  };
  return {
    record: (event) => count(countsOf(event.export), event),
    toMetrics: (exportId, ending) => asMetrics({ ...summaryToValues(ending), ...countsToValues(countsOf(exportId)) }),
  };
}

function count(counts: EventCounts, event: RunEvent): void {
  switch (event.kind) {
    case 'wait':
      // A backoff is our own idea.
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
    // Stryker disable next-line StringLiteral: it counts nothing, the case makes the compiler check for new events
    case 'oversized':
    // Stryker disable next-line StringLiteral: the last case does nothing, it is there for the linter
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

const summaryToValues = ({ ended, error, runHistory, lagSeconds, ...ending }: ExportSummary): MetricValues => ({
  LagSeconds: lagSeconds ?? undefined,
  SecondsSinceCaughtUp: runHistory && secondsSinceCaughtUp(runHistory),
  StalledRuns: runHistory?.stalledRuns,
  AdvancedSeconds: ending.advancedSeconds,
  Pages: ending.pages,
  Records: ending.records,
  Bytes: ending.bytes,
  CaughtUp: Number(ended === 'caught_up'),
  RateLimited: Number(ended === 'rate_limited'),
  BudgetSpent: Number(ended === 'budget_spent'),
  LeaseHeld: Number(ended === 'lease_held'),
  LeaseLost: Number(ended === 'lease_lost'),
  Failed: Number(ended === 'failed'),
  CredentialsErrors: Number(error instanceof CredentialsError),
  ApiTokenDaysLeft: ending.apiTokenDaysLeft,
});

const asMetrics = (figures: MetricValues): Metric[] =>
  METRICS.flatMap(({ name, unit }): Metric[] => {
    const value = figures[name];
    return value === undefined ? [] : [{ name, unit, value }];
  });

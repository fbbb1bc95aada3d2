import type { RunEvent } from './events.ts';

/**
 * The function's metrics, with CloudWatch's names for their units.
 *
 * `account`: emitted once per run with at least one export that was due, for the alarms. Their number does not grow with
 * the exports. `export`: emitted for a single export, and only if the value is not zero.
 */
export const METRICS = [
  /**
   * The stalest export: the time since it caught up or shrank its backlog, as a fraction of its limit. 1 means that
   * the limit is reached. Not emitted if no export is known.
   */
  { name: 'FreshnessRatio', unit: 'None', scope: 'account' },
  /** The most consecutive runs of an export that neither caught up nor moved the position. */
  { name: 'StalledRuns', unit: 'Count', scope: 'account' },
  /** Exports that failed. */
  { name: 'Failed', unit: 'Count', scope: 'account' },
  /** 1 if an export failed because the credentials need a fix. */
  { name: 'CredentialsErrors', unit: 'Count', scope: 'account' },
  /** Days until Zendesk ends API tokens. Only emitted if an API token is in use. */
  { name: 'ApiTokenDaysLeft', unit: 'Count', scope: 'account' },
  /** Newly landed pages and their records. */
  { name: 'Pages', unit: 'Count', scope: 'export' },
  { name: 'Records', unit: 'Count', scope: 'export' },
  /** Seconds since the last run that caught up, or since the first run. */
  { name: 'SecondsSinceCaughtUp', unit: 'Seconds', scope: 'export' },
  /** Waits that Zendesk or `requestsPerMinute` required. */
  { name: 'RateLimitWaitSeconds', unit: 'Seconds', scope: 'export' },
  /** Requests to Zendesk that failed and were retried. */
  { name: 'Retries', unit: 'Count', scope: 'export' },
  /** Time spent on the pages of pinned seconds, from request to checkpoint. */
  { name: 'PinnedSeconds', unit: 'Seconds', scope: 'export' },
  /** 1 if the run ended this way. */
  { name: 'RateLimited', unit: 'Count', scope: 'export' },
  { name: 'BudgetSpent', unit: 'Count', scope: 'export' },
  { name: 'LeaseHeld', unit: 'Count', scope: 'export' },
  { name: 'LeaseLost', unit: 'Count', scope: 'export' },
  { name: 'Stalled', unit: 'Count', scope: 'export' },
  { name: 'Unavailable', unit: 'Count', scope: 'export' },
  /** Landed rows that are longer than query engines accept for the layout. */
  { name: 'OversizedRows', unit: 'Count', scope: 'export' },
  /** Landed rows with characters that some readers refuse (see unreadable.ts). */
  { name: 'UnreadableRows', unit: 'Count', scope: 'export' },
  /** Pages that may hide rows (see hidden-page.ts). */
  { name: 'HiddenPages', unit: 'Count', scope: 'export' },
] as const;

type Row = (typeof METRICS)[number];

export type MetricName = Row['name'];

/** The names of the metrics with this scope. */
export type MetricNameOf<Scope extends Row['scope']> = Extract<Row, { readonly scope: Scope }>['name'];

/** One value of a metric. */
export type Metric = {
  readonly name: MetricName;
  readonly unit: Row['unit'];
  readonly value: number;
};

/** The owner of a metric: an account, or one of its exports. */
export type MetricDimensions = { readonly subdomain: string; readonly resource?: string };

/** The port to the metrics backend. */
export type Metrics = {
  put(dimensions: MetricDimensions, metrics: readonly Metric[]): void;
};

/** Converts values to metrics. Unknown values are left out. */
export const toMetrics = (values: Readonly<Partial<Record<MetricName, number | undefined>>>): Metric[] =>
  METRICS.flatMap(({ name, unit }): Metric[] => {
    const value = values[name];
    return value === undefined ? [] : [{ name, unit, value }];
  });

/** The metrics of a single event. Most events have none. */
export function metricsOf(event: RunEvent): Metric[] {
  switch (event.kind) {
    case 'oversized':
      return toMetrics({ OversizedRows: event.rows });
    case 'unreadable':
      return toMetrics({ UnreadableRows: event.rows });
    case 'hidden_page':
      return toMetrics({ HiddenPages: 1 });
    case 'page':
    case 'wait':
    case 'retry':
    case 'unread':
    case 'unavailable':
      return [];
  }
}

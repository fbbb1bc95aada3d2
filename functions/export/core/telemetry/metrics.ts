import type { RunEvent } from './events.ts';

/** The metrics of an export, with CloudWatch's names for their units. */
export const METRICS = [
  /** Now − the position (see `ExportResult.lagSeconds`). Not emitted if another run holds the lease. */
  { name: 'LagSeconds', unit: 'Seconds' },
  /** Seconds since the last run that caught up, or since the first run; 0 if this run caught up. Needs the lease. */
  { name: 'SecondsSinceCaughtUp', unit: 'Seconds' },
  /** Seconds by which the run advanced the persisted position. */
  { name: 'AdvancedSeconds', unit: 'Seconds' },
  /** Newly landed pages, their records, and the uncompressed bytes of all newly landed objects. */
  { name: 'Pages', unit: 'Count' },
  { name: 'Records', unit: 'Count' },
  { name: 'Bytes', unit: 'Bytes' },
  /** Waits that Zendesk or `requestsPerMinute` required. */
  { name: 'RateLimitWaitSeconds', unit: 'Seconds' },
  /** Requests to Zendesk that failed and were retried. */
  { name: 'Retries', unit: 'Count' },
  /** Time spent on the pages of pinned seconds, from request to checkpoint. */
  { name: 'PinnedSeconds', unit: 'Seconds' },
  /** Fraction (0 to 1) of the records read that are on pages landed before. */
  { name: 'DuplicatesRatio', unit: 'None' },
  /** How the run ended: at most one of these is 1. */
  { name: 'CaughtUp', unit: 'Count' },
  { name: 'RateLimited', unit: 'Count' },
  { name: 'BudgetSpent', unit: 'Count' },
  { name: 'LeaseHeld', unit: 'Count' },
  { name: 'LeaseLost', unit: 'Count' },
  { name: 'Failed', unit: 'Count' },
  /** Consecutive runs, up to this one, that neither caught up nor moved the position. Needs the lease. */
  { name: 'StalledRuns', unit: 'Count' },
  /** 1 if the run failed because the credentials need a fix. */
  { name: 'CredentialsErrors', unit: 'Count' },
  /** Days until Zendesk ends API tokens. Only emitted if an API token is in use. */
  { name: 'ApiTokenDaysLeft', unit: 'Count' },
  /** Landed rows that are longer than query engines accept for the layout. Only emitted if there are any. */
  { name: 'OversizedRows', unit: 'Count' },
  /** Pages that may hide rows (see hidden-page.ts). Only emitted if there are any. */
  { name: 'HiddenPages', unit: 'Count' },
  /** 1 if the account lacks the resource. Only emitted then. */
  { name: 'Unavailable', unit: 'Count' },
] as const;

export type MetricName = (typeof METRICS)[number]['name'];

/** One value of a metric. */
export type Metric = {
  readonly name: MetricName;
  readonly unit: (typeof METRICS)[number]['unit'];
  readonly value: number;
};

/** The export that a metric belongs to. */
export type MetricDimensions = { readonly subdomain: string; readonly resource: string };

/** The port to the metrics backend. */
export type Metrics = {
  put(dimensions: MetricDimensions, metrics: readonly Metric[]): void;
};

/** The metrics of a single event. Most events have none. */
export function metricsOf(event: RunEvent): Metric[] {
  switch (event.kind) {
    case 'oversized':
      return [{ name: 'OversizedRows', unit: 'Count', value: event.rows }];
    case 'hidden_page':
      return [{ name: 'HiddenPages', unit: 'Count', value: 1 }];
    case 'unavailable':
      return [{ name: 'Unavailable', unit: 'Count', value: 1 }];
    case 'page':
    case 'wait':
    case 'retry':
      return [];
  }
}

import type { RunEvent } from './events.ts';

/** The figures about an export, with their units as CloudWatch spells them. */
export const METRICS = [
  /** Now − the position: see `lagSeconds` of the result. Not of runs that found the lease held. */
  { name: 'LagSeconds', unit: 'Seconds' },
  /** 0 where the run has caught up; else since the last one that had, or since the first run. Not without the lease. */
  { name: 'SecondsSinceCaughtUp', unit: 'Seconds' },
  /** How far the run has moved the persisted position on. */
  { name: 'AdvancedSeconds', unit: 'Seconds' },
  /** Pages whose records were newly written, those records, and the uncompressed bytes of all objects. */
  { name: 'Pages', unit: 'Count' },
  { name: 'Records', unit: 'Count' },
  { name: 'Bytes', unit: 'Bytes' },
  /** Waits that Zendesk or `requestsPerMinute` asked for. */
  { name: 'RateLimitWaitSeconds', unit: 'Seconds' },
  /** Requests to Zendesk that failed and were sent again. */
  { name: 'Retries', unit: 'Count' },
  /** What the pages of pinned seconds have taken, from request to checkpoint. */
  { name: 'PinnedSeconds', unit: 'Seconds' },
  /** Of all records read, the share on pages that had landed already, from 0 to 1. */
  { name: 'DuplicatesRatio', unit: 'None' },
  /** How the run ended: at most one of these is 1. */
  { name: 'CaughtUp', unit: 'Count' },
  { name: 'RateLimited', unit: 'Count' },
  { name: 'BudgetSpent', unit: 'Count' },
  { name: 'LeaseHeld', unit: 'Count' },
  { name: 'LeaseLost', unit: 'Count' },
  { name: 'Failed', unit: 'Count' },
  /** Runs in a row, this one included, that neither caught up nor moved the position. Not without the lease. */
  { name: 'StalledRuns', unit: 'Count' },
  /** 1 where a person has to see to the credentials. */
  { name: 'CredentialsErrors', unit: 'Count' },
  /** Until Zendesk ends API tokens; only where one is in use. */
  { name: 'ApiTokenDaysLeft', unit: 'Count' },
  /** Rows that landed although they are longer than readers of their layout take; only where there are any. */
  { name: 'OversizedRows', unit: 'Count' },
  /** Pages whose records Zendesk may have filtered out after cutting them; only if there are any. */
  { name: 'HiddenPages', unit: 'Count' },
] as const;

export type MetricName = (typeof METRICS)[number]['name'];

/** A figure about one export, for whoever watches over it. */
export type Metric = {
  readonly name: MetricName;
  readonly unit: (typeof METRICS)[number]['unit'];
  readonly value: number;
};

/** Which export a figure is about. */
export type MetricDimensions = { readonly subdomain: string; readonly resource: string };

/** Where figures go. */
export type Metrics = {
  put(dimensions: MetricDimensions, metrics: readonly Metric[]): void;
};

/** The metrics of a single event; most have none. */
export function metricsOf(event: RunEvent): Metric[] {
  switch (event.kind) {
    case 'oversized':
      return [{ name: 'OversizedRows', unit: 'Count', value: event.rows }];
    case 'hidden_page':
      return [{ name: 'HiddenPages', unit: 'Count', value: 1 }];
    case 'page':
    case 'wait':
    case 'retry':
      return [];
  }
}

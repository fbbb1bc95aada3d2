/** Why an export ended within a run without an error. */
export type Outcome =
  /** The run has read everything that Zendesk currently exposes. */
  | 'caught_up'
  /** A wait that Zendesk or `requestsPerMinute` requires is longer than the time left. */
  | 'rate_limited'
  /** The time left is too short for the next page, a backoff or a retry. */
  | 'budget_spent'
  /** Another run holds the lease. */
  | 'lease_held'
  /** Another run took over the lease, or an operator rewound the export. */
  | 'lease_lost'
  /**
   * The last run ended less than `pollSeconds` ago and left no work, or found the resource unavailable less than a day
   * ago. Or the last complete snapshot of a list is recent enough. This run requested and changed nothing.
   */
  | 'not_due'
  /** Zendesk reports more records, but no page leads to them. */
  | 'stalled'
  /** The account's plan, its products or the token's scope do not include the resource, which was never read before. */
  | 'unavailable';

export type ExportResult = {
  readonly resource: string;
  readonly outcome: Outcome;
  /** Number of newly landed pages, and of their records. */
  readonly pages: number;
  readonly records: number;
  /** Uncompressed size of all newly landed objects, including sideloads. */
  readonly bytes: number;
  /**
   * The run's first position in epoch seconds. Of a list: when the last complete snapshot before this run began, null if
   * there was none. Null if another run held the lease, like the two fields below.
   */
  readonly startTime: number | null;
  /**
   * The position after the last page read, in epoch seconds. That page may not have landed. Of a list: when the last
   * complete snapshot began.
   */
  readonly endTime: number | null;
  /** Now − `endTime`. On a quiet account it grows although the export is caught up. */
  readonly lagSeconds: number | null;
};

/** The counters of a run that did not get the export's lease. */
export const NOTHING_DONE = {
  pages: 0,
  records: 0,
  bytes: 0,
  startTime: null,
  endTime: null,
  lagSeconds: null,
} as const;

/** The return value of the Lambda function. */
export type RunResult = { readonly subdomain: string; readonly exports: readonly ExportResult[] };

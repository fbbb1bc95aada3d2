/** Why an export's part of a run ended, where nothing was wrong. */
export type Outcome =
  /** Everything that Zendesk shows has been read. */
  | 'caught_up'
  /** A wait that Zendesk or `requestsPerMinute` asks for exceeds the time left. */
  | 'rate_limited'
  /** The time is used up otherwise, also amid retries. */
  | 'budget_spent'
  /** Another run holds the export. */
  | 'lease_held'
  /** Another run, or an operator's rewind, took the export over meanwhile. */
  | 'lease_lost'
  /** The last run ended less than `pollSeconds` ago with nothing left to do: nothing was asked, nothing changed. */
  | 'not_due'
  /** Zendesk says that more follows, but its pages lead nowhere. */
  | 'stalled';

export type ExportResult = {
  readonly resource: string;
  readonly outcome: Outcome;
  /** Pages whose records were newly written, and how many those were. */
  readonly pages: number;
  readonly records: number;
  /** Of all objects newly written, sideloads too, uncompressed. */
  readonly bytes: number;
  /** Epoch seconds: the run's first position. Null, like the two below, where the lease was held. */
  readonly startTime: number | null;
  /** Epoch seconds: the position after the last page read, landed or not. */
  readonly endTime: number | null;
  /** Now − `endTime`. On a quiet account it grows although nothing is behind. */
  readonly lagSeconds: number | null;
};

/** What a run has done that never had the export's lease. */
export const NOTHING_DONE = {
  pages: 0,
  records: 0,
  bytes: 0,
  startTime: null,
  endTime: null,
  lagSeconds: null,
} as const;

/** What the function returns. */
export type RunResult = { readonly subdomain: string; readonly exports: readonly ExportResult[] };

import type { ExportRequest } from '../export-request.ts';
import type { TimeBudget } from '../pacing/time-budget.ts';
import type { Clock, CursorStore, Lake, Lease } from '../ports/ports.ts';
import type { Zendesk } from '../ports/zendesk.ts';
import type { Emit } from '../telemetry/events.ts';
import type { ExportSummary } from '../telemetry/run-metrics.ts';

/** What the exports of one run share. */
export type RunContext = {
  readonly request: ExportRequest;
  /** `LAKE_PREFIX`. */
  readonly prefix: string;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly budget: TimeBudget;
  readonly zendesk: Zendesk;
  readonly lake: Lake;
  readonly cursors: CursorStore;
  readonly emit: Emit;
  /** Called once per export when its part of the run ends; not if the run was skipped. */
  readonly onExportEnd: (exportId: string, summary: ExportSummary) => void;
  /** Aborts at the budget's `workBy`: whatever is in flight ends then. */
  readonly work: AbortSignal;
  /** Aborts at the budget's `returnBy`: even a release ends then. */
  readonly end: AbortSignal;
};

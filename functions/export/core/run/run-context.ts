import type { ExportRequest } from '../export-request.ts';
import type { PageMemory } from '../page/page-memory.ts';
import type { TimeBudget } from '../pacing/time-budget.ts';
import type { Clock, CursorStore, Lake, Lease } from '../ports/ports.ts';
import type { Zendesk } from '../ports/zendesk.ts';
import type { Emit } from '../telemetry/events.ts';
import type { ExportSummary } from '../telemetry/run-metrics.ts';

/** The context that all exports of one run share. */
export type RunContext = {
  readonly request: ExportRequest;
  /** The prefix of the lake, from the environment variable `LAKE_PREFIX`. */
  readonly prefix: string;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly budget: TimeBudget;
  readonly memory: PageMemory;
  readonly zendesk: Zendesk;
  readonly lake: Lake;
  readonly cursors: CursorStore;
  readonly emit: Emit;
  /** Called once per export when it ends within the run. Not called if the export was not due. */
  readonly onExportEnd: (exportId: string, summary: ExportSummary) => void;
  /** Aborts at the budget's `workBy`: it ends all requests in flight except releases. */
  readonly work: AbortSignal;
  /** Aborts at the budget's `returnBy`: it ends releases too. */
  readonly end: AbortSignal;
};

import { StorageError } from '../errors.ts';
import type { ExportResult, Outcome } from '../outcome.ts';
import { NOTHING_DONE } from '../outcome.ts';
import type { CursorItem } from '../state/cursor.ts';
import type { RunHistory } from '../state/run-history.ts';
import { buildReleaseUpdate, buildResult, resolveOutcome, runHistoryAfter } from './export-state.ts';
import type { RunContext } from './run-context.ts';
import type { ExportState } from './tracking.ts';

/** The lease of one export during a run: it is acquired once and released when the export ends within the run. */
export type Session = {
  /**
   * Acquires the lease.
   * @returns the cursor item, or `held` if another run holds the lease
   * @throws StorageError if DynamoDB fails or does not respond before the run's deadline
   */
  acquire(): Promise<CursorItem | 'held'>;
  /**
   * Ends the export: releases the lease, writes the changes since the last checkpoint, and reports the result. If the
   * process was suspended until its lease had expired, it writes nothing and reports `lease_lost`.
   * @param perPage - the reduced page size, if any
   * @throws StorageError
   */
  close(state: ExportState, stop: Outcome, perPage: number | undefined): Promise<ExportResult>;
  /** Reports the result of an export whose last checkpoint has released the lease. */
  report(state: ExportState, outcome: Outcome, runHistory: RunHistory): ExportResult;
  /** Ends the export without the lease, because another run holds it. */
  leaseHeld(): ExportResult;
  /**
   * Ends an export that is not due: releases the lease without changing run statistics or emitting metrics.
   * @throws StorageError
   */
  skip(state: ExportState): Promise<ExportResult>;
  /** Ends the export after an error. Releases the lease if it may have been acquired. Never throws. */
  abandon(error: unknown, state: ExportState | undefined, perPage: number | undefined): Promise<void>;
};

export function createSession(id: string, resource: string, run: RunContext): Session {
  const { clock, cursors, lease } = run;

  function report(state: ExportState, outcome: Outcome, runHistory: RunHistory): ExportResult {
    const result = buildResult(state, clock.now());
    run.onExportEnd(id, { ...result, ended: outcome, runHistory });
    return { resource, outcome, ...result };
  }

  /** True in a process that was suspended beyond its deadline. Its lease has expired, and another run may hold it. */
  const isTooLate = (): boolean => run.end.aborted && clock.now() >= lease.until * 1000;

  return {
    report,

    async acquire() {
      try {
        return await cursors.acquire(id, lease, clock.now(), run.work);
      } catch (error) {
        if (isTooLate()) throw frozenError(id);
        throw run.work.aborted ? leaseTimeoutError(id) : error;
      }
    },

    async close(state, stop, perPage) {
      const outcome = isTooLate() ? 'lease_lost' : resolveOutcome(state, stop);
      const runHistory = runHistoryAfter(state, outcome, clock.now());
      if (!isTooLate()) await cursors.release(id, lease, buildReleaseUpdate(state, perPage, runHistory), run.end);
      return report(state, outcome, runHistory);
    },

    leaseHeld() {
      run.onExportEnd(id, { ...NOTHING_DONE, ended: 'lease_held', runHistory: undefined });
      return { ...NOTHING_DONE, resource, outcome: 'lease_held' };
    },

    async skip(state) {
      if (!isTooLate()) await cursors.release(id, lease, undefined, run.end);
      return { resource, outcome: 'not_due', ...buildResult(state, clock.now()) };
    },

    async abandon(error, state, perPage) {
      // Release the lease even without a state: it may have been acquired although the response was lost.
      const ended = state && summarizeFailure(state, errorName(error), perPage, clock.now());
      try {
        await cursors.release(id, lease, ended?.update, run.end);
      } catch {
        // Report the original error. A lease that cannot be released expires.
      }
      run.onExportEnd(id, { ...(ended?.summary ?? EMPTY_SUMMARY), ended: 'failed', error });
    },
  };
}

/** The summary of an export that failed without the lease. */
const EMPTY_SUMMARY = { ...NOTHING_DONE, runHistory: undefined };

function summarizeFailure(state: ExportState, name: string, perPage: number | undefined, now: number) {
  const runHistory = runHistoryAfter(state, name, now);
  return {
    update: buildReleaseUpdate(state, perPage, runHistory),
    summary: { ...buildResult(state, now), runHistory },
  };
}

// Stryker disable next-line StringLiteral: only instances of Error are thrown
const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

const frozenError = (id: string): StorageError =>
  new StorageError(
    `${id}: the process was suspended while it requested the lease, until after its deadline. Nothing was exported. The next run will retry.`,
  );

const leaseTimeoutError = (id: string): StorageError =>
  new StorageError(
    `${id}: DynamoDB did not respond to the lease request before the run's deadline. Check the AWS Health Dashboard and the function's timeout. The next run will retry.`,
  );

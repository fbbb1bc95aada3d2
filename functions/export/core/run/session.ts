import { StorageError } from '../errors.ts';
import type { ExportResult, Outcome } from '../outcome.ts';
import { NOTHING_DONE } from '../outcome.ts';
import type { CursorItem } from '../state/cursor.ts';
import type { RunHistory } from '../state/run-history.ts';
import {
  advancedSeconds,
  buildReleaseUpdate,
  type ExportState,
  outcomeOf,
  resultOf,
  runHistoryAfter,
} from './export-state.ts';
import type { RunContext } from './run-context.ts';

/** An export's part of a run, from taking its lease to giving it back. */
export type Session = {
  /**
   * Takes the lease.
   * @throws StorageError
   */
  acquire(): Promise<CursorItem | 'held'>;
  /**
   * Ends the export's part of the run: releases the lease with what the run has learnt, and reports.
   * @param perPage - the learnt page size, if there is one
   */
  close(state: ExportState, stop: Outcome, perPage: number | undefined): Promise<ExportResult>;
  /** Reports the end of a run whose lease its last checkpoint has released. */
  report(state: ExportState, outcome: Outcome, runHistory: RunHistory): ExportResult;
  /** Ends without the lease, which another run holds. */
  leaseHeld(): ExportResult;
  /** Releases the lease and leaves run statistics and metrics alone: the export was not due. */
  skip(state: ExportState): Promise<ExportResult>;
  /** Ends after an error. Releases the lease if it may have been taken. Never throws. */
  abandon(error: unknown, state: ExportState | undefined, perPage: number | undefined): Promise<void>;
};

export function createSession(id: string, resource: string, run: RunContext): Session {
  const { clock, cursors, lease } = run;

  function report(state: ExportState, outcome: Outcome, runHistory: RunHistory): ExportResult {
    const result = resultOf(state, clock.now());
    run.onExportEnd(id, { ...result, ended: outcome, advancedSeconds: advancedSeconds(state), runHistory });
    return { resource, outcome, ...result };
  }

  return {
    report,

    async acquire() {
      try {
        return await cursors.acquire(id, lease, clock.now(), run.work);
      } catch (error) {
        throw run.work.aborted ? leaseTimeoutError(id) : error;
      }
    },

    async close(state, stop, perPage) {
      const outcome = outcomeOf(state, stop);
      const runHistory = runHistoryAfter(state, outcome, clock.now());
      await cursors.release(id, lease, buildReleaseUpdate(state, perPage, runHistory), run.end);
      return report(state, outcome, runHistory);
    },

    leaseHeld() {
      run.onExportEnd(id, { ...NOTHING_DONE, ended: 'lease_held', advancedSeconds: 0, runHistory: undefined });
      return { ...NOTHING_DONE, resource, outcome: 'lease_held' };
    },

    async skip(state) {
      await cursors.release(id, lease, undefined, run.end);
      return { resource, outcome: 'not_due', ...resultOf(state, clock.now()) };
    },

    async abandon(error, state, perPage) {
      // Without a state the lease may have been taken although the answer never came.
      const ended = state && summarizeFailure(state, nameOf(error), perPage, clock.now());
      try {
        await cursors.release(id, lease, ended?.update, run.end);
      } catch {
        // The error that led here is what counts; a lease that cannot be released expires.
      }
      run.onExportEnd(id, { ...(ended?.summary ?? NOTHING_FAILED), ended: 'failed', error });
    },
  };
}

/** What a run without the lease reports. */
const NOTHING_FAILED = { ...NOTHING_DONE, advancedSeconds: 0, runHistory: undefined };

function summarizeFailure(state: ExportState, name: string, perPage: number | undefined, now: number) {
  const runHistory = runHistoryAfter(state, name, now);
  return {
    update: buildReleaseUpdate(state, perPage, runHistory),
    summary: { ...resultOf(state, now), advancedSeconds: advancedSeconds(state), runHistory },
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

const leaseTimeoutError = (id: string): StorageError =>
  new StorageError(
    `${id}: DynamoDB did not grant or refuse the lease before the run's deadline. Check the AWS Health Dashboard and the function's timeout; the next run tries again.`,
  );

import { pageEndTime } from '../lake/object-key.ts';
import type { ExportResult, Outcome } from '../outcome.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import type { HeldBackTo } from '../pagination/lookback.ts';
import { type LandStep, type Position, secondOf } from '../pagination/position.ts';
import type { CursorItem, CursorWrite, ReleaseUpdate } from '../state/cursor.ts';
import { fromTail, lastPageAfter } from '../state/last-page.ts';
import { type RunEnd, type RunHistory, updateRunHistory } from '../state/run-history.ts';
import type { Counters, ExportState, PendingUpdate, Tracking } from './tracking.ts';

const NOTHING_PENDING: PendingUpdate = { cursorRefused: false };

/** Returns the state at the start of a run, for an implementation of {@link Tracking}. */
export function initialState(
  tracking: Tracking,
  cursor: CursorItem,
  position: Position,
  exportStartTime: number,
): ExportState {
  const startTime = secondOf(position);
  return {
    tracking,
    startTime,
    exportStartTime,
    cursorAtStart: cursor,
    progress: {
      position,
      lastReadTime: startTime,
      lastPage: cursor.lastPage && fromTail(cursor.lastPage),
      hasRestarted: false,
      isHiddenWalk: false,
    },
    persisted: { cursor, heldBackTo: null, pendingUpdate: NOTHING_PENDING },
    counters: { pages: 0, records: 0, bytes: 0 },
  };
}

/**
 * Records that Zendesk returned a page, even an empty one.
 * @param readAt - epoch seconds
 */
export const recordResponse = (state: ExportState, readAt: number): ExportState => addPending(state, { readAt });

/** When Zendesk last returned a page for this export, in this run or before, in epoch seconds. */
export const lastReadAt = ({ persisted }: ExportState): number | undefined =>
  persisted.pendingUpdate.readAt ?? persisted.cursor.readAt;

/**
 * Records that the account lacks the resource.
 * @param unavailableAt - epoch seconds
 */
export const recordUnavailable = (state: ExportState, unavailableAt: number, unavailableReason: string): ExportState =>
  addPending(state, { unavailableAt, unavailableReason });

/** Adds changes to write when the lease is released, unless a checkpoint is written before. */
export function addPending(state: ExportState, update: Partial<PendingUpdate>): ExportState {
  const { persisted } = state;
  return { ...state, persisted: { ...persisted, pendingUpdate: { ...persisted.pendingUpdate, ...update } } };
}

/**
 * Records a page that is about to land, so that the next page can be requested.
 * @param isDuplicate - true if all records of the page have landed before
 */
export function recordRead(
  state: ExportState,
  { page }: Pick<FetchedPage, 'page'>,
  { position, held }: LandStep,
  isDuplicate: boolean,
): ExportState {
  const { held: _, ...progress } = state.progress;
  const isHiddenPage = page.records.length === 0;
  return {
    ...state,
    progress: {
      ...progress,
      position,
      ...(held !== undefined && { held }),
      lastReadTime: secondOf(position),
      lastPage: lastPageAfter(progress.lastPage, page, pageEndTime(page, progress.position), isDuplicate),
      isHiddenWalk: position.kind === 'cursor' && (progress.isHiddenWalk || isHiddenPage),
    },
  };
}

/** Adds newly landed objects to the counters. */
export const addCounters = (state: ExportState, added: Counters): ExportState => ({
  ...state,
  counters: {
    pages: state.counters.pages + added.pages,
    records: state.counters.records + added.records,
    bytes: state.counters.bytes + added.bytes,
  },
});

export const reposition: Tracking['reposition'] = (state, ...args) => state.tracking.reposition(state, ...args);

export const recordTimeout: Tracking['recordTimeout'] = (state, at) => state.tracking.recordTimeout(state, at);

export const recordEnd: Tracking['recordEnd'] = (state, outcome) => state.tracking.recordEnd(state, outcome);

export const buildCheckpoint: Tracking['buildCheckpoint'] = (state, ...args) =>
  state.tracking.buildCheckpoint(state, ...args);

/** Records that the checkpoint is written. */
export const recordCheckpoint = (state: ExportState, cursor: CursorWrite, heldBackTo: HeldBackTo): ExportState => ({
  ...state,
  persisted: { cursor, heldBackTo, pendingUpdate: NOTHING_PENDING },
});

/** Builds the update to write when the lease is released. */
export const buildReleaseUpdate = (
  { persisted }: ExportState,
  perPage: number | undefined,
  runHistory: RunHistory,
): ReleaseUpdate => ({ ...(perPage !== undefined && { perPage }), ...persisted.pendingUpdate, runHistory });

/** Returns the export's run statistics at the end of this run. `now`: epoch milliseconds. */
export function runHistoryAfter(state: ExportState, ended: RunEnd, now: number): RunHistory {
  const freshAt = state.tracking.freshAt(state, Math.floor(now / 1000));
  const run = { ended, moved: hasMoved(state), advancedSeconds: advancedSeconds(state), freshAt, ...state.counters };
  return updateRunHistory(state.cursorAtStart.runHistory ?? {}, run, now);
}

export const hasMoved: Tracking['hasMoved'] = (state) => state.tracking.hasMoved(state);

const advancedSeconds: Tracking['advancedSeconds'] = (state) => state.tracking.advancedSeconds(state);

/**
 * Returns the outcome of a run that stops. If it runs out of time in a cursor walk through hidden rows without advancing
 * the persisted position, the next run begins the same walk again. Such an export is stalled.
 */
export function resolveOutcome(state: ExportState, stop: Outcome): Outcome {
  const isOutOfTime = stop === 'budget_spent' || stop === 'rate_limited';
  return isOutOfTime && state.progress.isHiddenWalk && !hasMoved(state) ? 'stalled' : stop;
}

/**
 * Builds the result of the run.
 * @param now - epoch milliseconds
 */
export function buildResult(state: ExportState, now: number): Omit<ExportResult, 'resource' | 'outcome'> {
  const { startTime, endTime } = state.tracking.times(state);
  const lagSeconds = endTime === null ? null : Math.floor(now / 1000) - endTime;
  return { ...state.counters, startTime, endTime, lagSeconds };
}

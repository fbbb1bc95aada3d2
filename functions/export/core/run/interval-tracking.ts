import type { ExportOptions } from '../export-options.ts';
import { applyLookback } from '../pagination/lookback.ts';
import { isTooRecent, type LandStep, type Position, secondOf } from '../pagination/position.ts';
import type { IncrementalResource } from '../resource.ts';
import { type CursorItem, firstPosition, lastPageForCheckpoint, persistedPosition } from '../state/cursor.ts';
import { isDue } from '../state/due.ts';
import { addTotals } from '../state/run-history.ts';
import { addPending, initialState } from './export-state.ts';
import type { CheckpointDetails, ExportState, RepositionReason, Tracking } from './tracking.ts';

/**
 * Tracks an incremental export. It persists the second up to which all records have been read, and reports the interval
 * that the run has read.
 */
export function trackIntervals({ pagination }: IncrementalResource): Tracking {
  const tracking: Tracking = {
    isDue: (item, { pollSeconds }, now) => isDue(item, pollSeconds, now),
    open: (item, options) => openIntervals(tracking, item, options),
    isAtEnd: isTooRecent,
    reposition: startWalk,
    recordTimeout: (state, at) => (pagination.walk === null ? state : persistPinnedSecond(state, at)),
    recordEnd: (state) => state,
    buildCheckpoint: buildIntervalCheckpoint,
    hasMoved,
    advancedSeconds,
    freshAt: (_, at) => at,
    times: ({ startTime, progress }) => ({ startTime, endTime: progress.lastReadTime }),
  };
  return tracking;
}

function openIntervals(
  tracking: Tracking,
  item: CursorItem,
  { startTime }: Pick<ExportOptions, 'startTime'>,
): ExportState {
  const position = firstPosition(item, startTime);
  const state = initialState(tracking, item, position, item.startTime ?? secondOf(position));
  const continuesWalk = position.kind === 'cursor';
  // Drop a cursor of another second: it would skip records if this second turned out to be pinned.
  return item.afterCursor === undefined || continuesWalk ? state : dropCursor(state);
}

function startWalk(state: ExportState, to: Position, reason: RepositionReason): ExportState {
  const { progress } = state;
  const isRefused = reason === 'cursor_refused';
  const moved = {
    ...state,
    progress: {
      ...progress,
      position: to,
      hasRestarted: progress.hasRestarted || isRefused,
      isHiddenWalk: progress.isHiddenWalk || reason === 'hidden_page',
    },
  };
  return persistPinnedSecond(isRefused ? dropCursor(moved) : moved, to);
}

function dropCursor(state: ExportState): ExportState {
  const { persisted } = state;
  const { afterCursor, ...cursor } = persisted.cursor;
  return addPending({ ...state, persisted: { ...persisted, cursor } }, { cursorRefused: true });
}

/** Marks the second as pinned for the next run, if that run will begin at this second. */
export function persistPinnedSecond(state: ExportState, at: Position): ExportState {
  const { persisted, exportStartTime } = state;
  const pinnedSecond = secondOf(at);
  if (pinnedSecond !== (persisted.cursor.endTime ?? exportStartTime)) return state;
  const cursor = { ...persisted.cursor, pinnedSecond };
  return addPending({ ...state, persisted: { ...persisted, cursor } }, { pinnedSecond });
}

/** Persists the position after the page, held back by the lookback window. The next run resumes there. */
function buildIntervalCheckpoint(
  { persisted, progress, cursorAtStart, exportStartTime, counters }: ExportState,
  next: LandStep,
  { requestTime, settleSeconds, perPage }: CheckpointDetails,
): ReturnType<Tracking['buildCheckpoint']> {
  const heldBackTo = applyLookback(persisted.heldBackTo, secondOf(next.position), requestTime, settleSeconds);
  const position = persistedPosition(persisted.cursor, exportStartTime, next, heldBackTo);
  const { readAt } = persisted.pendingUpdate;
  const write = {
    ...position,
    // Stryker disable next-line ConditionalExpression: a page has always been read here, the condition is only for the compiler
    ...(readAt !== undefined && { readAt }),
    ...(perPage !== undefined && { perPage }),
    ...lastPageForCheckpoint(progress.lastPage, position.endTime),
    runHistory: addTotals(cursorAtStart.runHistory ?? {}, counters),
  };
  return { write, heldBackTo };
}

/** A dropped cursor does not count: it returns to the second's start. */
function hasMoved(state: ExportState): boolean {
  const { afterCursor } = state.persisted.cursor;
  const isFurther = afterCursor !== undefined && afterCursor !== state.cursorAtStart.afterCursor;
  return isFurther || advancedSeconds(state) !== 0;
}

const advancedSeconds = ({ exportStartTime, persisted, cursorAtStart }: ExportState): number =>
  (persisted.cursor.endTime ?? exportStartTime) - (cursorAtStart.endTime ?? exportStartTime);

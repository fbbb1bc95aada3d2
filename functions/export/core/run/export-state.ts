import type { ExportOptions } from '../export-options.ts';
import { pageEndTime } from '../lake/object-key.ts';
import type { ExportResult, Outcome } from '../outcome.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import { applyLookback, type HeldBackTo } from '../pagination/lookback.ts';
import { type CursorPosition, type LandStep, type Position, secondOf } from '../pagination/position.ts';
import {
  type CursorItem,
  type CursorWrite,
  firstPosition,
  lastPageForCheckpoint,
  persistedPosition,
  type ReleaseUpdate,
} from '../state/cursor.ts';
import type { LastPage } from '../state/last-page.ts';
import { addTotals, type RunEnd, type RunHistory, updateRunHistory } from '../state/run-history.ts';

/** What a run knows of one export while it drains it. A transition returns a new state. Times are epoch seconds. */
export type ExportState = {
  /** This run's first position. */
  readonly startTime: number;
  /** Where the export began. */
  readonly exportStartTime: number;
  /** What the cursor item held when this run took the lease. */
  readonly cursorAtStart: CursorItem;
  readonly progress: Progress;
  readonly persisted: Persisted;
  readonly counters: Counters;
};

/** How far the run has read. */
export type Progress = {
  /** Where the next page is read from. */
  readonly position: Position;
  /** Where the last page read leads to, landed or not. */
  readonly lastReadTime: number;
  readonly lastPage: LastPage | undefined;
  /** Zendesk has refused a cursor in this run. */
  readonly hasRestartedWalk: boolean;
  /** The walk under way goes through rows that Zendesk hides. */
  readonly isHiddenWalk: boolean;
};

/** What the cursor item holds, and what it is still to be told. */
type Persisted = {
  readonly cursor: CursorItem;
  /** Where the lookback window holds the persisted position back. */
  readonly heldBackTo: HeldBackTo;
  /** Known since the last checkpoint; written with the release. */
  readonly pendingUpdate: PendingUpdate;
};

type PendingUpdate = Pick<ReleaseUpdate, 'pinnedSecond' | 'cursorRefused' | 'readAt'>;

/** What the run has newly written: pages, their records, and the uncompressed bytes of all objects. */
export type Counters = { readonly pages: number; readonly records: number; readonly bytes: number };

const NOTHING_PENDING: PendingUpdate = { cursorRefused: false };

/** The state of an export whose lease has just been taken. */
export function openState(cursor: CursorItem, options: Pick<ExportOptions, 'startTime'>): ExportState {
  const position = firstPosition(cursor, options.startTime);
  const startTime = secondOf(position);
  const state = {
    startTime,
    exportStartTime: cursor.startTime ?? startTime,
    cursorAtStart: cursor,
    progress: {
      position,
      lastReadTime: startTime,
      lastPage: cursor.lastPage,
      hasRestartedWalk: false,
      isHiddenWalk: false,
    },
    persisted: { cursor, heldBackTo: null, pendingUpdate: NOTHING_PENDING },
    counters: { pages: 0, records: 0, bytes: 0 },
  };
  const continuesWalk = position.kind === 'cursor' && position.cursor !== undefined;
  // A cursor of another second would skip records if this second turned out to be pinned.
  return cursor.afterCursor === undefined || continuesWalk ? state : forgetCursor(state);
}

/**
 * Zendesk has answered with a page, be it an empty one.
 * @param readAt - epoch seconds
 */
export function recordAnswer(state: ExportState, readAt: number): ExportState {
  const { persisted } = state;
  return { ...state, persisted: { ...persisted, pendingUpdate: { ...persisted.pendingUpdate, readAt } } };
}

/**
 * A page is about to land, and the next one may be requested.
 * @param isDuplicate - whether all of its records have landed already
 */
export function recordRead(
  state: ExportState,
  { page }: Pick<FetchedPage, 'page'>,
  { position }: LandStep,
  isDuplicate: boolean,
): ExportState {
  const { progress } = state;
  const isHiddenPage = page.records.length === 0;
  return {
    ...state,
    progress: {
      ...progress,
      position,
      lastReadTime: secondOf(position),
      lastPage: isDuplicate
        ? progress.lastPage
        : { endTime: pageEndTime(page, progress.position), records: page.records },
      isHiddenWalk: position.kind === 'cursor' && (progress.isHiddenWalk || isHiddenPage),
    },
  };
}

/** Objects have been newly written. */
export const addCounters = (state: ExportState, added: Counters): ExportState => ({
  ...state,
  counters: {
    pages: state.counters.pages + added.pages,
    records: state.counters.records + added.records,
    bytes: state.counters.bytes + added.bytes,
  },
});

/** Why nothing lands and reading goes on elsewhere. */
export type RepositionReason = 'page_timeout' | 'heavy_second' | 'hidden_page' | 'cursor_refused';

/** Nothing landed; the run walks instead. */
export function reposition(state: ExportState, to: CursorPosition, reason: RepositionReason): ExportState {
  const { progress } = state;
  const isRefused = reason === 'cursor_refused';
  const moved = {
    ...state,
    progress: {
      ...progress,
      position: to,
      hasRestartedWalk: progress.hasRestartedWalk || isRefused,
      isHiddenWalk: progress.isHiddenWalk || reason === 'hidden_page',
    },
  };
  return persistPinnedSecond(isRefused ? forgetCursor(moved) : moved, to);
}

function forgetCursor(state: ExportState): ExportState {
  const { persisted } = state;
  const { afterCursor, ...cursor } = persisted.cursor;
  return {
    ...state,
    persisted: { ...persisted, cursor, pendingUpdate: { ...persisted.pendingUpdate, cursorRefused: true } },
  };
}

/** The next run is to begin with a walk if it begins here. */
export function persistPinnedSecond(state: ExportState, at: Position): ExportState {
  const { persisted, exportStartTime } = state;
  const pinnedSecond = secondOf(at);
  if (pinnedSecond !== (persisted.cursor.endTime ?? exportStartTime)) return state;
  return {
    ...state,
    persisted: {
      ...persisted,
      cursor: { ...persisted.cursor, pinnedSecond },
      pendingUpdate: { ...persisted.pendingUpdate, pinnedSecond },
    },
  };
}

/**
 * What to persist after a page that has landed, or that is a duplicate.
 *
 * @param requestTime - epoch milliseconds: see lookback.ts
 * @param perPage - the learnt page size, if there is one
 */
export function buildCheckpoint(
  { persisted, progress, cursorAtStart, exportStartTime, counters }: ExportState,
  next: LandStep,
  { requestTime, settleSeconds, perPage }: { requestTime: number; settleSeconds: number; perPage: number | undefined },
): { readonly write: CursorWrite; readonly heldBackTo: HeldBackTo } {
  const heldBackTo = applyLookback(persisted.heldBackTo, secondOf(next.position), requestTime, settleSeconds);
  const position = persistedPosition(persisted.cursor, exportStartTime, next, heldBackTo);
  const { readAt } = persisted.pendingUpdate;
  const write = {
    ...position,
    // Stryker disable next-line ConditionalExpression: a page has been read, the condition is for the compiler
    ...(readAt !== undefined && { readAt }),
    ...(perPage !== undefined && { perPage }),
    ...lastPageForCheckpoint(progress.lastPage, position.endTime),
    runHistory: addTotals(cursorAtStart.runHistory ?? {}, counters),
  };
  return { write, heldBackTo };
}

/** The checkpoint is written. */
export const recordCheckpoint = (state: ExportState, cursor: CursorWrite, heldBackTo: HeldBackTo): ExportState => ({
  ...state,
  persisted: { cursor, heldBackTo, pendingUpdate: NOTHING_PENDING },
});

/** What a release writes. */
export const buildReleaseUpdate = (
  { persisted }: ExportState,
  perPage: number | undefined,
  runHistory: RunHistory,
): ReleaseUpdate => ({ ...(perPage !== undefined && { perPage }), ...persisted.pendingUpdate, runHistory });

/**
 * The export's run statistics when this run ends.
 * @param now - epoch milliseconds
 */
export const runHistoryAfter = (state: ExportState, ended: RunEnd, now: number): RunHistory =>
  updateRunHistory(state.cursorAtStart.runHistory ?? {}, { ended, moved: hasMoved(state), ...state.counters }, now);

/** Whether the run has moved what is persisted. A cursor that is dropped goes back to its second's beginning. */
export function hasMoved(state: ExportState): boolean {
  const { afterCursor } = state.persisted.cursor;
  const isFurther = afterCursor !== undefined && afterCursor !== state.cursorAtStart.afterCursor;
  return isFurther || advancedSeconds(state) !== 0;
}

/** Seconds by which the run has moved the persisted position. */
export const advancedSeconds = ({ exportStartTime, persisted, cursorAtStart }: ExportState): number =>
  (persisted.cursor.endTime ?? exportStartTime) - (cursorAtStart.endTime ?? exportStartTime);

/**
 * The outcome of a run that stops. A walk through hidden rows whose time is up begins again with the next run: if it
 * has moved nothing, it never gets anywhere.
 */
export function outcomeOf(state: ExportState, stop: Outcome): Outcome {
  const isOutOfTime = stop === 'budget_spent' || stop === 'rate_limited';
  return isOutOfTime && state.progress.isHiddenWalk && !hasMoved(state) ? 'stalled' : stop;
}

/**
 * What the run has done.
 * @param now - epoch milliseconds
 */
export function resultOf(state: ExportState, now: number): Omit<ExportResult, 'resource' | 'outcome'> {
  const endTime = state.progress.lastReadTime;
  return { ...state.counters, startTime: state.startTime, endTime, lagSeconds: Math.floor(now / 1000) - endTime };
}

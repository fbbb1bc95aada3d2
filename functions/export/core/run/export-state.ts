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

/** The state of one export during a run. It is immutable: a transition returns a new state. Times are epoch seconds. */
export type ExportState = {
  /** This run's first position. */
  readonly startTime: number;
  /** The start of the export. */
  readonly exportStartTime: number;
  /** The cursor item when this run acquired the lease. */
  readonly cursorAtStart: CursorItem;
  readonly progress: Progress;
  readonly persisted: Persisted;
  readonly counters: Counters;
};

/** The read position of the run. It is ahead of the persisted position. */
export type Progress = {
  /** The start of the next page. */
  readonly position: Position;
  /** The position after the last page read. That page may not have landed. */
  readonly lastReadTime: number;
  readonly lastPage: LastPage | undefined;
  /** Zendesk has rejected a cursor in this run, so the cursor walk began again. */
  readonly hasRestartedWalk: boolean;
  /** The current cursor walk passes rows that Zendesk hides. */
  readonly isHiddenWalk: boolean;
};

/** The cursor item, and the changes that are not written yet. */
type Persisted = {
  readonly cursor: CursorItem;
  /** The watermark of the lookback window: see lookback.ts. */
  readonly heldBackTo: HeldBackTo;
  /** Changes since the last checkpoint, written when the lease is released. */
  readonly pendingUpdate: PendingUpdate;
};

type PendingUpdate = Pick<ReleaseUpdate, 'pinnedSecond' | 'cursorRefused' | 'readAt' | 'unavailableAt'>;

/** The run's counters: newly landed pages, their records, and the uncompressed bytes of all newly landed objects. */
export type Counters = { readonly pages: number; readonly records: number; readonly bytes: number };

const NOTHING_PENDING: PendingUpdate = { cursorRefused: false };

/** Returns the state of an export whose lease has just been acquired. */
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
  const continuesWalk = position.kind === 'cursor';
  // Drop a cursor of another second: it would skip records if this second turned out to be pinned.
  return cursor.afterCursor === undefined || continuesWalk ? state : dropCursor(state);
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
export const recordUnavailable = (state: ExportState, unavailableAt: number): ExportState =>
  addPending(state, { unavailableAt });

function addPending(state: ExportState, update: Partial<PendingUpdate>): ExportState {
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

/** Adds newly landed objects to the counters. */
export const addCounters = (state: ExportState, added: Counters): ExportState => ({
  ...state,
  counters: {
    pages: state.counters.pages + added.pages,
    records: state.counters.records + added.records,
    bytes: state.counters.bytes + added.bytes,
  },
});

/** Why a cursor walk begins without landing a page. */
export type RepositionReason = 'page_timeout' | 'heavy_second' | 'hidden_page' | 'cursor_refused';

/** Moves to the start of a cursor walk. No page lands. */
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

/**
 * Builds the checkpoint of a page that has landed or is a duplicate.
 *
 * A checkpoint persists the position after the page, held back by the lookback window. The next run resumes there.
 *
 * @param options - `requestTime`: when the page was requested, in epoch milliseconds (see lookback.ts); `perPage`: the
 * reduced page size, if any
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
    // Stryker disable next-line ConditionalExpression: a page has always been read here, the condition is only for the compiler
    ...(readAt !== undefined && { readAt }),
    ...(perPage !== undefined && { perPage }),
    ...lastPageForCheckpoint(progress.lastPage, position.endTime),
    runHistory: addTotals(cursorAtStart.runHistory ?? {}, counters),
  };
  return { write, heldBackTo };
}

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
  const run = { ended, moved: hasMoved(state), advancedSeconds: advancedSeconds(state), ...state.counters };
  return updateRunHistory(state.cursorAtStart.runHistory ?? {}, run, now);
}

/** True if the run has advanced the persisted position. Dropping a cursor does not: it returns to the second's start. */
export function hasMoved(state: ExportState): boolean {
  const { afterCursor } = state.persisted.cursor;
  const isFurther = afterCursor !== undefined && afterCursor !== state.cursorAtStart.afterCursor;
  return isFurther || advancedSeconds(state) !== 0;
}

/** Seconds by which the run has advanced the persisted position. */
const advancedSeconds = ({ exportStartTime, persisted, cursorAtStart }: ExportState): number =>
  (persisted.cursor.endTime ?? exportStartTime) - (cursorAtStart.endTime ?? exportStartTime);

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
  const endTime = state.progress.lastReadTime;
  return { ...state.counters, startTime: state.startTime, endTime, lagSeconds: Math.floor(now / 1000) - endTime };
}

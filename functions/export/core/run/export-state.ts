import {
  checkpointAfter,
  type CursorItem,
  type CursorWrite,
  firstPosition,
  lastPageForCheckpoint,
  type ReleaseUpdate,
} from '../state/cursor.ts';
import type { LastPage } from '../state/last-page.ts';
import { pageEndTime } from '../lake/object-key.ts';
import type { ExportResult } from '../outcome.ts';
import type { Page } from '../page/page.ts';
import { type PageSize, pageSize } from '../pagination/page-size.ts';
import { type Position, secondOf } from '../pagination/position.ts';
import type { ExportRequest } from '../export-request.ts';
import { type HeldBackTo, applyLookback } from '../pagination/lookback.ts';
import { type RunEnd, type RunHistory, updateRunHistory, addTotals } from '../state/run-history.ts';

/** What a run knows of one export while it drains it. Times are epoch seconds. */
export type ExportState = {
  /** Where the next page is read from. */
  position: Position;
  /** What the cursor item holds. */
  cursor: CursorItem;
  /** What it held when this run took the lease. */
  readonly opened: CursorItem;
  hold: HeldBackTo;
  last: LastPage | undefined;
  walkRestarted: boolean;
  /** Whether a second is landed as it is read by time even where a walk would prove more: there was nothing to walk. */
  readsByTime: boolean;
  /** Learnt since the last checkpoint. */
  unsaved: Pick<ReleaseUpdate, 'pinnedSecond' | 'cursorRefused'>;
  /** Where the last page read leads to, landed or not. */
  reached: number;
  readonly size: PageSize;
  /** Where the export began. */
  readonly began: number;
  /** This run's first position. */
  readonly startTime: number;
  /** Pages whose records were newly written, and how many those were; uncompressed bytes of all objects newly written. */
  pages: number;
  records: number;
  bytes: number;
};

export function openState(cursor: CursorItem, request: ExportRequest): ExportState {
  const position = firstPosition(cursor, request.startTime);
  const startTime = secondOf(position);
  return {
    position,
    cursor,
    opened: cursor,
    hold: null,
    last: cursor.lastPage,
    walkRestarted: false,
    readsByTime: false,
    unsaved: { cursorRefused: false },
    reached: startTime,
    size: pageSize(request.pageSize, cursor.perPage),
    began: cursor.startTime ?? startTime,
    startTime,
    pages: 0,
    records: 0,
    bytes: 0,
  };
}

/** A page is about to land, and the next one may be asked for. */
export function noteRead(state: ExportState, page: Page): void {
  state.last = { endTime: pageEndTime(page, state.position), records: page.records };
  state.size.grow();
}

/** A page is in the lake, its records newly written. */
export function noteLanded(state: ExportState, page: Page): void {
  state.pages += 1;
  state.records += page.records.length;
}

/**
 * What to persist after a page that has landed, or is a repetition.
 * @param requestMoment - epoch milliseconds: see settling.ts
 */
export function writeAfter(
  state: ExportState,
  next: Position,
  requestMoment: number,
  settleSeconds: number,
): CursorWrite {
  state.hold = applyLookback(state.hold, secondOf(next), requestMoment, settleSeconds);
  const persisted = checkpointAfter(state.cursor, state.began, next, state.hold);
  const runHistory = addTotals(state.opened.runHistory ?? {}, state);
  return {
    ...persisted,
    ...learntSize(state.size),
    ...lastPageForCheckpoint(state.last, persisted.endTime),
    runHistory,
  };
}

/** The checkpoint is written. */
export function noteWritten(state: ExportState, write: CursorWrite): void {
  state.cursor = write;
  state.unsaved = { cursorRefused: false };
}

/** Even a page of one record is too heavy for Zendesk here: the second is walked instead. */
export function beginWalk(state: ExportState): void {
  rememberPin(state, state.position);
  state.position = { kind: 'walk', second: secondOf(state.position) };
}

/** Zendesk no longer takes the cursor: the walk begins again at its second, and the cursor is kept no longer. */
export function restartWalk(state: ExportState): void {
  state.walkRestarted = true;
  const { afterCursor, ...rest } = state.cursor;
  state.cursor = rest;
  state.unsaved = { ...state.unsaved, cursorRefused: true };
  beginWalk(state);
}

/** There is nothing to walk at this second after all. */
export function readByTime(state: ExportState): void {
  state.readsByTime = true;
  state.position = { kind: 'time', startTime: secondOf(state.position) };
}

/**
 * A run's first page that takes longer than a whole run, be it in Zendesk or on its way into the lake, counts as a
 * 504, or every run would ask for it in vain. What is learnt is kept with the release.
 *
 * @param from - where the page was asked from
 * @param perPage - how many records were asked for
 */
export function learnFromAbort(state: ExportState, from: Position, perPage: number): void {
  if (!state.size.halve(perPage)) rememberPin(state, from);
}

/** The next run is to begin with a walk, if it begins here. */
function rememberPin(state: ExportState, at: Position): void {
  const second = secondOf(at);
  if (second !== (state.cursor.endTime ?? state.began)) return;
  state.cursor = { ...state.cursor, pinnedSecond: second };
  state.unsaved = { ...state.unsaved, pinnedSecond: second };
}

/** What a release keeps of what was learnt. */
export const learntBy = ({ unsaved, size }: ExportState): ReleaseUpdate => ({ ...learntSize(size), ...unsaved });

const learntSize = ({ learnt }: PageSize): Pick<CursorItem, 'perPage'> =>
  learnt === undefined ? {} : { perPage: learnt };

/**
 * How the export stands when this run ends.
 * @param now - epoch milliseconds
 */
export function standingOf(state: ExportState, ended: RunEnd, now: number): RunHistory {
  const { opened, pages, records, bytes } = state;
  return updateRunHistory(opened.runHistory ?? {}, { ended, moved: hasMoved(state), pages, records, bytes }, now);
}

/** Whether the run has moved what is persisted. A cursor that is dropped goes back to its second's beginning. */
function hasMoved({ began, cursor, opened }: ExportState): boolean {
  const { afterCursor } = cursor;
  const isFurther = afterCursor !== undefined && afterCursor !== opened.afterCursor;
  return isFurther || (cursor.endTime ?? began) !== (opened.endTime ?? began);
}

/** Seconds that the run has moved the persisted position on. */
export const advancedSeconds = ({ began, cursor, opened }: ExportState): number =>
  (cursor.endTime ?? began) - (opened.endTime ?? began);

/**
 * What the run has done.
 * @param now - epoch milliseconds
 */
export function resultOf(state: ExportState, now: number): Omit<ExportResult, 'resource' | 'outcome'> {
  const { startTime, reached: endTime, pages, records, bytes } = state;
  const lagSeconds = Math.floor(now / 1000) - endTime;
  return { pages, records, bytes, startTime, endTime, lagSeconds };
}

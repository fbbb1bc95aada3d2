import type { ExportOptions } from '../export-options.ts';
import type { ExportResult, Outcome } from '../outcome.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import type { HeldBackTo } from '../pagination/lookback.ts';
import type { LandStep, Position } from '../pagination/position.ts';
import type { CursorItem, CursorWrite, ReleaseUpdate } from '../state/cursor.ts';
import type { LastPage } from '../state/last-page.ts';

/** The state of one export during a run. It is immutable: a transition returns a new state. Times are epoch seconds. */
export type ExportState = {
  readonly tracking: Tracking;
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
  /** The page at `position`, if it has been read already. */
  readonly held?: FetchedPage;
  /** The position after the last page read. That page may not have landed. */
  readonly lastReadTime: number;
  readonly lastPage: LastPage | undefined;
  /** Zendesk has rejected a cursor in this run, so the cursor walk or the snapshot began again. */
  readonly hasRestarted: boolean;
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

export type PendingUpdate = Pick<
  ReleaseUpdate,
  'pinnedSecond' | 'cursorRefused' | 'snapshotDropped' | 'readAt' | 'unavailableAt' | 'unavailableReason'
>;

/** The run's counters: newly landed pages, their records, and the uncompressed bytes of all newly landed objects. */
export type Counters = { readonly pages: number; readonly records: number; readonly bytes: number };

/** Why a cursor walk or a new snapshot begins without landing a page. */
export type RepositionReason = 'page_timeout' | 'heavy_second' | 'hidden_page' | 'cursor_refused';

/** The details of a page that a checkpoint depends on. */
export type CheckpointDetails = {
  /** When the page was requested, in epoch milliseconds: see lookback.ts. */
  readonly requestTime: number;
  readonly settleSeconds: number;
  /** When the page landed, in epoch milliseconds. */
  readonly landedAt: number;
  /** The reduced page size, if any. */
  readonly perPage: number | undefined;
};

/**
 * How one kind of export persists and reports its progress. All positions of an export are of its kind, so an
 * implementation handles only these.
 */
export type Tracking = {
  /**
   * True if the run should request pages now.
   * @param now - epoch milliseconds
   */
  isDue(item: CursorItem, options: ExportOptions, now: number): boolean;
  /**
   * Returns the state of an export whose lease has just been acquired.
   * @param now - epoch milliseconds
   */
  open(item: CursorItem, options: Pick<ExportOptions, 'startTime'>, now: number): ExportState;
  /**
   * True if the run has caught up without a request at this position.
   * @param now - epoch milliseconds
   */
  isAtEnd(position: Position, now: number): boolean;
  /** Moves to another position without landing a page. */
  reposition(state: ExportState, to: Position, reason: RepositionReason): ExportState;
  /** Records that even the smallest page at a position took longer than the run. */
  recordTimeout(state: ExportState, at: Position): ExportState;
  /** Records that the run stops reading. */
  recordEnd(state: ExportState, outcome: Outcome): ExportState;
  /**
   * Builds the checkpoint of a page that has landed or is a duplicate.
   * @param next - the step after the page
   */
  buildCheckpoint(
    state: ExportState,
    next: LandStep,
    details: CheckpointDetails,
  ): { readonly write: CursorWrite; readonly heldBackTo: HeldBackTo };
  /** True if the run has advanced the persisted position. */
  hasMoved(state: ExportState): boolean;
  /** Seconds by which the run has advanced the persisted position. */
  advancedSeconds(state: ExportState): number;
  /**
   * Returns the time whose state of Zendesk is in the lake after a run that caught up, in epoch seconds.
   * @param at - the end of the run, in epoch seconds
   */
  freshAt(state: ExportState, at: number): number;
  /** The times to report in the result of the run. */
  times(state: ExportState): Pick<ExportResult, 'startTime' | 'endTime'>;
};

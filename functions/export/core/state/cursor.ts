import { type LastPage, type LastPageTail, tailFrom } from './last-page.ts';
import { type LandStep, type Position, secondOf } from '../pagination/position.ts';
import type { HeldBackTo } from '../pagination/lookback.ts';
import type { RunHistory } from './run-history.ts';

/** The attributes of an export's cursor item that the core reads. Times are epoch seconds. */
export type CursorItem = {
  /**
   * The persisted position: the next run's first `start_time`. Absent until the first checkpoint. Of a list: when the last
   * complete snapshot began.
   */
  readonly endTime?: number;
  /** The start of the export. Lists without a window have none. */
  readonly startTime?: number;
  /**
   * The cursor of an unfinished cursor walk. Present only if `endTime` is a pinned second that has settled. Of a list: the
   * cursor of the next page of the snapshot under way.
   */
  readonly afterCursor?: string;
  /** A second that was found to be pinned. Ignored unless the export's position is this second. */
  readonly pinnedSecond?: number;
  /** A `per_page` that was reduced after 504s. */
  readonly perPage?: number;
  /** Its `from` is `endTime`. */
  readonly lastPage?: LastPageTail;
  /** The snapshot of a list that is under way. */
  readonly snapshot?: SnapshotProgress;
  /** Of a list: an operator's request for a new snapshot, which reads from this time on if the list has a window. */
  readonly rewoundTo?: number;
  /** When Zendesk last returned a page for this export, even an empty one. */
  readonly readAt?: number;
  /** When a run found that the account lacks the resource. */
  readonly unavailableAt?: number;
  readonly runHistory?: RunHistory;
};

/** The snapshot of a list that is under way. Empty if there is none. */
export type SnapshotProgress = {
  /** When it began. Stays when a snapshot is given up, because a later one must not have an earlier time. */
  readonly time?: number;
  /** The number of pages landed. */
  readonly page?: number;
  /** When the last of them landed. */
  readonly pageTime?: number;
  /** The start of the window that the snapshot reads. */
  readonly since?: number;
};

/**
 * The update of a checkpoint. It contains the complete position: absent members are removed from the item, except
 * `readAt` and `runHistory`.
 */
export type CursorWrite = IntervalWrite | SnapshotWrite;

/** The update of a checkpoint of an incremental export. */
export type IntervalWrite = Omit<CursorItem, 'unavailableAt' | 'snapshot' | 'rewoundTo'> & {
  readonly endTime: number;
  readonly startTime: number;
};

/**
 * The update of a checkpoint of a list. `endTime` and `startTime` stay unchanged if they are absent.
 */
export type SnapshotWrite = Omit<CursorItem, 'unavailableAt' | 'pinnedSecond' | 'lastPage'> & {
  readonly snapshot: SnapshotProgress;
};

/** The changes since the last checkpoint that are written when the lease is released. */
export type ReleaseUpdate = {
  /** The reduced `per_page`. If absent, the attribute is removed. */
  readonly perPage?: number;
  /** A second found to be pinned since the last checkpoint. If absent, the attribute stays unchanged. */
  readonly pinnedSecond?: number;
  /** Removes the stored cursor: Zendesk has rejected it, or it belongs to another second. */
  readonly cursorRefused: boolean;
  /** Removes the snapshot under way, except its time. */
  readonly snapshotDropped?: boolean;
  /** If absent, the attribute stays unchanged. If present, `unavailable_at` and its reason are removed. */
  readonly readAt?: number;
  /** If absent, the attribute stays unchanged. */
  readonly unavailableAt?: number;
  /** The response that shows this, and the next step, without content. */
  readonly unavailableReason?: string;
  readonly runHistory?: RunHistory;
};

/**
 * Returns the position at which a run begins.
 * @param startTime - start time of an export that has no checkpoint yet, in epoch seconds
 */
export function firstPosition(item: CursorItem, startTime: number): Position {
  const second = item.endTime ?? startTime;
  // A cursor belongs to its pinned second. An operator who edits `end_time` may leave an old cursor on the item.
  const isOfSecond = item.endTime !== undefined && (item.pinnedSecond ?? second) === second;
  if (item.afterCursor !== undefined && isOfSecond) return { kind: 'cursor', second, cursor: item.afterCursor };
  // The pinned second is persisted. Otherwise runs with time for only one page would detect it again forever.
  return item.pinnedSecond === second ? { kind: 'cursor', second } : { kind: 'time', startTime: second };
}

/**
 * Returns the position to persist after a page. It never moves back.
 *
 * @param before - the cursor item before this checkpoint
 * @param exportStartTime - the start of the export in epoch seconds
 * @param next - the step after the page
 * @param heldBackTo - the watermark of the lookback window (see lookback.ts)
 */
export function persistedPosition(
  before: CursorItem,
  exportStartTime: number,
  next: Pick<LandStep, 'position' | 'checkpointCursor'>,
  heldBackTo: HeldBackTo,
): Pick<IntervalWrite, 'endTime' | 'startTime' | 'afterCursor' | 'pinnedSecond'> {
  const { position } = next;
  const endTime = heldBackTo === null ? secondOf(position) : Math.max(heldBackTo, before.endTime ?? exportStartTime);
  // Stryker disable next-line ConditionalExpression: only cursor positions have a second, the condition is only for the compiler
  const isWalking = position.kind === 'cursor' && position.second === endTime;
  // Persist a cursor only at its own, settled second. Otherwise the next run would skip records that appear late.
  const settledCursor = isWalking && heldBackTo === null ? next.checkpointCursor : undefined;
  const stays = endTime === before.endTime;
  const afterCursor = settledCursor ?? (stays ? before.afterCursor : undefined);
  const pinnedSecond = isWalking ? endTime : stays ? before.pinnedSecond : undefined;
  return {
    endTime,
    startTime: exportStartTime,
    ...(afterCursor !== undefined && { afterCursor }),
    ...(pinnedSecond !== undefined && { pinnedSecond }),
  };
}

/** Returns the part of the last landed page that a checkpoint at `endTime` persists. */
export function lastPageForCheckpoint(last: LastPage | undefined, endTime: number): Pick<CursorItem, 'lastPage'> {
  const lastPage = last && tailFrom(last, endTime);
  return lastPage === undefined ? {} : { lastPage };
}

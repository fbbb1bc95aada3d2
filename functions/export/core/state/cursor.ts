import { trimLastPage, type LastPage } from './last-page.ts';
import { type LandStep, type Position, secondOf } from '../pagination/position.ts';
import type { HeldBackTo } from '../pagination/lookback.ts';
import type { RunHistory } from './run-history.ts';

/** An export's cursor item, as far as the core reads it. Times are epoch seconds. */
export type CursorItem = {
  /** The next run's first `start_time`; absent until the first checkpoint. */
  readonly endTime?: number;
  /** Where this export began. */
  readonly startTime?: number;
  /** Present only inside a pinned second that has settled; `endTime` is that second. */
  readonly afterCursor?: string;
  /** The second that was found pinned; counts only while the export is at that second. */
  readonly pinnedSecond?: number;
  /** A `per_page` learnt from 504s. */
  readonly perPage?: number;
  readonly lastPage?: LastPage;
  /** When Zendesk last answered this export with a page, an empty one included. */
  readonly readAt?: number;
  readonly runHistory?: RunHistory;
};

/**
 * What a checkpoint persists: the whole position. Absent members are removed from the item, except `readAt` and
 * `runHistory`, which it keeps.
 */
export type CursorWrite = CursorItem & { readonly endTime: number; readonly startTime: number };

/** What a run may learn without landing a page; kept with the release. */
export type ReleaseUpdate = {
  /** Absent where the size asked for is in force again. */
  readonly perPage?: number;
  /** A second found pinned since the last checkpoint; without it the item keeps what it has. */
  readonly pinnedSecond?: number;
  /** Whether the cursor kept is to go: Zendesk has refused it, or it belongs to another second. */
  readonly cursorRefused: boolean;
  /** Without it the item keeps what it has. */
  readonly readAt?: number;
  readonly runHistory?: RunHistory;
};

/**
 * Where a run begins.
 * @param startTime - epoch seconds: where an export without a cursor begins
 */
export function firstPosition(item: CursorItem, startTime: number): Position {
  const second = item.endTime ?? startTime;
  // A cursor belongs to the second found pinned. Whoever sets `end_time` back by hand may leave it there.
  const isOfSecond = item.endTime !== undefined && (item.pinnedSecond ?? second) === second;
  if (item.afterCursor !== undefined && isOfSecond) return { kind: 'cursor', second, cursor: item.afterCursor };
  // A run that can afford one page only would find the same pin for ever if it were not remembered.
  return item.pinnedSecond === second ? { kind: 'cursor', second } : { kind: 'time', startTime: second };
}

/**
 * The position to persist after a page.
 *
 * @param before - what is persisted now; `endTime` absent before the first checkpoint
 * @param exportStartTime - epoch seconds: where the export began
 * @param next - where the page leads
 * @param heldBackTo - the position that the lookback window allows
 */
export function persistedPosition(
  before: CursorItem,
  exportStartTime: number,
  next: Pick<LandStep, 'position' | 'checkpointCursor'>,
  heldBackTo: HeldBackTo,
): Pick<CursorWrite, 'endTime' | 'startTime' | 'afterCursor' | 'pinnedSecond'> {
  const { position } = next;
  const endTime = heldBackTo === null ? secondOf(position) : Math.max(heldBackTo, before.endTime ?? exportStartTime);
  // Stryker disable next-line ConditionalExpression: only a walk has a second, the condition is for the compiler
  const isWalking = position.kind === 'cursor' && position.second === endTime;
  // A cursor next to an earlier `end_time`, or one read before its second had settled, would skip what appears late.
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

/** The last landed page as a checkpoint at `endTime` keeps it. */
export const lastPageForCheckpoint = (last: LastPage | undefined, endTime: number): Pick<CursorItem, 'lastPage'> =>
  last === undefined ? {} : { lastPage: trimLastPage(last, endTime) };

import type { LandStep, ListPosition } from '../pagination/position.ts';
import type { ListResource } from '../resource.ts';
import type { CursorItem, SnapshotWrite } from './cursor.ts';
import { hasHandedOver } from './poll-interval.ts';

/** How long after its last page (seconds) a run continues a snapshot that the run before it did not hand over. */
const CONTINUE_SECONDS = 3600;

/**
 * Returns when the next snapshot of a list is due, in epoch seconds; 0 if it is due immediately.
 * @param snapshotSeconds - seconds between the starts of two snapshots
 */
export const nextSnapshotAt = (
  { endTime, rewoundTo }: Pick<CursorItem, 'endTime' | 'rewoundTo'>,
  snapshotSeconds: number,
): number => (endTime === undefined || rewoundTo !== undefined ? 0 : endTime + snapshotSeconds);

/**
 * Returns the position at which a run begins: the next page of the snapshot under way, or the start of a new snapshot.
 *
 * @param startTime - start time of an export that has no checkpoint yet, in epoch seconds
 * @param now - epoch milliseconds
 */
export function firstListPosition(
  resource: ListResource,
  item: CursorItem,
  startTime: number,
  now: number,
): ListPosition {
  const seconds = Math.floor(now / 1000);
  return nextPageOf(resource, item, seconds) ?? newSnapshot(resource, item, startTime, seconds);
}

/**
 * Returns the next page of the snapshot under way; undefined if a new snapshot has to begin. After a long break, the
 * pages of a snapshot would show the list at very different times. This does not matter for a list with a window, whose
 * records do not disappear.
 */
function nextPageOf(
  { paging, window, parents }: ListResource,
  { snapshot, afterCursor: cursor, runHistory }: CursorItem,
  now: number,
): ListPosition | undefined {
  const { time, page, pageTime, since } = snapshot ?? {};
  if (time === undefined || page === undefined || pageTime === undefined) return undefined;
  const isContinued = window !== undefined || now - pageTime < CONTINUE_SECONDS || hasHandedOver(runHistory);
  if (!isContinued || parents !== undefined) return undefined;
  const next = { kind: 'list' as const, snapshot: time, page: page + 1, ...(since !== undefined && { since }) };
  if (paging !== 'cursor') return next;
  return cursor === undefined ? undefined : { ...next, cursor };
}

/** Returns the start of a new snapshot. Its time is later than those of all snapshots before it. */
const newSnapshot = (resource: ListResource, item: CursorItem, startTime: number, now: number): ListPosition => ({
  kind: 'list',
  snapshot: Math.max(now, (item.endTime ?? -1) + 1, (item.snapshot?.time ?? -1) + 1),
  page: 1,
  ...(resource.window && { since: startOfWindow(resource.window.seconds, item, startTime) }),
});

/** A record may change until the window is over. So the window before the last complete snapshot is read again. */
function startOfWindow(seconds: number, { endTime, startTime, rewoundTo }: CursorItem, requested: number): number {
  const since = endTime === undefined ? (startTime ?? requested) : Math.max(0, endTime - seconds);
  return Math.min(since, rewoundTo ?? since);
}

/**
 * Returns the position to persist after a page of a snapshot.
 *
 * @param before - the cursor item before this checkpoint
 * @param exportStartTime - the start of the export in epoch seconds
 * @param next - the step after the page
 * @param landedAt - when the page landed, in epoch milliseconds
 */
export function persistedSnapshot(
  { endTime, rewoundTo }: CursorItem,
  exportStartTime: number,
  { position, end }: Pick<LandStep, 'end'> & { readonly position: ListPosition },
  landedAt: number,
): Pick<SnapshotWrite, 'endTime' | 'startTime' | 'rewoundTo' | 'afterCursor' | 'snapshot'> {
  const { snapshot: time, page, cursor, since } = position;
  const hasWindow = since !== undefined;
  if (end === 'caught_up') {
    const startTime = Math.min(exportStartTime, rewoundTo ?? exportStartTime);
    return { endTime: time, ...(hasWindow && { startTime }), snapshot: {} };
  }
  return {
    ...(endTime !== undefined && { endTime }),
    ...(hasWindow && { startTime: exportStartTime }),
    ...(rewoundTo !== undefined && { rewoundTo }),
    ...(cursor !== undefined && { afterCursor: cursor }),
    snapshot: { time, page: page - 1, pageTime: Math.floor(landedAt / 1000), ...(hasWindow && { since }) },
  };
}

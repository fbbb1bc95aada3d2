import type { ExportOptions } from '../export-options.ts';
import type { LandStep, ListPosition } from '../pagination/position.ts';
import type { ListResource } from '../resource.ts';
import type { CursorItem } from '../state/cursor.ts';
import { isDue } from '../state/due.ts';
import { addTotals } from '../state/run-history.ts';
import { firstListPosition, nextSnapshotAt, persistedSnapshot } from '../state/snapshot.ts';
import { addPending, initialState, lastReadAt } from './export-state.ts';
import type { CheckpointDetails, ExportState, Tracking } from './tracking.ts';

/**
 * Tracks the export of a list. It persists the pages of the snapshot under way, and reports when complete snapshots
 * began.
 */
export function trackSnapshots(resource: ListResource): Tracking {
  const tracking: Tracking = {
    isDue: (item, { pollSeconds, snapshotSeconds }, now) =>
      isDue(item, pollSeconds, now) && Math.floor(now / 1000) >= nextSnapshotAt(item, snapshotSeconds),
    open: (item, options, now) => openSnapshot(tracking, resource, item, options, now),
    // A window in the future: the export's start time has not come yet.
    isAtEnd: ({ since = 0 }: ListPosition, now) => since > now / 1000,
    reposition: beginAgain,
    recordTimeout: (state) => state,
    // The next run must not continue a snapshot whose pages lead nowhere.
    recordEnd: (state, outcome) => (outcome === 'stalled' ? dropSnapshot(state) : state),
    buildCheckpoint: buildSnapshotCheckpoint,
    // Only a checkpoint replaces the cursor item.
    hasMoved: ({ persisted, cursorAtStart }) => persisted.cursor !== cursorAtStart,
    advancedSeconds,
    // A snapshot shows the list as it was at the start, even if reading it took hours.
    freshAt: ({ persisted }, at) => persisted.cursor.endTime ?? at,
    times: ({ persisted, cursorAtStart }) => ({
      startTime: cursorAtStart.endTime ?? null,
      endTime: persisted.cursor.endTime ?? null,
    }),
  };
  return tracking;
}

function openSnapshot(
  tracking: Tracking,
  resource: ListResource,
  item: CursorItem,
  { startTime }: Pick<ExportOptions, 'startTime'>,
  now: number,
): ExportState {
  const position = firstListPosition(resource, item, startTime, now);
  const state = initialState(tracking, item, position, item.startTime ?? startTime);
  return position.page === 1 ? dropSnapshot(state) : state;
}

/** Begins a new snapshot, because Zendesk has refused the cursor of the one under way. */
function beginAgain(state: ExportState, to: ListPosition): ExportState {
  return dropSnapshot({ ...state, progress: { ...state.progress, position: to, hasRestarted: true } });
}

/** Removes the snapshot under way from the cursor item, if no page of the new one lands in this run. */
const dropSnapshot = (state: ExportState): ExportState => addPending(state, { snapshotDropped: true });

function buildSnapshotCheckpoint(
  state: ExportState,
  next: LandStep & { readonly position: ListPosition },
  { landedAt, perPage }: CheckpointDetails,
): ReturnType<Tracking['buildCheckpoint']> {
  const { persisted, cursorAtStart, exportStartTime, counters } = state;
  const readAt = lastReadAt(state);
  const write = {
    ...persistedSnapshot(persisted.cursor, exportStartTime, next, landedAt),
    ...(readAt !== undefined && { readAt }),
    ...(perPage !== undefined && { perPage }),
    runHistory: addTotals(cursorAtStart.runHistory ?? {}, counters),
  };
  return { write, heldBackTo: null };
}

function advancedSeconds({ persisted, cursorAtStart }: ExportState): number {
  const { endTime } = persisted.cursor;
  return endTime === undefined ? 0 : endTime - (cursorAtStart.endTime ?? endTime);
}

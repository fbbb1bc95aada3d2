import type { ExportOptions } from '#functions/export/core/export-options.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import type { CursorItem } from '#functions/export/core/state/cursor.ts';
import { nextDueAt } from '#functions/export/core/state/due.ts';
import type { RunHistory } from '#functions/export/core/state/run-history.ts';
import { nextSnapshotAt } from '#functions/export/core/state/snapshot.ts';

/** The snapshots of a list. Times are epoch seconds. */
export type SnapshotStatus = {
  /** Seconds between the starts of two snapshots. */
  readonly intervalSeconds: number;
  /** When the last complete snapshot began. */
  readonly completeAt: number | null;
  readonly underWay: {
    /** When it began. */
    readonly at: number;
    /** Number of pages landed. */
    readonly pages: number;
    readonly lastPageAt: number | null;
    /** The start of the window that it reads; null if the list has none. */
    readonly since: number | null;
  } | null;
  /** Set by a rewind, until the snapshot that it requests is complete. */
  readonly rewoundTo: number | null;
};

type SnapshotCursor = {
  readonly endTime?: number;
  readonly snapshotTime?: number;
  readonly page?: number;
  readonly pageTime?: number;
  readonly since?: number;
  readonly rewoundTo?: number;
};

/** Describes the snapshots of a list with this cursor item. */
export const describeSnapshots = (
  { endTime, snapshotTime, page, pageTime, since, rewoundTo }: SnapshotCursor,
  intervalSeconds: number,
): SnapshotStatus => ({
  intervalSeconds,
  completeAt: endTime ?? null,
  // The time of a snapshot that was given up stays on the item.
  underWay:
    snapshotTime === undefined || page === undefined
      ? null
      : { at: snapshotTime, pages: page, lastPageAt: pageTime ?? null, since: since ?? null },
  rewoundTo: rewoundTo ?? null,
});

/** Returns when a run requests pages of an export next, in epoch seconds; 0 if it does so as soon as it is invoked. */
export function findNextDue(
  resource: Resource,
  { unavailableAt, ...item }: Pick<CursorItem, 'unavailableAt' | 'endTime' | 'rewoundTo'> & RunHistory,
  { pollSeconds, snapshotSeconds }: Pick<ExportOptions, 'pollSeconds' | 'snapshotSeconds'>,
): number {
  const due = nextDueAt({ ...(unavailableAt !== undefined && { unavailableAt }), runHistory: item }, pollSeconds);
  return resource.kind === 'list' ? Math.max(due, nextSnapshotAt(item, snapshotSeconds)) : due;
}

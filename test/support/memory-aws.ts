import { gunzipSync } from 'node:zlib';
import type { CursorItem, CursorWrite, SnapshotProgress } from '#functions/export/core/state/cursor.ts';
import type { LandedObject } from '#functions/export/core/lake/object-key.ts';
import type { CursorStore, Lake, Lease } from '#functions/export/core/ports/ports.ts';

/** Called at each call. Errors that it throws reach the caller. */
export type OnCall = (call: string, detail: { signal: AbortSignal }) => void | Promise<void>;

/** A stored object; `body` is uncompressed. */
type StoredObject = LandedObject & { readonly body: Buffer };

export type MemoryLake = Lake & { readonly objects: Map<string, StoredObject> };

/** A bucket in memory that respects `If-None-Match: *`. */
export function memoryLake(onCall: OnCall): MemoryLake {
  const objects = new Map<string, StoredObject>();
  return {
    objects,
    async land(object, signal) {
      await onCall('land', { signal });
      if (objects.has(object.key)) return 'present';
      objects.set(object.key, { ...object, body: object.isGzip ? gunzipSync(object.bytes) : object.bytes });
      return 'new';
    },
  };
}

/** A cursor item as stored in the table. */
export type StoredItem = CursorItem & { readonly leaseOwner?: string; readonly leaseUntil?: number };

export type MemoryCursors = CursorStore & { readonly items: Map<string, StoredItem> };

/** The position after a checkpoint. */
function keptByCheckpoint({ startTime, endTime }: StoredItem, write: CursorWrite): CursorItem {
  if (!('snapshot' in write)) return { ...write, startTime: startTime ?? write.startTime };
  return { ...(endTime !== undefined && { endTime }), ...(startTime !== undefined && { startTime }), ...write };
}

const timeOf = ({ time }: SnapshotProgress = {}): SnapshotProgress => (time === undefined ? {} : { time });

/** A cursor table in memory that applies the conditions of the real one without DynamoDB's expressions. */
export function memoryCursors(onCall: OnCall): MemoryCursors {
  const items = new Map<string, StoredItem>();
  const findItem = (id: string): StoredItem => items.get(id) ?? {};
  const isOurs = (id: string, lease: Lease): boolean => findItem(id).leaseOwner === lease.owner;
  const withoutLease = ({ leaseOwner, leaseUntil, ...others }: StoredItem): StoredItem => others;

  return {
    items,
    async read(ids, signal) {
      await onCall('read', { signal });
      return new Map(ids.map((id) => [id, withoutLease(findItem(id))]));
    },
    async acquire(id, lease, now, signal) {
      await onCall('acquire', { signal });
      const { leaseOwner, leaseUntil } = findItem(id);
      const expired = leaseUntil === undefined || leaseUntil < Math.floor(now / 1000);
      if (leaseOwner !== undefined && leaseOwner !== lease.owner && !expired) return 'held';
      items.set(id, { ...findItem(id), leaseOwner: lease.owner, leaseUntil: lease.until });
      return withoutLease(findItem(id));
    },
    async checkpoint(id, lease, write, { release }, signal) {
      await onCall('checkpoint', { signal });
      const { leaseOwner, leaseUntil, runHistory, ...stored } = findItem(id);
      if (!isOurs(id, lease) || (stored.endTime ?? 0) > (write.endTime ?? Infinity)) return 'lost';
      const heldLease = {
        ...(leaseOwner !== undefined && { leaseOwner }),
        ...(leaseUntil !== undefined && { leaseUntil }),
      };
      const history = { runHistory: { ...runHistory, ...write.runHistory } };
      items.set(id, { ...keptByCheckpoint(stored, write), ...(!release && heldLease), ...history });
      return 'written';
    },
    async release(id, lease, changes, signal) {
      await onCall('release', { signal });
      if (!isOurs(id, lease)) return;
      const { perPage, afterCursor, ...others } = withoutLease(findItem(id));
      if (changes === undefined) {
        items.set(id, withoutLease(findItem(id)));
        return;
      }
      // The function never reads the reason.
      const { cursorRefused, snapshotDropped, unavailableReason, ...kept } = changes;
      const { unavailableAt, ...answered } = others;
      items.set(id, {
        ...(kept.readAt === undefined ? others : answered),
        ...(afterCursor !== undefined && !cursorRefused && !snapshotDropped && { afterCursor }),
        ...(snapshotDropped && { snapshot: timeOf(others.snapshot) }),
        ...kept,
      });
    },
  };
}

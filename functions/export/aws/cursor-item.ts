import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { CURSOR_ATTRIBUTES, numberValue, textValue } from '#common/cursor-attributes.ts';
import type {
  CursorItem,
  CursorWrite,
  IntervalWrite,
  ReleaseUpdate,
  SnapshotProgress,
  SnapshotWrite,
} from '../core/state/cursor.ts';
import { StorageError } from '../core/errors.ts';
import type { LastPageTail } from '../core/state/last-page.ts';
import { buildRunHistoryUpdate, readRunHistory } from './run-history-attributes.ts';

/** The attributes of an item as the SDK returns them. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** Changes to an item's attributes. `remove` removes an attribute; attributes that are not listed keep their value. */
export type AttributeUpdate = Readonly<Record<string, AttributeValue | 'remove'>>;

const A = CURSOR_ATTRIBUTES;

/**
 * Parses a cursor item. Ignores `last_page` if `end_time` has changed since it was written, so operators who edit
 * `end_time` manually need not touch it. Also ignores another form of it, because it only saves uploads.
 * @throws StorageError naming an attribute that is not a non-negative integer
 */
export function parseCursorItem(exportId: string, attributes: Attributes): CursorItem {
  const number = (name: string): number | undefined => readNumber(exportId, name, attributes[name]);
  const endTime = number(A.endTime);
  const startTime = number(A.startTime);
  const pinnedSecond = number(A.pinnedSecond);
  const perPage = number(A.perPage);
  const readAt = number(A.readAt);
  const unavailableAt = number(A.unavailableAt);
  const rewoundTo = number(A.rewoundTo);
  const snapshot = readSnapshot(number);
  const afterCursor = attributes[A.afterCursor]?.S;
  const lastPage = readLastPage(attributes[A.lastPage], endTime);
  const runHistory = readRunHistory(attributes);
  return {
    ...(endTime !== undefined && { endTime }),
    ...(startTime !== undefined && { startTime }),
    ...(pinnedSecond !== undefined && { pinnedSecond }),
    ...(perPage !== undefined && { perPage }),
    ...(readAt !== undefined && { readAt }),
    ...(unavailableAt !== undefined && { unavailableAt }),
    ...(afterCursor !== undefined && { afterCursor }),
    ...(lastPage !== undefined && { lastPage }),
    ...(snapshot !== undefined && { snapshot }),
    ...(rewoundTo !== undefined && { rewoundTo }),
    ...(runHistory !== undefined && { runHistory }),
  };
}

function readSnapshot(number: (name: string) => number | undefined): SnapshotProgress | undefined {
  const time = number(A.snapshotTime);
  const page = number(A.page);
  const pageTime = number(A.pageTime);
  const since = number(A.since);
  const snapshot = {
    ...(time !== undefined && { time }),
    ...(page !== undefined && { page }),
    ...(pageTime !== undefined && { pageTime }),
    ...(since !== undefined && { since }),
  };
  return Object.keys(snapshot).length === 0 ? undefined : snapshot;
}

/** Builds the update of a checkpoint. It persists the whole position, so it removes attributes that no longer apply. */
export const buildCheckpointUpdate = (write: CursorWrite): AttributeUpdate => ({
  ...('snapshot' in write ? buildSnapshotUpdate(write) : buildIntervalUpdate(write)),
  ...buildObservationsUpdate(write),
});

const buildIntervalUpdate = (write: IntervalWrite): AttributeUpdate => ({
  [A.endTime]: numberValue(write.endTime),
  [A.startTime]: numberValue(write.startTime),
  [A.afterCursor]: textOrRemove(write.afterCursor),
  [A.pinnedSecond]: numberOrRemove(write.pinnedSecond),
  [A.perPage]: numberOrRemove(write.perPage),
  [A.lastPage]: write.lastPage === undefined ? 'remove' : lastPageValue(write.lastPage),
});

const buildSnapshotUpdate = ({ endTime, startTime, snapshot, ...write }: SnapshotWrite): AttributeUpdate => ({
  ...(endTime !== undefined && { [A.endTime]: numberValue(endTime) }),
  ...(startTime !== undefined && { [A.startTime]: numberValue(startTime) }),
  [A.snapshotTime]: numberOrRemove(snapshot.time),
  [A.page]: numberOrRemove(snapshot.page),
  [A.pageTime]: numberOrRemove(snapshot.pageTime),
  [A.since]: numberOrRemove(snapshot.since),
  [A.afterCursor]: textOrRemove(write.afterCursor),
  [A.perPage]: numberOrRemove(write.perPage),
  [A.rewoundTo]: numberOrRemove(write.rewoundTo),
});

/** Builds the update of a release. It does not change the position, but removes a cursor that Zendesk refused. */
export const buildReleaseUpdate = (update: ReleaseUpdate): AttributeUpdate => ({
  [A.perPage]: numberOrRemove(update.perPage),
  // Never removed: the last checkpoint may have been applied without a response, and a pin applies to its second only.
  ...(update.pinnedSecond !== undefined && { [A.pinnedSecond]: numberValue(update.pinnedSecond) }),
  ...(update.cursorRefused && { [A.afterCursor]: 'remove' as const }),
  ...(update.snapshotDropped && SNAPSHOT_DROPPED),
  ...(update.unavailableAt !== undefined && { [A.unavailableAt]: numberValue(update.unavailableAt) }),
  ...(update.unavailableReason !== undefined && { [A.unavailableReason]: textValue(update.unavailableReason) }),
  ...buildObservationsUpdate(update),
});

/** A later snapshot must not have an earlier time, so the time stays. */
const SNAPSHOT_DROPPED: AttributeUpdate = {
  [A.afterCursor]: 'remove',
  [A.page]: 'remove',
  [A.pageTime]: 'remove',
  [A.since]: 'remove',
};

const AVAILABLE: AttributeUpdate = { [A.unavailableAt]: 'remove', [A.unavailableReason]: 'remove' };

/** Observations are overwritten, never removed. Only a page shows that the resource is available. */
const buildObservationsUpdate = ({
  readAt,
  runHistory,
}: Pick<CursorItem, 'readAt' | 'runHistory'>): AttributeUpdate => ({
  ...(readAt !== undefined && { [A.readAt]: numberValue(readAt), ...AVAILABLE }),
  ...buildRunHistoryUpdate(runHistory),
});

const textOrRemove = (value: string | undefined): AttributeValue | 'remove' =>
  value === undefined ? 'remove' : textValue(value);

const numberOrRemove = (value: number | undefined): AttributeValue | 'remove' =>
  value === undefined ? 'remove' : numberValue(value);

const lastPageValue = ({ from, endTime, records, digest }: LastPageTail): AttributeValue => ({
  M: {
    from: numberValue(from),
    end_time: numberValue(endTime),
    records: numberValue(records),
    digest: textValue(digest),
  },
});

function readLastPage(attribute: AttributeValue | undefined, endTime: number | undefined): LastPageTail | undefined {
  const { from, end_time: end, records, digest } = attribute?.M ?? {};
  if (end?.N === undefined || records?.N === undefined || digest?.S === undefined) return undefined;
  if (endTime === undefined || from?.N !== String(endTime)) return undefined;
  return { from: endTime, endTime: Number(end.N), records: Number(records.N), digest: digest.S };
}

function readNumber(exportId: string, name: string, attribute: AttributeValue | undefined): number | undefined {
  if (attribute === undefined) return undefined;
  const value = Number(attribute.N);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new StorageError(
    `${exportId}: attribute ${name} of the cursor item is not a non-negative integer. Correct it in the table (type N; times are epoch seconds).`,
  );
}

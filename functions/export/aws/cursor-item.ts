import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { CURSOR_ATTRIBUTES, numberValue, textValue } from '#common/cursor-attributes.ts';
import type { CursorItem, CursorWrite, ReleaseUpdate } from '../core/state/cursor.ts';
import { StorageError } from '../core/errors.ts';
import type { LastPage } from '../core/state/last-page.ts';
import { readRunHistory, runHistoryUpdate } from './run-history-attributes.ts';

type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** A write to some attributes of an item: `remove` removes one, and those that are absent keep what they have. */
export type AttributeUpdate = Readonly<Record<string, AttributeValue | 'remove'>>;

const A = CURSOR_ATTRIBUTES;

/**
 * Reads a cursor item. What was kept of the last landed page counts only while `end_time` is what it was then, so
 * operators who edit `end_time` by hand can ignore it.
 * @throws StorageError naming the attribute that is no whole number
 */
export function parseCursorItem(exportId: string, attributes: Attributes): CursorItem {
  const number = (name: string): number | undefined => readNumber(exportId, name, attributes[name]);
  const endTime = number(A.endTime);
  const startTime = number(A.startTime);
  const pinnedSecond = number(A.pinnedSecond);
  const perPage = number(A.perPage);
  const readAt = number(A.readAt);
  const afterCursor = attributes[A.afterCursor]?.S;
  const lastPage = readLastPage(attributes[A.lastPage], endTime);
  const runHistory = readRunHistory(attributes);
  return {
    ...(endTime !== undefined && { endTime }),
    ...(startTime !== undefined && { startTime }),
    ...(pinnedSecond !== undefined && { pinnedSecond }),
    ...(perPage !== undefined && { perPage }),
    ...(readAt !== undefined && { readAt }),
    ...(afterCursor !== undefined && { afterCursor }),
    ...(lastPage !== undefined && { lastPage }),
    ...(runHistory !== undefined && { runHistory }),
  };
}

/** What a checkpoint writes. It persists the whole position, so it removes what the position no longer has. */
export const checkpointUpdate = (write: CursorWrite): AttributeUpdate => ({
  [A.endTime]: numberValue(write.endTime),
  [A.startTime]: numberValue(write.startTime),
  [A.afterCursor]: write.afterCursor === undefined ? 'remove' : textValue(write.afterCursor),
  [A.pinnedSecond]: numberOrRemove(write.pinnedSecond),
  [A.perPage]: numberOrRemove(write.perPage),
  [A.lastPage]: write.lastPage === undefined ? 'remove' : lastPageValue(write.lastPage, write.endTime),
  ...observationsUpdate(write),
});

/** What a release writes. It leaves the position alone, except for a cursor that Zendesk has refused. */
export const releaseUpdate = (learnt: ReleaseUpdate): AttributeUpdate => ({
  [A.perPage]: numberOrRemove(learnt.perPage),
  // Never removed: the last checkpoint's answer may be lost, and a pin counts at its own second only.
  ...(learnt.pinnedSecond !== undefined && { [A.pinnedSecond]: numberValue(learnt.pinnedSecond) }),
  ...(learnt.cursorRefused && { [A.afterCursor]: 'remove' as const }),
  ...observationsUpdate(learnt),
});

/** What has only been observed is never removed. */
const observationsUpdate = ({ readAt, runHistory }: Pick<CursorItem, 'readAt' | 'runHistory'>): AttributeUpdate => ({
  ...(readAt !== undefined && { [A.readAt]: numberValue(readAt) }),
  ...runHistoryUpdate(runHistory),
});

const numberOrRemove = (value: number | undefined): AttributeValue | 'remove' =>
  value === undefined ? 'remove' : numberValue(value);

/** A record is `<timestamp>:<digest>`: one string for all of them costs half of what a list of maps would. */
const lastPageValue = (last: LastPage, endTime: number): AttributeValue => ({
  M: {
    as_of: numberValue(endTime),
    end_time: numberValue(last.endTime),
    records: textValue(last.records.map(({ timestamp, digest }) => `${timestamp}:${digest}`).join(' ')),
  },
});

function readLastPage(attribute: AttributeValue | undefined, endTime: number | undefined): LastPage | undefined {
  const { as_of: asOf, end_time: end, records } = attribute?.M ?? {};
  if (end?.N === undefined || records?.S === undefined || asOf?.N !== String(endTime)) return undefined;
  return {
    endTime: Number(end.N),
    records: records.S.split(' ')
      .filter((record) => record !== '')
      .map((record) => {
        const [timestamp = '', digest = ''] = record.split(':');
        return { timestamp: Number(timestamp), digest };
      }),
  };
}

function readNumber(exportId: string, name: string, attribute: AttributeValue | undefined): number | undefined {
  if (attribute === undefined) return undefined;
  const value = Number(attribute.N);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new StorageError(
    `${exportId}: the attribute ${name} of the cursor item is no whole number. Correct it in the table (type N, epoch seconds).`,
  );
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CursorItem, CursorWrite, ReleaseUpdate } from '../core/state/cursor.ts';
import { StorageError } from '../core/errors.ts';
import type { LastPage } from '../core/state/last-page.ts';
import { readRunHistory, runHistoryAttributes } from './run-history-attributes.ts';

type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/**
 * Reads a cursor item. What was kept of the last landed page counts only while `end_time` is what it was then:
 * whoever moves the position by hand need not know of it.
 * @throws StorageError naming the attribute that somebody has broken
 */
export function parseCursorItem(exportId: string, attributes: Attributes): CursorItem {
  const number = (name: string): number | undefined => readNumber(exportId, name, attributes[name]);
  const endTime = number('end_time');
  const startTime = number('start_time');
  const pinnedSecond = number('pinned_second');
  const perPage = number('per_page');
  const afterCursor = attributes['after_cursor']?.S;
  const lastPage = readLastPage(attributes['last_page'], endTime);
  const runHistory = readRunHistory(attributes);
  return {
    ...(endTime !== undefined && { endTime }),
    ...(startTime !== undefined && { startTime }),
    ...(pinnedSecond !== undefined && { pinnedSecond }),
    ...(perPage !== undefined && { perPage }),
    ...(afterCursor !== undefined && { afterCursor }),
    ...(lastPage !== undefined && { lastPage }),
    ...(runHistory !== undefined && { runHistory }),
  };
}

/** The attributes of a checkpoint; undefined ones are to be removed. */
export const writeAttributes = (write: CursorWrite): Attributes => ({
  end_time: numeric(write.endTime),
  start_time: numeric(write.startTime),
  after_cursor: write.afterCursor === undefined ? undefined : { S: write.afterCursor },
  pinned_second: write.pinnedSecond === undefined ? undefined : numeric(write.pinnedSecond),
  per_page: write.perPage === undefined ? undefined : numeric(write.perPage),
  last_page: write.lastPage === undefined ? undefined : lastPageAttribute(write.lastPage, write.endTime),
  ...runHistoryAttributes(write.runHistory),
});

/** The attributes that a release writes; undefined ones are to be removed, absent ones stay. */
export const releaseAttributes = ({ perPage, pinnedSecond, cursorRefused, runHistory }: ReleaseUpdate): Attributes => ({
  per_page: perPage === undefined ? undefined : numeric(perPage),
  // Never removed: the last checkpoint's answer may be lost, and a pin counts at its own second only.
  ...(pinnedSecond !== undefined && { pinned_second: numeric(pinnedSecond) }),
  ...(cursorRefused && { after_cursor: undefined }),
  ...runHistoryAttributes(runHistory),
});

/** A record is `<timestamp>:<digest>`: one string for all of them costs half of what a list of maps would. */
const lastPageAttribute = (last: LastPage, endTime: number): AttributeValue => ({
  M: {
    as_of: numeric(endTime),
    end_time: numeric(last.endTime),
    records: { S: last.records.map(({ timestamp, digest }) => `${timestamp}:${digest}`).join(' ') },
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

const numeric = (value: number): AttributeValue => ({ N: String(value) });

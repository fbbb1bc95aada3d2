import type { Resource } from '../resource.ts';
import type { ScannedPage, ScannedRecord } from './scanned-page.ts';
import { isEpochSeconds } from './timestamp.ts';

/** The part of a record that the exporter reads. */
export type PageRecord = {
  /** Epoch seconds. Pages are sorted by it; for tickets it is `generated_timestamp`. */
  readonly timestamp: number;
  /**
   * Digest of the record's bytes, which differs between two updates within one second. Undefined if the record is so
   * old that no later page can return it again.
   */
  readonly digest: string | undefined;
};

/** One page of an incremental export, from the time-based or the cursor-based endpoint. */
export type Page = TimePage | CursorPage;

export type TimePage = {
  readonly pagination: 'time';
  readonly records: readonly PageRecord[];
  readonly endOfStream: boolean;
  /** Epoch seconds; null only on an empty page. */
  readonly endTime: number | null;
};

export type CursorPage = {
  readonly pagination: 'cursor';
  readonly records: readonly PageRecord[];
  readonly endOfStream: boolean;
  /** Null only if the stream ends, the page is empty, or the cursor walk is past its second. */
  readonly afterCursor: string | null;
};

/** The bytes are not a valid page of this resource. The message names the problem and never quotes content. */
export class InvalidPageError extends Error {
  override readonly name = 'InvalidPageError';
}

/**
 * Validates a scanned page.
 *
 * @param from - epoch seconds: the requested `start_time`, or the pinned second during a cursor walk
 * @throws InvalidPageError if a member or a record's field is missing or has the wrong type
 */
export function parsePage(
  resource: Resource,
  pagination: Page['pagination'],
  from: number,
  scanned: ScannedPage,
): Page {
  const { envelope, hasNonObjects } = scanned;
  if (scanned.records === undefined) throw new InvalidPageError(`${resource.itemKey}: missing or not an array`);
  if (hasNonObjects) throw new InvalidPageError(`${resource.itemKey}: expected an array of objects only`);
  const records = scanned.records.map((record) => readRecord(resource, record));
  const endOfStream = readEndOfStream(resource, envelope, records.length);
  return pagination === 'time'
    ? { pagination, records, endOfStream, endTime: readEndTime(envelope, records, from) }
    : { pagination, records, endOfStream, afterCursor: readAfterCursor(envelope, records, endOfStream, from) };
}

function readEndOfStream({ pagination }: Resource, envelope: ReadonlyMap<string, unknown>, records: number): boolean {
  if (pagination.endOfStream === 'short_page') return records < pagination.maxPageSize;
  const endOfStream = envelope.get('end_of_stream');
  if (typeof endOfStream !== 'boolean') throw new InvalidPageError('end_of_stream: expected true or false');
  return endOfStream;
}

/** The newest timestamp (epoch seconds) of a page with records. */
export const newestOf = (records: readonly PageRecord[]): number =>
  records.reduce((newest, record) => Math.max(newest, record.timestamp), 0);

function readRecord({ version }: Resource, { hasId, timestamp, digest }: ScannedRecord): PageRecord {
  if (!hasId) throw new InvalidPageError(`a record has no ${version.id}`);
  if (timestamp === undefined) {
    const format = version.timestampFormat === 'iso' ? 'ISO 8601' : 'epoch seconds';
    throw new InvalidPageError(`a record has no ${version.timestamp} in ${format}`);
  }
  return { timestamp, digest };
}

function readEndTime(envelope: ReadonlyMap<string, unknown>, records: readonly PageRecord[], from: number) {
  const endTime = envelope.get('end_time');
  if (endTime !== null && !isEpochSeconds(endTime))
    throw new InvalidPageError('end_time: expected epoch seconds or null');
  if (records.length === 0) return endTime;
  if (endTime === null) throw new InvalidPageError('end_time: null on a page with records');
  if (endTime < from)
    throw new InvalidPageError(`end_time: ${endTime} is earlier than the requested start_time ${from}`);
  return endTime;
}

function readAfterCursor(
  envelope: ReadonlyMap<string, unknown>,
  records: readonly PageRecord[],
  endOfStream: boolean,
  second: number,
): string | null {
  const afterCursor = envelope.get('after_cursor');
  if (typeof afterCursor === 'string' && afterCursor !== '') return afterCursor;
  const last = records.at(-1);
  const isNeeded = !endOfStream && last !== undefined && last.timestamp <= second;
  if (afterCursor === null && !isNeeded) return null;
  throw new InvalidPageError('after_cursor: expected a cursor, because the second is not read to its end');
}

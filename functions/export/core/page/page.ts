import type { Resource } from '../resource.ts';
import type { ScannedPage, ScannedRecord } from './scanned-page.ts';
import { isEpochSeconds } from './timestamp.ts';

/** A record as far as the exporter needs to know it. */
export type PageRecord = {
  /** Epoch seconds: what pages are sorted by, a ticket's `generated_timestamp`. */
  readonly timestamp: number;
  /**
   * Identifies the record's bytes: two updates within one second differ here. Undefined where the record is too old to
   * be served again.
   */
  readonly digest: string | undefined;
};

/** One answer of Zendesk: its envelope. */
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
  /** Null only if the stream ends, the page is empty, or the walk is past its second. */
  readonly afterCursor: string | null;
};

/** The bytes are not a valid page of this resource. The message says what is wrong and quotes nothing. */
export class InvalidPageError extends Error {
  override readonly name = 'InvalidPageError';
}

/**
 * Builds a page from what the scanner found in its bytes.
 *
 * @param from - epoch seconds: the `start_time` asked for, or the pinned second on a walk
 * @throws InvalidPageError
 */
export function parsePage(
  resource: Resource,
  pagination: Page['pagination'],
  from: number,
  scanned: ScannedPage,
): Page {
  const { envelope, hasNonObjects } = scanned;
  if (scanned.records === undefined) throw new InvalidPageError(`${resource.itemKey}: missing, or no array`);
  if (hasNonObjects) throw new InvalidPageError(`${resource.itemKey}: expected records only`);
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

/** Epoch seconds: the newest record of a page with records. */
export const newestOf = (records: readonly PageRecord[]): number =>
  records.reduce((newest, record) => Math.max(newest, record.timestamp), 0);

function readRecord({ version }: Resource, { hasId, timestamp, digest }: ScannedRecord): PageRecord {
  if (!hasId) throw new InvalidPageError(`a record without ${version.id}`);
  if (timestamp === undefined) {
    const format = version.timestampFormat === 'iso' ? 'ISO 8601' : 'epoch seconds';
    throw new InvalidPageError(`a record without a ${version.timestamp} in ${format}`);
  }
  return { timestamp, digest };
}

function readEndTime(envelope: ReadonlyMap<string, unknown>, records: readonly PageRecord[], from: number) {
  const endTime = envelope.get('end_time');
  if (endTime !== null && !isEpochSeconds(endTime))
    throw new InvalidPageError('end_time: expected epoch seconds or null');
  if (records.length === 0) return endTime;
  if (endTime === null) throw new InvalidPageError('end_time: null although there are records');
  if (endTime < from) throw new InvalidPageError(`end_time: ${endTime} lies before the start_time asked for, ${from}`);
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
  throw new InvalidPageError('after_cursor: expected a cursor, since the second goes on');
}

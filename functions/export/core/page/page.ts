import type { EndOfStream, IncrementalResource } from '../resource.ts';
import { walkStyleOf, type WalkStyle } from '../walk-style.ts';
import type { PageTail } from './page-tails.ts';
import type { ScannedPage, ScannedRecord } from './scanned-page.ts';
import { isEpochSeconds } from './timestamp.ts';

/** The part of a record that the exporter reads. */
export type PageRecord = {
  /** Epoch seconds. Pages of incremental exports are sorted by it; for tickets it is `generated_timestamp`. */
  readonly timestamp: number;
};

/** One page: of the time-based or the cursor-based endpoint of an incremental export, or of a list. */
export type Page = TimePage | CursorPage | ListPage;

type PageRecords = {
  readonly records: readonly PageRecord[];
  /** The last records, which a later page may return again: see page-tails.ts. */
  readonly tails: readonly PageTail[];
};

export type TimePage = PageRecords & {
  readonly pagination: 'time';
  readonly endOfStream: boolean;
  /** Epoch seconds; null only on an empty page. */
  readonly endTime: number | null;
};

export type CursorPage = PageRecords & {
  readonly pagination: 'cursor';
  readonly endOfStream: boolean;
  /** Null only if the stream ends, the page is empty, or the cursor walk is past its second. */
  readonly afterCursor: string | null;
};

/** The timestamp of its records is the time of the snapshot. */
export type ListPage = PageRecords & {
  readonly pagination: 'list';
  /** True if the snapshot is complete with this page. */
  readonly endOfStream: boolean;
  /** Null if the list does not page by cursor, or if the page has none. */
  readonly afterCursor: string | null;
  /** The ids of the records, if there is one further page for each of them. */
  readonly parents?: readonly string[];
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
  resource: IncrementalResource,
  pagination: 'time' | 'cursor',
  from: number,
  scanned: ScannedPage,
): Page {
  const { itemKey, version } = resource;
  const records = readRecords(itemKey, version.id, scanned).map((record) => readTimestamp(resource, record));
  return pagination === 'time'
    ? parseTimePage(resource, from, records, scanned)
    : parseCursorPage(resource, from, records, scanned);
}

/**
 * Returns the records of a page.
 * @throws InvalidPageError if the page has no array of objects with ids
 */
export function readRecords(itemKey: string, idField: string, scanned: ScannedPage): readonly ScannedRecord[] {
  const { records, hasNonObjects } = scanned;
  if (records === undefined) throw new InvalidPageError(`${itemKey}: missing or not an array`);
  if (hasNonObjects) throw new InvalidPageError(`${itemKey}: expected an array of objects only`);
  if (!records.every(({ hasId }) => hasId)) throw new InvalidPageError(`a record has no ${idField}`);
  return records;
}

function parseTimePage(
  { pagination }: IncrementalResource,
  from: number,
  records: readonly PageRecord[],
  { envelope, tails }: ScannedPage,
): TimePage {
  const isShort = records.length < pagination.maxPageSize;
  const endOfStream = END_OF_STREAM[pagination.endOfStream]({ envelope, isShort, from });
  return { pagination: 'time', records, tails, endOfStream, endTime: readEndTime(envelope, records, from) };
}

function parseCursorPage(
  resource: IncrementalResource,
  second: number,
  records: readonly PageRecord[],
  { envelope, meta, tails }: ScannedPage,
): CursorPage {
  const style = walkStyleOf(resource);
  const members = style.location === 'meta' ? meta : envelope;
  const endOfStream = readBoolean(members, style.end.member) === style.end.value;
  const afterCursor = readAfterCursor(members, style, records, endOfStream, second);
  return { pagination: 'cursor', records, tails, endOfStream, afterCursor };
}

type EndMarks = {
  readonly envelope: ReadonlyMap<string, unknown>;
  /** True if the page has fewer records than the maximum. */
  readonly isShort: boolean;
  /** The requested `start_time`. */
  readonly from: number;
};

/** Detects the last time-based page, by how a resource marks it. */
const END_OF_STREAM: Readonly<Record<EndOfStream, (marks: EndMarks) => boolean>> = {
  flag: ({ envelope }) => readBoolean(envelope, 'end_of_stream'),
  short_page: ({ isShort }) => isShort,
  next_page({ envelope, isShort, from }) {
    return readNextPage(envelope) === null || (isShort && envelope.get('end_time') === from);
  },
};

/** @throws InvalidPageError if the page has no URL or null there */
export function readNextPage(envelope: ReadonlyMap<string, unknown>): string | null {
  const nextPage = envelope.get('next_page');
  if (nextPage === null || typeof nextPage === 'string') return nextPage;
  throw new InvalidPageError('next_page: expected a URL or null');
}

/** @throws InvalidPageError if the member is missing or has another type */
export function readBoolean(members: ReadonlyMap<string, unknown>, name: string): boolean {
  const value = members.get(name);
  if (typeof value !== 'boolean') throw new InvalidPageError(`${name}: expected true or false`);
  return value;
}

/** The newest timestamp (epoch seconds) of a page with records. */
export const newestOf = (records: readonly PageRecord[]): number =>
  records.reduce((newest, record) => Math.max(newest, record.timestamp), 0);

function readTimestamp({ version }: IncrementalResource, { timestamp }: ScannedRecord): PageRecord {
  if (timestamp === undefined) {
    const format = version.timestampFormat === 'iso' ? 'ISO 8601' : 'epoch seconds';
    throw new InvalidPageError(`a record has no ${version.timestamp} in ${format}`);
  }
  return { timestamp };
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
  members: ReadonlyMap<string, unknown>,
  { mayOmitCursor }: WalkStyle,
  records: readonly PageRecord[],
  endOfStream: boolean,
  second: number,
): string | null {
  const found = members.get('after_cursor');
  const afterCursor = found === undefined && mayOmitCursor ? null : found;
  if (typeof afterCursor === 'string' && afterCursor !== '') return afterCursor;
  const last = records.at(-1);
  const isNeeded = !endOfStream && last !== undefined && last.timestamp <= second;
  if (afterCursor === null && !isNeeded) return null;
  throw new InvalidPageError('after_cursor: expected a cursor, because the second is not read to its end');
}

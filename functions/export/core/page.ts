import { hash } from 'node:crypto';
import { arrayElements, JsonStructureError, objectMembers, type Slice, sliceText } from './json-slices.ts';
import type { Resource } from './resource.ts';

/** A record as far as the exporter needs to know it. */
export type PageRecord = {
  /** Epoch seconds: what pages are sorted by, a ticket's `generated_timestamp`. */
  readonly timestamp: number;
  /** Identifies the record's bytes: two updates within one second differ here. */
  readonly digest: string;
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
  /** Null at most where the stream ends, the page is empty, or the walk has got past its second. */
  readonly afterCursor: string | null;
};

/** The bytes are no page of this resource. The message says what is wrong and quotes nothing. */
export class NotAPage extends Error {
  override readonly name = 'NotAPage';
}

/**
 * Reads a page's envelope and its records' identities. Records are parsed one at a time, so that a page of
 * 100 MB never stands in memory as objects.
 *
 * @param from - epoch seconds: the `start_time` asked for, or the pinned second on a walk
 * @throws NotAPage
 */
export function parsePage(resource: Resource, pagination: Page['pagination'], from: number, json: Buffer): Page {
  try {
    const members = objectMembers(json);
    const items = members.get(resource.itemKey);
    if (items === undefined) throw new NotAPage(`${resource.itemKey}: missing`);
    const records = arrayElements(json, items).map((slice) => readRecord(resource, json, slice));
    members.delete(resource.itemKey);
    const envelope = new Map([...members].map(([key, slice]) => [key, parse(json, slice)] as const));
    const endOfStream = envelope.get('end_of_stream');
    if (typeof endOfStream !== 'boolean') throw new NotAPage('end_of_stream: expected true or false');
    return pagination === 'time'
      ? { pagination, records, endOfStream, endTime: readEndTime(envelope, records, from) }
      : { pagination, records, endOfStream, afterCursor: readAfterCursor(envelope, records, endOfStream, from) };
  } catch (error) {
    if (error instanceof JsonStructureError) throw new NotAPage(error.message);
    throw error;
  }
}

/** Epoch seconds: the newest record of a page with records. */
export const newestOf = (records: readonly PageRecord[]): number =>
  records.reduce((newest, record) => Math.max(newest, record.timestamp), 0);

function readRecord(resource: Resource, json: Buffer, slice: Slice): PageRecord {
  const value = parse(json, slice);
  const { id, timestamp } = resource.version;
  if (!isObject(value) || value[id] === undefined) throw new NotAPage(`a record without ${id}`);
  const at = value[timestamp];
  if (!isEpochSeconds(at)) throw new NotAPage(`a record without a ${timestamp} in epoch seconds`);
  return { timestamp: at, digest: hash('sha256', json.subarray(slice.start, slice.end), 'base64url').slice(0, 12) };
}

function readEndTime(envelope: ReadonlyMap<string, unknown>, records: readonly PageRecord[], from: number) {
  const endTime = envelope.get('end_time');
  if (endTime !== null && !isEpochSeconds(endTime)) throw new NotAPage('end_time: expected epoch seconds or null');
  if (records.length === 0) return endTime;
  if (endTime === null) throw new NotAPage('end_time: null although there are records');
  if (endTime < from) throw new NotAPage(`end_time: ${endTime} lies before the start_time asked for, ${from}`);
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
  throw new NotAPage('after_cursor: expected a cursor, since the second goes on');
}

function parse(json: Buffer, slice: Slice): unknown {
  try {
    return JSON.parse(sliceText(json, slice));
  } catch {
    // Not its message and not as the cause: it quotes what it could not parse, which is ticket content.
    throw new NotAPage(`not JSON between bytes ${slice.start} and ${slice.end}`);
  }
}

/** Epoch seconds have ten digits until the year 2286; more are milliseconds, and would break the keys' order. */
const LAST_SECOND = 9_999_999_999;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEpochSeconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_SECOND;

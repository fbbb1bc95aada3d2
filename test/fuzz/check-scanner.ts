import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { JsonStructureError, NESTED } from '#functions/export/core/page/json-tokens.ts';
import { InvalidPageError, parsePage } from '#functions/export/core/page/page.ts';
import { describePages, type PageFormat } from '#functions/export/core/page/page-format.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import type { PageTail } from '#functions/export/core/page/page-tails.ts';
import type { ScannedPage, ScannedRecord, Slice } from '#functions/export/core/page/scanned-page.ts';
import { readTimestamp } from '#functions/export/core/page/timestamp.ts';
import type { IncrementalResource, TimestampFormat } from '#functions/export/core/resource.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { WALK_STYLES } from '#functions/export/core/walk-style.ts';
import { createRng } from '#sandbox/zendesk/rng.ts';
import { referenceKinds } from '../support/functions/unreadable-reference.ts';
import { cutIntoChunks, damaged, randomDocument } from './documents.ts';

const { tickets } = RESOURCES;
const walk = { style: WALK_STYLES.keyset, path: tickets.pagination.timePath };
/** Tickets with each kind of pagination. */
const READERS: readonly IncrementalResource[] = [
  tickets,
  { ...tickets, pagination: { ...tickets.pagination, walk } },
  { ...tickets, pagination: { ...tickets.pagination, endOfStream: 'next_page' } },
];
/** Extracts the envelope of every kind of pagination. */
const FORMAT: PageFormat = {
  ...describePages(tickets),
  envelope: new Set(READERS.flatMap((resource) => [...describePages(resource).envelope])),
  meta: new Set(READERS.flatMap((resource) => [...describePages(resource).meta])),
};
/** Epoch seconds: in the middle of the records' timestamps, so that some records need not be digested. */
const DIGESTS_FROM = 1_700_000_012;

/** The kind of a document: a page, another JSON object, or invalid JSON. */
export type Verdict = 'page' | 'object' | 'broken';

/**
 * Scans one random document, half of them damaged, and compares the result with `JSON.parse`.
 * @throws Error if they differ, or if the scanner throws an error that it does not declare
 */
export function checkDocument(seed: number, index: number): Verdict {
  const rng = createRng(seed, index);
  const timestampFormat = rng.pick(['epoch', 'iso'] as const);
  const whole = randomDocument(rng, timestampFormat);
  const bytes = rng.chance(0.5) ? damaged(rng, whole) : whole;
  return checkChunks(timestampFormat, cutIntoChunks(rng, bytes), `seed ${seed}, document ${index}`);
}

/**
 * Scans one document and compares the result with `JSON.parse`.
 * @param name - the document's name, for messages
 * @throws Error if they differ, or if the scanner throws an error that it does not declare
 */
export function checkChunks(timestampFormat: TimestampFormat, chunks: readonly Buffer[], name: string): Verdict {
  const format: PageFormat = { ...FORMAT, timestamp: { field: tickets.version.timestamp, format: timestampFormat } };
  const bytes = Buffer.concat(chunks);
  const parsed = parseObject(bytes);
  const scanned = scan(format, chunks);
  const differenceError = (difference: string): Error =>
    new Error(`${name}: ${difference}: ${JSON.stringify(bytes.toString())}`);
  if (scanned === undefined) {
    if (parsed !== undefined) throw differenceError('the scanner rejects a valid JSON object');
    return 'broken';
  }
  const kinds = referenceKinds(bytes) ?? scanned.unreadable;
  if (!isDeepStrictEqual(scanned.unreadable, kinds)) throw differenceError('the scanner finds other odd characters');
  // Even for a broken document, the scanner's result must parse as a page or be rejected as an invalid page.
  const isPage = isReadAsPage(scanned);
  if (parsed === undefined) return 'broken';
  const difference = findDifference(format, bytes, parsed, scanned);
  if (difference !== undefined) throw differenceError(`the scanner and JSON.parse differ in ${difference}`);
  return isPage ? 'page' : 'object';
}

function parseObject(bytes: Buffer): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    // The scanner keeps names as UTF-8, which has no half of a surrogate pair.
    return isObject ? new Map(Object.entries(value).map(([name, each]) => [name.toWellFormed(), each])) : undefined;
  } catch {
    return undefined;
  }
}

function scan(format: PageFormat, chunks: readonly Buffer[]): ScannedPage | undefined {
  const scanner = createPageScanner(format, DIGESTS_FROM);
  try {
    // A chunk's memory may be reused, so the scanner must not read it after push().
    for (const chunk of chunks) {
      const reused = Buffer.from(chunk);
      scanner.push(reused);
      reused.fill(0);
    }
    return scanner.end();
  } catch (error) {
    if (error instanceof JsonStructureError) return undefined;
    throw error;
  }
}

function isReadAsPage(scanned: ScannedPage): boolean {
  return READERS.flatMap((reader) => [isPage(reader, 'time', scanned), isPage(reader, 'cursor', scanned)]).includes(
    true,
  );
}

function isPage(reader: IncrementalResource, pagination: 'time' | 'cursor', scanned: ScannedPage): boolean {
  try {
    const page = parsePage(reader, pagination, 0, scanned);
    return page.records.length === scanned.records?.length;
  } catch (error) {
    if (error instanceof InvalidPageError) return false;
    throw error;
  }
}

/** The first part of a document that the scanner reads differently from `JSON.parse`. */
function findDifference(
  { itemKey, idField, timestamp, ...names }: PageFormat,
  bytes: Buffer,
  parsed: ReadonlyMap<string, unknown>,
  { envelope, meta, arrays, records, tails, hasNonObjects }: ScannedPage,
): string | undefined {
  const valueAt = ({ start, end }: Slice): unknown => JSON.parse(bytes.toString('utf8', start, end));
  if (!isDeepStrictEqual(new Set(envelope), selectMembers(parsed, names.envelope))) return 'the envelope';
  if (!isDeepStrictEqual(new Set(meta), selectMembers(toMembers(parsed.get('meta')), names.meta))) return 'meta';
  const lists = new Map([...parsed].filter((member): member is [string, unknown[]] => Array.isArray(member[1])));
  if (!isDeepStrictEqual(new Set(arrays.keys()), new Set(lists.keys()))) return 'the arrays';
  for (const [name, elements] of lists) {
    if (!isDeepStrictEqual(arrays.get(name)?.map(valueAt), elements)) return `the elements of ${name}`;
  }
  const items = lists.get(itemKey);
  if ((items === undefined) !== (records === undefined)) return 'the presence of records';
  if (items === undefined || records === undefined) return undefined;
  const objects = items.filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
  if (hasNonObjects !== objects.length < items.length) return 'the presence of non-objects';
  if (!isDeepStrictEqual(records.map(valueAt), objects)) return 'the records';
  for (const [i, record] of records.entries()) {
    const fields = new Map(Object.entries(objects[i] ?? {}));
    if (record.hasId !== fields.has(idField)) return "the presence of a record's id";
    const expected = timestamp === null ? undefined : readTimestamp(timestamp.format, fields.get(timestamp.field));
    if (!Object.is(record.timestamp, expected)) return "a record's timestamp";
  }
  return isDeepStrictEqual(tails, expectedTails(bytes, records)) ? undefined : 'the tails';
}

/** The members with these names, as the scanner returns them. */
const selectMembers = (members: ReadonlyMap<string, unknown>, names: ReadonlySet<string>): Set<[string, unknown]> =>
  new Set([...members].filter(([name]) => names.has(name)).map(([name, value]) => [name, single(value)]));

/** The members of an object; none of any other value. */
const toMembers = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);

const single = (value: unknown): unknown => (typeof value === 'object' && value !== null ? NESTED : value);

/** The tails of records whose last second is digested, and all since `DIGESTS_FROM`. */
function expectedTails(bytes: Buffer, records: readonly ScannedRecord[]): PageTail[] {
  const timed = records.filter(hasTimestamp);
  const last = timed.at(-1)?.timestamp;
  const lastSecondFrom = 1 + timed.findLastIndex(({ timestamp }) => timestamp !== last);
  const undigested = timed.slice(0, lastSecondFrom).filter(({ timestamp }) => timestamp < DIGESTS_FROM);
  const incompleteUpTo = Math.max(-Infinity, ...undigested.map(({ timestamp }) => timestamp));
  const seconds = [...new Set(timed.map(({ timestamp }) => timestamp))].filter((second) => second > incompleteUpTo);
  return seconds
    .toSorted((one, other) => other - one)
    .map((from) => {
      const tail = timed.filter(({ timestamp }) => timestamp >= from);
      const sum = tail.reduce((total, { start, end }) => total + sha256(bytes.subarray(start, end)), 0n) % 2n ** 256n;
      return { from, records: tail.length, digest: sum.toString(16).padStart(64, '0') };
    });
}

const hasTimestamp = (record: ScannedRecord): record is ScannedRecord & { readonly timestamp: number } =>
  record.timestamp !== undefined;

const sha256 = (bytes: Uint8Array): bigint => BigInt(`0x${createHash('sha256').update(bytes).digest('hex')}`);

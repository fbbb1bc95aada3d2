import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { InvalidPageError, parsePage } from '#functions/export/core/page/page.ts';
import { createPageScanner, JsonStructureError } from '#functions/export/core/page/page-scanner.ts';
import { ENVELOPE, NESTED, type ScannedPage, type Slice } from '#functions/export/core/page/scanned-page.ts';
import { RESOURCES } from '#functions/export/core/resource.ts';
import { createRng } from '#sandbox/zendesk/rng.ts';
import { damaged, inPieces, randomDocument } from './documents.ts';

const { itemKey, version } = RESOURCES.tickets;
/** Within the timestamps of the documents' records. */
const DIGESTS_FROM = 1_700_000_012;

/** What one document was: taken by `JSON.parse` as a page-like object, or by it and as a page, or not at all. */
export type Verdict = 'page' | 'object' | 'broken';

/**
 * Lets the scanner read one random document, half of them damaged, and holds what it says against `JSON.parse`.
 * @throws where they differ, or where anything else than the scanner's own errors is thrown
 */
export function checkDocument(seed: number, index: number): Verdict {
  const rng = createRng(seed, index);
  const whole = randomDocument(rng);
  const bytes = rng.chance(0.5) ? damaged(rng, whole) : whole;
  const pieces = inPieces(rng, bytes);
  const parsed = parsedObject(bytes);
  const scanned = scan(pieces);
  const fail = (what: string): Error =>
    new Error(`seed ${seed}, document ${index}: ${what}: ${JSON.stringify(bytes.toString())}`);
  if (scanned === undefined) {
    if (parsed !== undefined) throw fail('is an object, and was found broken');
    return 'broken';
  }
  // Whatever is found in a broken document passes the checks of a page, or is none.
  const isPage = isReadAsPage(scanned);
  if (parsed === undefined) return 'broken';
  const difference = differenceBetween(bytes, parsed, scanned);
  if (difference !== undefined) throw fail(`differs in ${difference}`);
  return isPage ? 'page' : 'object';
}

function parsedObject(bytes: Buffer): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

function scan(pieces: readonly Buffer[]): ScannedPage | undefined {
  const scanner = createPageScanner(RESOURCES.tickets, DIGESTS_FROM);
  try {
    // Each in memory of its own, as pieces come: what is kept of one must not change with the next.
    for (const piece of pieces) {
      const own = Buffer.from(piece);
      scanner.push(own);
      own.fill(0);
    }
    return scanner.end();
  } catch (error) {
    if (error instanceof JsonStructureError) return undefined;
    throw error;
  }
}

function isReadAsPage(scanned: ScannedPage): boolean {
  return (['time', 'cursor'] as const).map((pagination) => isPage(pagination, scanned)).includes(true);
}

function isPage(pagination: 'time' | 'cursor', scanned: ScannedPage): boolean {
  try {
    const page = parsePage(RESOURCES.tickets, pagination, 0, scanned);
    return page.records.length === scanned.records?.length;
  } catch (error) {
    if (error instanceof InvalidPageError) return false;
    throw error;
  }
}

/** The first thing that the scanner sees otherwise than `JSON.parse`. */
function differenceBetween(
  bytes: Buffer,
  parsed: ReadonlyMap<string, unknown>,
  { envelope, arrays, records, hasNonObjects }: ScannedPage,
): string | undefined {
  const valueAt = ({ start, end }: Slice): unknown => JSON.parse(bytes.toString('utf8', start, end));
  const expected = new Map(
    [...parsed].filter(([name]) => ENVELOPE.has(name)).map(([name, value]) => [name, single(value)]),
  );
  if (!isDeepStrictEqual(new Set(envelope), new Set(expected))) return 'the envelope';
  const lists = new Map([...parsed].filter((member): member is [string, unknown[]] => Array.isArray(member[1])));
  if (!isDeepStrictEqual(new Set(arrays.keys()), new Set(lists.keys()))) return 'the arrays';
  for (const [name, elements] of lists) {
    if (!isDeepStrictEqual(arrays.get(name)?.map(valueAt), elements)) return `the elements of ${name}`;
  }
  const items = lists.get(itemKey);
  if ((items === undefined) !== (records === undefined)) return 'having records';
  if (items === undefined || records === undefined) return undefined;
  const objects = items.filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
  if (hasNonObjects !== objects.length < items.length) return 'having strangers';
  if (!isDeepStrictEqual(records.map(valueAt), objects)) return 'the records';
  const lastSecondFrom = 1 + records.findLastIndex(({ timestamp }) => timestamp !== records.at(-1)?.timestamp);
  for (const [i, record] of records.entries()) {
    const fields = new Map(Object.entries(objects[i] ?? {}));
    if (record.hasId !== fields.has(version.id)) return 'an id';
    if (!isDeepStrictEqual(record.timestamp, single(fields.get(version.timestamp)))) return 'a timestamp';
    const digest = createHash('sha256')
      .update(bytes.subarray(record.start, record.end))
      .digest('base64url')
      .slice(0, 12);
    if (record.digest !== undefined && record.digest !== digest) return 'a digest';
    if (record.digest === undefined && (isRecent(record.timestamp) || i >= lastSecondFrom)) return 'a lack of a digest';
  }
  return undefined;
}

const single = (value: unknown): unknown => (typeof value === 'object' && value !== null ? NESTED : value);

const isRecent = (timestamp: unknown): boolean => typeof timestamp !== 'number' || timestamp >= DIGESTS_FROM;

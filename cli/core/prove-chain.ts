import { type ChainCursor, type ChainLink, type Gap, selectNeededPages, verifyChain } from '#catalog/chain.ts';
import type { LandedMetadata } from '#catalog/landed-object.ts';
import type { ListedObject } from './listed-object.ts';

/** Whether the landed objects of an export have gaps. Times are epoch seconds. */
export type Verdict = {
  readonly gaps: readonly Gap[];
  /** The verified interval; null if the export has no position yet. */
  readonly range: Gap | null;
  /** True if the verified interval starts after the export did, because earlier objects may have expired. */
  readonly beganAtOldest: boolean;
  readonly objects: number;
  /** Number of objects whose metadata was read. */
  readonly lookedUp: number;
};

/** Reads the metadata of these objects, in their order; undefined for an object that has none. */
export type LookUp = (
  objects: readonly Pick<ListedObject, 'key'>[],
) => Promise<readonly (LandedMetadata | undefined)[]>;

/** The part of a cursor page's key that the proof needs, and the key for the lookup of its metadata. */
type CursorPage = Pick<ListedObject, 'key' | 'startTime' | 'endTime'> & { readonly pagination: 'cursor' };

/** A listing without everything that the proof does not need, so that a million objects fit into memory. */
type Listing = {
  /** The intervals of the time-based pages, joined where they overlap or touch. */
  readonly time: ChainLink[];
  readonly walked: CursorPage[];
  objects: number;
  /** The earliest `start_time`. */
  oldest: number;
};

/**
 * Verifies that the objects cover the time from an export's start to its cursor without a gap. The listing is enough
 * for time-based pages. Cursor pages are linked by their metadata, which is looked up if the proof needs it.
 *
 * @param listed - in any order; memory use is least in the order of their keys
 * @param expires - true if old objects are deleted, so that the verification starts at the oldest one
 */
export async function proveChain(
  listed: AsyncIterable<ListedObject>,
  cursor: ChainCursor | undefined,
  expires: boolean,
  lookUp: LookUp,
): Promise<Verdict> {
  const { time, walked, objects, oldest } = await collect(listed);
  const { start_time: start, end_time: end } = cursor ?? {};
  if (cursor === undefined || start === undefined || end === undefined) {
    return { gaps: [], range: null, beganAtOldest: false, objects, lookedUp: 0 };
  }
  const from = expires ? Math.min(end, Math.max(start, oldest)) : start;
  const verified = { ...cursor, start_time: from };
  const needed = selectNeededPages(time, walked, verified);
  const metadata = await lookUp(needed);
  // Without its metadata, a page would look like the first of a walk, which has no cursor.
  const linked = needed.flatMap((page, index) => {
    const own = metadata[index];
    return own === undefined ? [] : [{ ...page, ...own }];
  });
  return {
    gaps: verifyChain([...time, ...linked], verified).gaps,
    range: { from, to: end },
    beganAtOldest: from > start,
    objects,
    lookedUp: needed.length,
  };
}

async function collect(listed: AsyncIterable<ListedObject>): Promise<Listing> {
  const listing: Listing = { time: [], walked: [], objects: 0, oldest: Infinity };
  for await (const { key, startTime, endTime, pagination } of listed) {
    listing.objects += 1;
    listing.oldest = Math.min(listing.oldest, startTime);
    if (pagination === 'cursor') listing.walked.push({ key, startTime, endTime, pagination });
    else if (endTime > startTime) addInterval(listing.time, startTime, endTime);
  }
  return listing;
}

/** Adds the interval of a time-based page. Joins it with the one before it if they overlap or touch. */
function addInterval(time: ChainLink[], startTime: number, endTime: number): void {
  const last = time.at(-1);
  const isJoined = last !== undefined && startTime <= last.endTime && endTime >= last.startTime;
  if (!isJoined) {
    time.push({ startTime, endTime, pagination: 'time' });
    return;
  }
  time[time.length - 1] = {
    startTime: Math.min(last.startTime, startTime),
    endTime: Math.max(last.endTime, endTime),
    pagination: 'time',
  };
}

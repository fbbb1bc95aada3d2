import { type ChainCursor, type Gap, verifyChain } from '#catalog/chain.ts';
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

/**
 * Verifies that the objects cover the time from an export's start to its cursor without a gap. The listing is enough
 * for time-based pages. Cursor pages are linked by their metadata, which is looked up.
 *
 * @param expires - true if old objects are deleted, so that the verification starts at the oldest one
 */
export async function proveChain(
  objects: readonly ListedObject[],
  cursor: ChainCursor | undefined,
  expires: boolean,
  lookUp: LookUp,
): Promise<Verdict> {
  const { start_time: start, end_time: end } = cursor ?? {};
  const none = { gaps: [], range: null, beganAtOldest: false, objects: objects.length, lookedUp: 0 };
  if (cursor === undefined || start === undefined || end === undefined) return none;
  const from = expires ? Math.min(end, Math.max(start, findOldestStart(objects, end))) : start;

  const { time = [], cursor: walked = [] } = Object.groupBy(objects, ({ pagination }) => pagination);
  const metadata = await lookUp(walked);
  // Without its metadata, a page would look like the first of a walk, which has no cursor.
  const linked = walked.flatMap((object, index) => {
    const own = metadata[index];
    return own === undefined ? [] : [{ ...object, ...own }];
  });
  const links = [...time, ...linked];
  return {
    gaps: verifyChain(links, { ...cursor, start_time: from }).gaps,
    range: { from, to: end },
    beganAtOldest: from > start,
    objects: objects.length,
    lookedUp: walked.length,
  };
}

/** Finds the start of the oldest object; `end` if there are no objects. */
const findOldestStart = (objects: readonly ListedObject[], end: number): number =>
  objects.reduce((oldest, { startTime }) => Math.min(oldest, startTime), end);

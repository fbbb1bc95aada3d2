import { type ChainCursor, type Gap, verifyChain } from '#catalog/chain.ts';
import type { LandedMetadata } from '#catalog/landed-object.ts';
import type { ListedObject } from './listed-object.ts';

/** Whether the chain of an export has gaps. Times are epoch seconds. */
export type Verdict = {
  readonly gaps: readonly Gap[];
  /** What was to be proved; null if nothing has been promised yet. */
  readonly range: Gap | null;
  /** Whether the proof begins later than the export did, since earlier objects have expired. */
  readonly beganAtOldest: boolean;
  readonly objects: number;
  /** How many objects were looked up besides the listing. */
  readonly lookedUp: number;
};

/** Gives the metadata of these objects, in their order. */
export type LookUp = (objects: readonly ListedObject[]) => Promise<readonly LandedMetadata[]>;

/**
 * Proves that the objects cover an export's time from its beginning to its cursor without a gap. The listing is enough
 * for pages read by time; cursor pages are linked by their metadata, so these are looked up.
 *
 * @param expires - whether old objects are deleted: then the proof begins at the oldest one
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
  const from = expires ? Math.min(end, Math.max(start, oldestStart(objects, end))) : start;

  const { time = [], cursor: walked = [] } = Object.groupBy(objects, ({ pagination }) => pagination);
  const metadata = await lookUp(walked);
  const links = [...time, ...walked.map((object, index) => ({ ...object, ...metadata[index] }))];
  return {
    gaps: verifyChain(links, { ...cursor, start_time: from }).gaps,
    range: { from, to: end },
    beganAtOldest: from > start,
    objects: objects.length,
    lookedUp: walked.length,
  };
}

/** With no objects left there is nothing to prove. */
const oldestStart = (objects: readonly ListedObject[], end: number): number =>
  objects.reduce((oldest, { startTime }) => Math.min(oldest, startTime), end);

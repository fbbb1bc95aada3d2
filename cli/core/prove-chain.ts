import { type ChainCursor, type ChainLink, type Gap, proofRestsOn, verifyChain } from '#catalog/chain.ts';
import type { LandedMetadata, LandedName } from '#catalog/landed-object.ts';

/** A landed object as the listing has it. */
export type Listed = LandedName & {
  readonly key: string;
  /** As it lies there, compressed. */
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly lastModifiedMs: number;
};

/** Whether the chain of an export is whole. Times are epoch seconds. */
export type Verdict = {
  readonly gaps: readonly Gap[];
  /** What was to be proved; null where nothing has been promised yet. */
  readonly range: Gap | null;
  /** Whether the proof begins later than the export did, since what lay before has expired. */
  readonly beganAtOldest: boolean;
  readonly objects: number;
  /** How many objects were looked up besides the listing. */
  readonly lookedUp: number;
};

/** Gives the metadata of these objects, in their order. */
export type LookUp = (objects: readonly Listed[]) => Promise<readonly LandedMetadata[]>;

/**
 * Proves from the listing that the objects cover an export's time from its beginning to its cursor without a gap.
 *
 * By its key a walk's last page looks like a page by time, which would prove its second read even where the rest of
 * the walk is lost. So the objects on which the proof rests are looked up, and where one is of a walk, that whole walk.
 *
 * @param expires - whether old objects are deleted: then the oldest one is where the proof begins
 */
export async function proveChain(
  objects: readonly Listed[],
  cursor: ChainCursor | undefined,
  expires: boolean,
  lookUp: LookUp,
): Promise<Verdict> {
  const { start_time: began, end_time: end, after_cursor: afterCursor } = cursor ?? {};
  const none = { gaps: [], range: null, beganAtOldest: false, objects: objects.length, lookedUp: 0 };
  if (cursor === undefined || began === undefined || end === undefined) return none;
  const start = expires ? Math.min(end, beginningOf(objects, began, end)) : began;
  const promised = { ...cursor, start_time: start };

  const known = new Map<Listed, ChainLink & Listed>();
  const seen = (listed: Listed): ChainLink & Listed => known.get(listed) ?? { ...listed, pagination: 'time' };
  for (;;) {
    const restsOn = new Set(proofRestsOn(objects.map(seen), promised).map(({ key }) => key));
    const walked = new Set(
      [...known.values()].filter(({ pagination }) => pagination === 'cursor').map(({ startTime }) => startTime),
    );
    if (afterCursor !== undefined) walked.add(end);
    const asked = objects.filter((each) => !known.has(each) && (restsOn.has(each.key) || walked.has(each.startTime)));
    if (asked.length === 0) break;
    const metadata = await lookUp(asked);
    for (const [index, each] of asked.entries()) {
      const found = metadata[index];
      if (found !== undefined) known.set(each, { ...each, ...found });
    }
  }
  return {
    gaps: verifyChain([...known.values()], promised).gaps,
    range: { from: start, to: end },
    beganAtOldest: start > began,
    objects: objects.length,
    lookedUp: known.size,
  };
}

function beginningOf(objects: readonly Listed[], began: number, end: number): number {
  // With nothing left there is nothing to prove.
  const oldest = objects.reduce((oldest, { startTime }) => Math.min(oldest, startTime), end);
  return Math.max(began, oldest);
}

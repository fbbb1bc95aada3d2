import type { LandedMetadata, LandedName } from './landed-object.ts';

/** What the proof needs of an object and of the cursor item. */
export type ChainLink = Pick<LandedName, 'startTime' | 'endTime'> &
  Pick<LandedMetadata, 'pagination' | 'cursor' | 'afterCursor'>;
export type ChainCursor = { readonly start_time?: number; readonly end_time?: number; readonly after_cursor?: string };

/** A stretch of time (epoch seconds) that no landed object proves to be complete. */
export type Gap = { readonly from: number; readonly to: number };
export type ChainProof = { readonly complete: boolean; readonly gaps: readonly Gap[] };

/**
 * Proves from keys and metadata alone that the objects cover the time from the cursor's `start_time` to its
 * `end_time` without a gap.
 *
 * A page from `start_time` T that ends at E > T holds everything of T up to E, and perhaps only a part of E. So the
 * next one has to begin at E at the latest. A page that ends where it began leads no further: within such a pinned
 * second only a walk counts, whose pages are linked by `cursor` and `after-cursor` from one without `cursor` on.
 */
export function verifyChain(objects: readonly ChainLink[], cursor: ChainCursor | undefined): ChainProof {
  const { start_time: start, end_time: end, after_cursor: afterCursor } = cursor ?? {};
  // Without a cursor nothing has been promised.
  if (start === undefined || end === undefined) return { complete: true, gaps: [] };

  const walked = reachableByWalk(objects);
  const gaps: Gap[] = [];
  let covered = start;
  for (const step of stepsIn(objects, walked)) {
    if (covered >= end) break;
    if (step.startTime > covered) gaps.push({ from: covered, to: Math.min(step.startTime, end) });
    covered = Math.max(covered, step.endTime);
  }
  if (covered < end) gaps.push({ from: covered, to: end });

  const isAtCursor = (each: ChainLink): boolean => each.startTime === end && each.afterCursor === afterCursor;
  if (afterCursor !== undefined && ![...walked].some(isAtCursor)) gaps.push({ from: end, to: end });
  return { complete: gaps.length === 0, gaps };
}

/**
 * As few objects as cover what all of them cover: a proof rests on these. Whoever knows only keys takes each object for
 * a page by time, looks up what these really are, and asks again.
 */
export function proofRestsOn<Link extends ChainLink>(objects: readonly Link[], cursor: ChainCursor): Link[] {
  const { start_time: start, end_time: end } = cursor;
  if (start === undefined || end === undefined) return [];
  const chosen: Link[] = [];
  let covered = start;
  let best: Link | undefined;
  const take = (): void => {
    if (best === undefined || best.endTime <= covered) return;
    chosen.push(best);
    covered = best.endTime;
  };
  for (const step of stepsIn(objects, reachableByWalk(objects))) {
    // Nothing further on begins early enough to reach as far.
    if (step.startTime > covered) take();
    if (covered >= end || step.startTime >= end) return chosen;
    covered = Math.max(covered, step.startTime);
    if (best === undefined || step.endTime > best.endTime) best = step;
  }
  take();
  return chosen;
}

/** What leads on in time, earliest first. */
function stepsIn<Link extends ChainLink>(objects: readonly Link[], walked: ReadonlySet<ChainLink>): Link[] {
  return objects
    .filter((each) => each.endTime > each.startTime && (each.pagination === 'time' || walked.has(each)))
    .sort((a, b) => a.startTime - b.startTime);
}

/** The walks' pages to which an unbroken chain of cursors leads from a page that was asked for without one. */
function reachableByWalk(objects: readonly ChainLink[]): ReadonlySet<ChainLink> {
  const pages = objects.filter(({ pagination }) => pagination === 'cursor');
  const askedWith = Map.groupBy(pages, ({ startTime, cursor }) => linkName(startTime, cursor));
  const reached = new Set<ChainLink>();
  const queue = pages.filter(({ cursor }) => cursor === undefined);
  for (const page of queue) {
    if (reached.has(page)) continue;
    reached.add(page);
    if (page.afterCursor !== undefined)
      queue.push(...(askedWith.get(linkName(page.startTime, page.afterCursor)) ?? []));
  }
  return reached;
}

/** A cursor of one walk's second: the same cursor in a walk of another second links nothing. */
const linkName = (second: number, cursor: string | undefined): string => `${second} ${cursor ?? ''}`;

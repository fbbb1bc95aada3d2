import type { CURSOR_ATTRIBUTES } from '#common/cursor-attributes.ts';
import type { ObjectName } from '#common/object-key.ts';
import type { LandedMetadata } from './landed-object.ts';

type AttributeName<Member extends keyof typeof CURSOR_ATTRIBUTES> = (typeof CURSOR_ATTRIBUTES)[Member];

/** What the proof needs of an object: its key, and of a cursor page its metadata too. */
export type ChainLink = Pick<ObjectName, 'startTime' | 'endTime' | 'pagination'> &
  Pick<LandedMetadata, 'cursor' | 'afterCursor'>;

/** What the proof needs of the cursor item, under the item's own names. */
export type ChainCursor = Readonly<
  Partial<Record<AttributeName<'startTime' | 'endTime'>, number> & Record<AttributeName<'afterCursor'>, string>>
>;

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

/** The objects that cover some time, earliest first. */
function stepsIn(objects: readonly ChainLink[], walked: ReadonlySet<ChainLink>): ChainLink[] {
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

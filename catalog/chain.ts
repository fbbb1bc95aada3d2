import type { CURSOR_ATTRIBUTES } from '#common/cursor-attributes.ts';
import type { ObjectName } from '#common/object-key.ts';
import type { LandedMetadata } from './landed-object.ts';

type AttributeName<Member extends keyof typeof CURSOR_ATTRIBUTES> = (typeof CURSOR_ATTRIBUTES)[Member];

/** The properties of an object that the proof uses: its key, and the cursors of a cursor page. */
export type ChainLink = Pick<ObjectName, 'startTime' | 'endTime' | 'pagination'> &
  Pick<LandedMetadata, 'cursor' | 'afterCursor'>;

/** The attributes of the cursor item that the proof uses. */
export type ChainCursor = Readonly<
  Partial<Record<AttributeName<'startTime' | 'endTime'>, number> & Record<AttributeName<'afterCursor'>, string>>
>;

/** An interval (epoch seconds) that the landed objects do not prove to be complete. */
export type Gap = { readonly from: number; readonly to: number };
export type ChainProof = { readonly complete: boolean; readonly gaps: readonly Gap[] };

/**
 * Proves from keys and metadata alone that the objects cover the time from the cursor's `start_time` to its
 * `end_time` without a gap.
 *
 * A page from `start_time` T that ends at E > T holds every record from T to E, but possibly not all of second E. So the
 * next page has to start at E or earlier. A page that ends at its `start_time` proves nothing. Within such a pinned
 * second, only a walk counts: cursor pages, linked by `cursor` and `after-cursor`, that start without a cursor.
 */
export function verifyChain(objects: readonly ChainLink[], cursor: ChainCursor | undefined): ChainProof {
  const { start_time: start, end_time: end, after_cursor: afterCursor } = cursor ?? {};
  // An export without a cursor has not read anything yet.
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
 * Selects the cursor pages that the proof needs: those of each second whose walk leads through time that no time-based
 * page covers, and those of the second in which the cursor's walk has not ended. With the metadata of these pages alone,
 * {@link verifyChain} has the same result as with that of all pages.
 *
 * @param time - the time-based pages
 * @param walked - the cursor pages, without their metadata
 */
export function selectNeededPages<Page extends ChainLink>(
  time: readonly ChainLink[],
  walked: readonly Page[],
  cursor: ChainCursor | undefined,
): Page[] {
  const { end_time: end, after_cursor: afterCursor } = cursor ?? {};
  const uncovered = verifyChain(time, cursor).gaps.filter(({ from, to }) => to > from);
  const seconds = new Set(walked.flatMap((page) => (leadsInto(uncovered, page) ? [page.startTime] : [])));
  if (afterCursor !== undefined && end !== undefined) seconds.add(end);
  return walked.filter(({ startTime }) => seconds.has(startTime));
}

/**
 * True if the page covers a part of a gap.
 * @param gaps - disjoint and sorted
 */
function leadsInto(gaps: readonly Gap[], { startTime, endTime }: ChainLink): boolean {
  let [low, high] = [0, gaps.length];
  // Finds the first gap that ends after the page's start.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((gaps[middle]?.to ?? 0) > startTime) high = middle;
    else low = middle + 1;
  }
  const gap = gaps[low];
  return gap !== undefined && gap.from < endTime;
}

/** The objects that cover some time, earliest first. */
function stepsIn(objects: readonly ChainLink[], walked: ReadonlySet<ChainLink>): ChainLink[] {
  return objects
    .filter((each) => each.endTime > each.startTime && (each.pagination === 'time' || walked.has(each)))
    .sort((a, b) => a.startTime - b.startTime);
}

/** The walks' pages to which an unbroken chain of cursors leads from a page that was requested without one. */
function reachableByWalk(objects: readonly ChainLink[]): ReadonlySet<ChainLink> {
  const pages = objects.filter(({ pagination }) => pagination === 'cursor');
  const askedWith = Map.groupBy(pages, ({ startTime, cursor }) => linkName(startTime, cursor));
  const reached = new Set<ChainLink>();
  const queue = pages.filter(({ cursor }) => cursor === undefined);
  for (const page of queue) {
    if (reached.has(page)) continue;
    reached.add(page);
    if (page.afterCursor === undefined) continue;
    for (const next of askedWith.get(linkName(page.startTime, page.afterCursor)) ?? []) queue.push(next);
  }
  return reached;
}

/** A cursor of one walk's second: the same cursor in a walk of another second links nothing. */
const linkName = (second: number, cursor: string | undefined): string => `${second} ${cursor ?? ''}`;

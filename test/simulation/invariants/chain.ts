import { type ChainCursor, type ChainLink, verifyChain } from '#catalog/chain.ts';
import type { Item } from '../engine/dynamodb.ts';
import type { LandedPage } from '../engine/landed.ts';
import { numberIn, type Trace } from '../trace.ts';

/** Keys and metadata prove that nothing is missing. Without any one object, they show a gap. */
export function chain({ pages, item, writes }: Trace): string[] {
  const cursor = cursorIn(item);
  if (!verifyChain(pages, cursor).complete)
    return [`the chain has gaps: ${JSON.stringify(verifyChain(pages, cursor))}`];
  const unprovenCursors = writes.flatMap(({ after }) => unprovenCursor(after, pages));
  return [
    ...unprovenCursors,
    ...pages.flatMap((page) => {
      const others = pages.filter((other) => other !== page);
      const hasGap = !verifyChain(others, cursor).complete;
      return hasGap === covers(others, cursor)
        ? [`without ${page.key} the chain is reported as ${hasGap ? 'incomplete' : 'complete'}`]
        : [];
    }),
  ];
}

/** A cursor is persisted only if a page with records ended with it. */
function unprovenCursor(item: Item, pages: readonly LandedPage[]): string[] {
  const cursor = item['after_cursor']?.S;
  const isProven = pages.some(({ afterCursor, records }) => afterCursor === cursor && records.length > 0);
  return cursor === undefined || isProven
    ? []
    : [`after_cursor ${cursor} was persisted, but no landed page with records ends with it`];
}

export function cursorIn(item: Item): ChainCursor {
  const start = numberIn(item, 'start_time');
  const end = numberIn(item, 'end_time');
  const afterCursor = item['after_cursor']?.S;
  return {
    ...(start !== undefined && { start_time: start }),
    ...(end !== undefined && { end_time: end }),
    ...(afterCursor !== undefined && { after_cursor: afterCursor }),
  };
}

/**
 * Whether the objects cover the time between the cursor's start and end, second by second. This is a slow second
 * implementation of the chain. A page of a walk counts only if cursors lead to it from the walk's first page.
 */
function covers(objects: readonly ChainLink[], { start_time: start, end_time: end, after_cursor: at }: ChainCursor) {
  if (start === undefined || end === undefined) return true;
  const walked = walkedPages(objects);
  const seconds = objects.filter((each) => each.pagination === 'time').concat(walked);
  const isCovered = (second: number): boolean =>
    seconds.some(({ startTime, endTime }) => startTime <= second && second + 1 <= endTime);
  // Coverage can only start or end at these seconds.
  const edges = [start, ...seconds.map(({ endTime }) => endTime)].filter((edge) => edge >= start && edge < end);
  return (
    edges.every(isCovered) &&
    (at === undefined || walked.some(({ startTime, afterCursor }) => startTime === end && afterCursor === at))
  );
}

function walkedPages(objects: readonly ChainLink[]): ChainLink[] {
  const walks = objects.filter(({ pagination }) => pagination === 'cursor');
  const reached = new Set(walks.filter(({ cursor }) => cursor === undefined));
  for (const { startTime, afterCursor } of reached) {
    if (afterCursor === undefined) continue;
    for (const next of walks) if (next.startTime === startTime && next.cursor === afterCursor) reached.add(next);
  }
  return [...reached];
}

import { type ChainCursor, type ChainLink, verifyChain } from '#catalog/chain.ts';
import type { Item } from '../engine/dynamodb.ts';
import type { LandedPage } from '../engine/landed.ts';
import { numberIn, type Trace } from '../trace.ts';

/** Keys and metadata prove that nothing is missing, and show a gap where an object is removed. */
export function chain({ pages, item, writes }: Trace): string[] {
  const cursor = cursorIn(item);
  if (!verifyChain(pages, cursor).complete)
    return [`the chain has gaps: ${JSON.stringify(verifyChain(pages, cursor))}`];
  const unfounded = writes.flatMap(({ after }) => unfoundedCursor(after, pages));
  return [
    ...unfounded,
    ...pages.flatMap((page) => {
      const others = pages.filter((other) => other !== page);
      const found = !verifyChain(others, cursor).complete;
      return found === covers(others, cursor)
        ? [`without ${page.key} the audit says ${found ? 'gap' : 'complete'}`]
        : [];
    }),
  ];
}

/** A cursor is kept only if records have been read up to it. */
function unfoundedCursor(item: Item, pages: readonly LandedPage[]): string[] {
  const cursor = item['after_cursor']?.S;
  const isFounded = pages.some(({ afterCursor, tickets }) => afterCursor === cursor && tickets.length > 0);
  return cursor === undefined || isFounded ? [] : [`${cursor} was kept, and leads on from no page with records`];
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
 * Whether the objects cover the time between the cursor's ends, second by second: a slow second implementation.
 * A walk's page counts where cursors lead to it from one that was asked for without.
 */
function covers(objects: readonly ChainLink[], { start_time: start, end_time: end, after_cursor: at }: ChainCursor) {
  if (start === undefined || end === undefined) return true;
  const walked = walkedPages(objects);
  const seconds = objects.filter((each) => each.pagination === 'time').concat(walked);
  const isCovered = (second: number): boolean =>
    seconds.some(({ startTime, endTime }) => startTime <= second && second + 1 <= endTime);
  // The only seconds at which anything can begin or end to be covered.
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

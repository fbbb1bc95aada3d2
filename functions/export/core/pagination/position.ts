import { newestOf, type Page } from '../page/page.ts';
import type { ExportRequest } from '../export-request.ts';
import type { Resource } from '../resource.ts';

/** Where the next page is read from. Times are epoch seconds. */
export type Position =
  /** Time-based: every record from this second on. */
  | { readonly kind: 'time'; readonly startTime: number }
  /**
   * Inside a pinned second: it holds more records than a page, so `start_time` cannot get past it, and the
   * cursor-based endpoint walks through it. Without a cursor the walk begins.
   */
  | { readonly kind: 'walk'; readonly second: number; readonly cursor?: string };

/** What a page did to the position it was asked from. */
export type NextPosition = { readonly position: Position; readonly caughtUp: boolean };

/** Epoch seconds before which everything that Zendesk has shown so far has been read. */
export const secondOf = (position: Position): number =>
  position.kind === 'time' ? position.startTime : position.second;

/** Zendesk refuses a `start_time` younger than a minute, and holds that minute's records back anyway. */
const TOO_RECENT_SECONDS = 61;

/**
 * Whether nothing can be asked for here yet.
 * @param now - epoch milliseconds
 * @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/#excluding-the-most-recent-minute
 */
export const isTooRecent = (position: Position, now: number): boolean =>
  now / 1000 - secondOf(position) < TOO_RECENT_SECONDS;

/** The path and query of the request that reads from `position`; options go with every request of a walk too. */
export function buildQuery(
  resource: Resource,
  position: Position,
  options: Pick<ExportRequest, 'include' | 'supportTypeScope'>,
  perPage: number,
): string {
  const params = new URLSearchParams();
  if (position.kind === 'walk' && position.cursor !== undefined) params.set('cursor', position.cursor);
  else params.set('start_time', String(secondOf(position)));
  params.set('per_page', String(perPage));
  if (options.include.length > 0) params.set('include', options.include.join(','));
  if (options.supportTypeScope !== undefined) params.set('support_type_scope', options.supportTypeScope);
  return `${position.kind === 'time' ? resource.path : resource.cursorPath}?${params.toString()}`;
}

/** The position after a page. An empty page means caught up, whatever its flags say, and moves nothing. */
export function advance(position: Position, page: Page): NextPosition {
  const last = page.records.at(-1);
  if (last === undefined) return { position, caughtUp: true };
  if (position.kind === 'time') return advanceInTime(position.startTime, page);
  const afterCursor = page.pagination === 'cursor' ? page.afterCursor : null;
  return {
    position:
      last.timestamp > position.second
        ? { kind: 'time', startTime: last.timestamp }
        : { ...position, ...(afterCursor !== null && { cursor: afterCursor }) },
    // A cursor that leads to itself leads nowhere.
    caughtUp: page.endOfStream || afterCursor === position.cursor,
  };
}

function advanceInTime(startTime: number, page: Page): NextPosition {
  const newest = newestOf(page.records);
  // An `end_time` ahead of the page's records would skip whatever shows in between.
  const reached = Math.max(startTime, page.pagination === 'time' ? Math.min(page.endTime ?? newest, newest) : newest);
  const pinned = !page.endOfStream && reached === startTime;
  return {
    // Never on to the next second: where Zendesk caps a page, that second has more records.
    position: pinned ? { kind: 'walk', second: startTime } : { kind: 'time', startTime: reached },
    caughtUp: page.endOfStream,
  };
}

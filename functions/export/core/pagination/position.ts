import type { FetchedPage } from '../page/fetched-page.ts';
import type { Page } from '../page/page.ts';
import type { Resource } from '../resource.ts';
import type { PageSource } from './page-source.ts';

/** The start of the next page to read. Times are epoch seconds. */
export type Position = TimePosition | CursorPosition | ListPosition;

/** The next page begins with the first record at or after `startTime`. */
export type TimePosition = { readonly kind: 'time'; readonly startTime: number };

/**
 * Inside a pinned second: more records share this second than fit on a page, so `start_time` cannot move past it. The
 * cursor-based endpoint reads the second page by page (a cursor walk). A walk begins without a cursor.
 */
export type CursorPosition = { readonly kind: 'cursor'; readonly second: number; readonly cursor?: string };

/** Inside a snapshot of a list. */
export type ListPosition = {
  readonly kind: 'list';
  /** When the snapshot began. */
  readonly snapshot: number;
  /** The number of the next page, from 1. */
  readonly page: number;
  /** The cursor of the next page, if the list pages by cursor. Absent on the first page. */
  readonly cursor?: string;
  /** If the list has a window, the snapshot reads the records created from this time on. */
  readonly since?: number;
  /** If there is one list per parent: the parent whose list is the next page, and the parents after it. */
  readonly parent?: { readonly id: string; readonly others: readonly string[] };
};

/** The details of a request that are needed to interpret its page. */
export type RequestDetails = {
  /** The requested `per_page`. */
  readonly perPage: number;
  /** When the request was sent, in epoch milliseconds: see `requestTime` in lookback.ts. */
  readonly requestTime: number;
};

/** Land the page, then continue at `position` or end the export. */
export type LandStep = {
  readonly kind: 'land';
  readonly position: Position;
  /** The page at this position, if it has been read already. */
  readonly held?: FetchedPage;
  /** The cursor that this page's checkpoint may persist. */
  readonly checkpointCursor?: string;
  /** Why the export ends after this page. `pinned`: its second is pinned, and the resource has no cursor endpoint. */
  readonly end?: 'caught_up' | 'stalled' | 'pinned';
};

/** The next step of an export after a page. */
export type NextStep =
  | LandStep
  /** End the export and do not land the page. */
  | { readonly kind: 'end'; readonly outcome: 'caught_up' | 'stalled' }
  /** Land the page. If a page can be read at `position` or after it, continue there, otherwise end as caught up. */
  | { readonly kind: 'look_ahead'; readonly position: ListPosition }
  /** Zendesk may have hidden rows of the page: see hidden-page.ts. */
  | { readonly kind: 'hidden'; readonly endTime: number }
  /** More records follow, but time-based pagination cannot reach them. Do not land the page. */
  | { readonly kind: 'dead_end' };

/** Some names occur several times in a query. */
export type QueryParameter = readonly [name: string, value: string];

/** The part of a request that depends on the pagination. */
type RequestTarget = {
  readonly path: string;
  readonly params: readonly QueryParameter[];
  /** The name of the query parameter for the page size; null if there is none. */
  readonly sizeParameter: string | null;
};

/**
 * The pagination for one kind of position. The resource of a position has this kind of pagination, so an implementation
 * handles only such resources.
 */
export type PositionKind<P extends Position> = {
  request(resource: Resource, position: P): RequestTarget;
  /** Describes the page at a position. */
  describe(resource: Resource, position: P): Omit<PageSource, 'query'>;
  /** Returns the step after the page at a position. */
  next(resource: Resource, position: P, page: Page, request: RequestDetails): NextStep;
  /**
   * Returns the position at which to begin again if Zendesk refuses the cursor of this one.
   * @param now - epoch milliseconds
   */
  restart(position: P, now: number): Position;
};

/**
 * Epoch seconds of a position. The export has read all records before it that Zendesk has exposed so far. For a list,
 * this is when the snapshot began.
 */
export function secondOf(position: Position): number {
  if (position.kind === 'list') return position.snapshot;
  return position.kind === 'time' ? position.startTime : position.second;
}

/** Zendesk rejects a `start_time` less than a minute ago and excludes the records of the most recent minute. */
const TOO_RECENT_SECONDS = 61;

/**
 * True if Zendesk would reject a request at this position because it is too recent.
 * @param now - epoch milliseconds
 * @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/#excluding-the-most-recent-minute
 */
export const isTooRecent = (position: Position, now: number): boolean =>
  now / 1000 - secondOf(position) < TOO_RECENT_SECONDS;

/** Returns the position that begins a cursor walk through the current second. */
export const startWalk = (position: Position): CursorPosition => ({ kind: 'cursor', second: secondOf(position) });

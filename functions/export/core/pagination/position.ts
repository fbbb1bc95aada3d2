import type { Page } from '../page/page.ts';
import type { Resource } from '../resource.ts';

/** The start of the next page to read. Times are epoch seconds. */
export type Position = TimePosition | CursorPosition;

/** The next page begins with the first record at or after `startTime`. */
export type TimePosition = { readonly kind: 'time'; readonly startTime: number };

/**
 * Inside a pinned second: more records share this second than fit on a page, so `start_time` cannot move past it. The
 * cursor-based endpoint reads the second page by page (a cursor walk). A walk begins without a cursor.
 */
export type CursorPosition = { readonly kind: 'cursor'; readonly second: number; readonly cursor?: string };

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
  /** Zendesk may have hidden rows of the page: see hidden-page.ts. */
  | { readonly kind: 'hidden'; readonly endTime: number }
  /** More records follow, but time-based pagination cannot reach them. Do not land the page. */
  | { readonly kind: 'dead_end' };

/** The part of a request that depends on the pagination. */
type RequestTarget = {
  readonly path: string;
  /** The query parameters that select the start of the page. */
  readonly params: Readonly<Record<string, string>>;
  /** The name of the query parameter for the page size. */
  readonly sizeParameter: string;
};

/** The pagination for one kind of position: how to request a page, and which step follows it. */
export type PositionKind<P extends Position> = {
  request(resource: Resource, position: P): RequestTarget;
  next(resource: Resource, position: P, page: Page, request: RequestDetails): NextStep;
};

/** Epoch seconds of a position. The export has read all records before it that Zendesk has exposed so far. */
export const secondOf = (position: Position): number =>
  position.kind === 'time' ? position.startTime : position.second;

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

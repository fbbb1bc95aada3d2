import type { Page } from '../page/page.ts';
import type { Resource } from '../resource.ts';

/** Where the next page is read from. Times are epoch seconds. */
export type Position = TimePosition | CursorPosition;

/** Every record from this second on. */
export type TimePosition = { readonly kind: 'time'; readonly startTime: number };

/**
 * Inside a second that time-based pagination cannot get past: the cursor-based endpoint walks through it. Without a
 * cursor the walk begins.
 */
export type CursorPosition = { readonly kind: 'cursor'; readonly second: number; readonly cursor?: string };

/** What was asked for, as far as the answer is judged by it. */
export type AskedFor = {
  /** Records asked for: `per_page`. */
  readonly perPage: number;
  /** When the request was made, in epoch milliseconds: see lookback.ts. */
  readonly requestTime: number;
};

/** The page lands, and the export continues from `position`, or ends there. */
export type LandStep = {
  readonly kind: 'land';
  readonly position: Position;
  /** The cursor that a checkpoint of this page may persist. */
  readonly checkpointCursor?: string;
  /** Why the export ends after this page; `pinned`: nothing leads on from it. */
  readonly end?: 'caught_up' | 'stalled' | 'pinned';
};

/** What a page means for the export. */
export type NextStep =
  | LandStep
  /** Nothing lands. */
  | { readonly kind: 'end'; readonly outcome: 'caught_up' | 'stalled' }
  /** Zendesk may have filtered the page after cutting it: see hidden-page.ts. */
  | { readonly kind: 'hidden'; readonly endTime: number }
  /** Time-based pagination leads nowhere from here although more follows; nothing lands. */
  | { readonly kind: 'dead_end' };

/** One kind of position as a state machine: how a page is asked for, and what it leads to. */
export type PositionKind<P extends Position> = {
  /** The path and the parameters that say where to read from. */
  request(
    resource: Resource,
    position: P,
  ): { readonly path: string; readonly params: Readonly<Record<string, string>> };
  next(resource: Resource, position: P, page: Page, asked: AskedFor): NextStep;
};

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

/** The position that walks through the second reached. */
export const walkFrom = (position: Position): CursorPosition => ({ kind: 'cursor', second: secondOf(position) });

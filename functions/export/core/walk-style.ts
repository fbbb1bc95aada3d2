import type { IncrementalResource } from './resource.ts';

/** How an endpoint that reads on behind a record names its parameters and marks its pages. */
export type WalkStyle = {
  readonly cursorParameter: string;
  readonly sizeParameter: string;
  /** True if requests with a cursor need `start_time` as well. */
  readonly repeatsStartTime: boolean;
  /** The place of `after_cursor` and the end mark: among the page's members, or among those of its member `meta`. */
  readonly location: 'page' | 'meta';
  /** The member that marks the end of the stream, and its value there. */
  readonly end: { readonly member: string; readonly value: boolean };
  /** True if `after_cursor` may be missing instead of null. */
  readonly mayOmitCursor: boolean;
};

export const WALK_STYLES = {
  /**
   * Zendesk's cursor-based export.
   * @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/#incremental-ticket-export-cursor-based
   */
  cursor: {
    cursorParameter: 'cursor',
    sizeParameter: 'per_page',
    repeatsStartTime: false,
    location: 'page',
    end: { member: 'end_of_stream', value: true },
    mayOmitCursor: false,
  },
  /**
   * The pagination of Zendesk's lists.
   * @see https://developer.zendesk.com/api-reference/introduction/pagination/
   */
  keyset: {
    cursorParameter: 'page[after]',
    sizeParameter: 'page[size]',
    repeatsStartTime: true,
    location: 'meta',
    end: { member: 'has_more', value: false },
    mayOmitCursor: true,
  },
} as const satisfies Record<string, WalkStyle>;

/** The style of a resource's walk. Only resources with a walk endpoint have cursor positions. */
export const walkStyleOf = ({ pagination }: IncrementalResource): WalkStyle =>
  pagination.walk?.style ?? WALK_STYLES.cursor;

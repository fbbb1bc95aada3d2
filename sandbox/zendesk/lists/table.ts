import type { Access, Caller } from '../access.ts';
import type { ListName } from './lists.ts';
import type { CursorStyle } from './pages/cursor.ts';
import type { ListRow } from './row.ts';

/**
 * The order of a list: the members that it compares, with `-` in front of descending ones, e.g. `-created_at,-id`.
 * Zendesk's cursors contain it in this form.
 */
export type Order = string;

/** How a list responds to requests with `page[size]`, `page[after]` or `page[before]`. */
export type CursorPaging = {
  /** True if requests without these parameters get the first page too. Default false. */
  readonly isDefault?: boolean;
  readonly style: CursorStyle;
  /** Maximum of `page[size]`, and its default. */
  readonly largestPage: number;
  /** The orders that `sort` selects. Default: it is ignored. */
  readonly sorts?: readonly Order[];
};

/**
 * How a list responds to other requests.
 *
 * - `offset`: by `page` and `per_page`.
 * - `whole`: with all rows, and the members of an offset page.
 * - `whole_with_url`: with all rows and the list's URL.
 */
export type OtherPaging = 'offset' | 'whole' | 'whole_with_url';

/** Definition of a list. */
export type ListTable = {
  /** The member of a page with its rows, which is also the name of the resource. */
  readonly itemKey: ListName;
  /** Path below `/api/v2/`. Of a list per parent, it contains `{id}`. */
  readonly path: string;
  /** Who may read it, and which rate limits count its requests. */
  readonly access: Access;
  /** Default: it ignores these parameters. */
  readonly cursor?: CursorPaging;
  readonly otherwise: OtherPaging;
  /** Maximum number of rows of a page that is one of several, whatever is requested. Default: as requested. */
  readonly rowsPerPage?: number;
  /** The order of cursor pages. */
  readonly order: Order;
  /** The order of other pages. Default: that of cursor pages. */
  readonly otherOrder?: Order;
  /** Returns the rows at a time (epoch milliseconds), of all parents. */
  readonly rows: (nowMs: number) => readonly ListRow[];
  /** Returns true if a request of this user with these parameters shows the row. Default: every request does. */
  readonly isShown?: (row: ListRow, query: URLSearchParams, caller: Caller) => boolean;
  /** The parameters of requests that show all rows. Default: none. */
  readonly showAll?: Readonly<Record<string, string>>;
  /** If there is one list per record of another list. */
  readonly parent?: {
    /** Returns the parents at a time (epoch milliseconds). */
    readonly rows: (nowMs: number) => readonly ListRow[];
    readonly idOf: (row: ListRow) => number;
  };
  /** If clients read only a window of time: returns when a row was created, in epoch milliseconds. */
  readonly createdMs?: (row: ListRow) => number;
};

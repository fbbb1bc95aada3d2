import { type Answer, pageAnswer } from '../answer.ts';
import type { ExportQuery, TOO_RECENT } from './query.ts';
import type { Row } from './table.ts';

/**
 * The rows and the `end_time` of a time-based page that does not end the stream.
 *
 * - `whole`: Zendesk's behavior according to 47 recorded pages. A page of several seconds has exactly `per_page` rows, and
 *   `end_time` is the last row's second. A page within one second S has all rows of S, even more than `per_page`, and
 *   `end_time` is S+1.
 * - `capped`: a page has at most `per_page` rows, and `end_time` is the last row's second. If a second has more rows, a
 *   request from `end_time` returns the same page (estuary/connectors#1789, PostHog/posthog#59215).
 * - `overshoot`: a page includes the whole second of its last row, and `end_time` is that second (Zendesk's reference; a
 *   recorded page of 1001). A second with at least a full page of rows pins the position.
 * - `stuck`: a page has at most `per_page` rows, and `end_time` is the `start_time` of the request. No source reports it.
 */
export type SecondMode = 'whole' | 'capped' | 'overshoot' | 'stuck';

/**
 * When `next_page` is null.
 *
 * - `empty`: only on an empty page, which has no `end_time` either (recorded pages of tickets and users).
 * - `end`: on the last page of the stream (articles, airbytehq/airbyte#33680).
 * - `never`: an empty page has the `start_time` of the request as `end_time` (Talk's reference).
 */
type NextPageNull = 'empty' | 'end' | 'never';

/** Paging rules of a simulated Zendesk. A table can have its own. */
export type ExportRules = {
  readonly secondMode: SecondMode;
  readonly nextPageNull: NextPageNull;
  /** True if the export reads `per_page`. Otherwise a page has up to `largestPage` records. */
  readonly readsPageSize: boolean;
  /**
   * Filter rows (by `support_type_scope` or `exclude_deleted`) after cutting a page instead of before. A page can then
   * have fewer rows than `per_page`, or none, although more follow. `end_time`, `end_of_stream` and `after_cursor` are
   * those before filtering.
   */
  readonly filtersAfterCut: boolean;
  /** The rule for a recent `start_time`. */
  readonly tooRecent: keyof typeof TOO_RECENT;
  /** Seconds before the request in which changes are hidden: 60 since 2024-10-28, 0 before. */
  readonly holdBackSeconds: number;
  /**
   * Default of `per_page` and maximum rows of a page, except to complete a second. If it is less than `per_page`, a
   * small `count` does not mean the end of the stream.
   */
  readonly largestPage: number;
  /** The `users` sideload lists a user once per mention, not once per page (zendesk/zendesk_api_client_rb#251). */
  readonly repeatUsers: boolean;
  /** Origin of `next_page` and `after_url`, to detect clients that follow them. Undefined: the request's origin. */
  readonly nextPageOrigin: string | undefined;
};

/** Zendesk's current behavior, as far as it is known. */
export const DEFAULT_RULES: ExportRules = {
  secondMode: 'whole',
  nextPageNull: 'empty',
  readsPageSize: true,
  filtersAfterCut: false,
  tooRecent: 'current',
  holdBackSeconds: 60,
  largestPage: 1000,
  repeatUsers: false,
  nextPageOrigin: undefined,
};

/** One request for a page. */
export type ExportRequest = {
  /** Scheme, host and port of the request as the client sees them. */
  readonly origin: string;
  /** Path of the request, with or without `.json`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Epoch milliseconds by Zendesk's clock. */
  readonly nowMs: number;
};

/**
 * Returns the URL of the next page. It contains all other parameters, including unknown ones, sorted by name as in
 * recorded pages.
 */
export function buildNextUrl(
  { origin, path, query }: ExportRequest,
  { nextPageOrigin }: ExportRules,
  position: 'start_time' | 'cursor' | 'page[after]',
  value: string,
): string {
  const next = new URLSearchParams(query);
  if (position === 'cursor') next.delete('start_time');
  next.set(position, value);
  next.sort();
  return `${nextPageOrigin ?? origin}${path}?${next.toString()}`;
}

/** Creates the response for a page. */
export function createPageAnswer(
  body: string,
  rows: readonly Row[],
  { perPage }: Pick<ExportQuery, 'perPage'>,
): Answer {
  const [first, last] = [rows[0], rows.at(-1)];
  return pageAnswer(body, { records: rows.length, perPage, firstSecond: first?.second, lastSecond: last?.second });
}

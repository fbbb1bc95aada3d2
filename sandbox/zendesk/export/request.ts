import { type Answer, JSON_TYPE } from '../answer.ts';
import type { ExportQuery, TOO_RECENT } from './query.ts';
import type { Row } from './table.ts';

/**
 * What a time-based page that does not end the stream holds and where its `end_time` leads.
 *
 * - `whole`: how Zendesk answers, by 47 recorded pages. A page of several seconds has exactly `per_page` rows and
 *   the last row's second as `end_time`. A page within one second S holds all rows of S, over `per_page` if need
 *   be, and has S+1.
 * - `capped`: a page ends at `per_page`, its `end_time` is the last row's second. If a second holds more, asking
 *   from `end_time` returns the same page again (estuary/connectors#1789, PostHog/posthog#59215).
 * - `overshoot`: a page holds the whole second of its last row and has that second as `end_time` (Zendesk's
 *   reference; a recorded page of 1001). A second as full as a page pins the position.
 * - `stuck`: a page ends at `per_page`, and `end_time` stays at the `start_time` asked for. No source has seen it.
 */
export type SecondMode = 'whole' | 'capped' | 'overshoot' | 'stuck';

/** How this Zendesk pages. */
export type ExportRules = {
  readonly secondMode: SecondMode;
  /**
   * Cut a page first, then drop the rows that the request does not show (by `support_type_scope` or
   * `exclude_deleted`). A page may then hold fewer rows than `per_page`, or none, although more follow. `end_time`,
   * `end_of_stream` and `after_cursor` are those of the page before dropping.
   */
  readonly filtersAfterCut: boolean;
  /** Which of Zendesk's rules about a young `start_time` holds. */
  readonly tooRecent: keyof typeof TOO_RECENT;
  /** Changes of so many last seconds are not shown: 60 since 2024-10-28, 0 before. */
  readonly holdBackSeconds: number;
  /**
   * The default of `per_page`, and the most rows of a page, except to complete a second. Below `per_page`, a small
   * `count` does not mean the end of the stream.
   */
  readonly largestPage: number;
  /** The `users` sideload lists a user once per mention, not once per page (zendesk/zendesk_api_client_rb#251). */
  readonly repeatUsers: boolean;
  /** Where `next_page` and `after_url` lead: a trap for clients that follow them. Undefined: the origin asked. */
  readonly nextPageOrigin: string | undefined;
};

/** Zendesk as it is known to be today. */
export const DEFAULT_RULES: ExportRules = {
  secondMode: 'whole',
  filtersAfterCut: false,
  tooRecent: 'current',
  holdBackSeconds: 60,
  largestPage: 1000,
  repeatUsers: false,
  nextPageOrigin: undefined,
};

/** One request for a page. */
export type ExportRequest = {
  /** Scheme, host and port that the request came to. */
  readonly origin: string;
  /** As asked for: with or without `.json`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Epoch milliseconds by Zendesk's clock. */
  readonly nowMs: number;
};

/**
 * The URL of the page after this one. It repeats the other parameters, unknown ones included, all of them sorted by
 * name, as recorded.
 */
export function nextUrl(
  { origin, path, query }: ExportRequest,
  { nextPageOrigin }: ExportRules,
  position: 'start_time' | 'cursor',
  value: string,
): string {
  const next = new URLSearchParams(query);
  if (position === 'cursor') next.delete('start_time');
  next.set(position, value);
  next.sort();
  return `${nextPageOrigin ?? origin}${path}?${next.toString()}`;
}

/** A page as an answer, and what it weighs. */
export function pageAnswer(body: string, rows: readonly Row[], { perPage }: ExportQuery): Answer {
  return {
    status: 200,
    headers: JSON_TYPE,
    body,
    weight: {
      records: rows.length,
      bytes: Buffer.byteLength(body),
      perPage,
      firstSecond: rows[0]?.second,
      lastSecond: rows.at(-1)?.second,
    },
  };
}

import { type Answer, flatError } from '../answer.ts';
import { toJson } from '../json.ts';
import { decodeKeysetCursor, encodeKeysetCursor } from './cursor.ts';
import { itemsMember, jsonObject } from './members.ts';
import { cutPage } from './page.ts';
import { readExportQuery, readStartTime } from './query.ts';
import { type ExportRequest, type ExportRules, buildNextUrl, createPageAnswer } from './request.ts';
import type { ExportTable, Row } from './table.ts';

/** Maximum of `page[size]`. The reference says 100, but clients use 1,000 (https://github.com/estuary/connectors/pull/1895). */
const LARGEST_PAGE = 1000;
/** Zendesk's default of `page[size]` in lists. */
const DEFAULT_PAGE = 100;

/** Returns true if the client asks for keyset pages. */
export function isKeysetRequest({ query }: ExportRequest): boolean {
  return query.has('page[size]') || query.has('page[after]');
}

/**
 * Returns a page of Zendesk's cursor pagination on the path of a time-based export, from `start_time`, and after
 * `page[after]` if it is present. Every request needs `start_time`. `links.next` is not null on the last page
 * (recorded in https://github.com/useairfoil/typescript-sdk), only on an empty page, which has no `after_cursor`.
 */
export function keysetExport(table: ExportTable, rules: ExportRules, request: ExportRequest): Answer {
  const perPage = readPageSize(request.query, rules.largestPage);
  if (typeof perPage !== 'number') return perPage;
  const isReached = readPosition(request, rules);
  if (typeof isReached !== 'function') return isReached;

  const query = { ...readExportQuery(request.query, rules), perPage };
  const page = cutPage(table.rows.inCursorOrder(), isReached, { request, query, rules });
  const after = page.last ? encodeKeysetCursor(page.last) : null;
  const next = after === null ? null : buildNextUrl(request, rules, 'page[after]', after);
  const body = jsonObject([
    itemsMember(table, page.rows, query.include),
    ['meta', toJson({ has_more: !page.endOfStream, after_cursor: after, before_cursor: null })],
    ['links', toJson({ prev: null, next })],
  ]);
  return createPageAnswer(body, page.rows, query);
}

/** Reads `page[size]`. Returns the error response if it is invalid or too large. */
function readPageSize(query: URLSearchParams, largestPage: number): number | Answer {
  const text = query.get('page[size]') ?? String(DEFAULT_PAGE);
  const size = /^\d+$/.test(text) ? Number(text) : 0;
  return size >= 1 && size <= LARGEST_PAGE ? Math.min(size, largestPage) : invalid('page[size]');
}

function readPosition({ query, nowMs }: ExportRequest, rules: ExportRules): ((row: Row) => boolean) | Answer {
  const start = readStartTime(query, nowMs, rules.tooRecent);
  if (typeof start !== 'number') return start;
  const cursor = query.get('page[after]');
  if (cursor === null) return (row) => row.second >= start;
  const after = decodeKeysetCursor(cursor);
  if (!after) return invalid('page[after]');
  return ({ second, id }) => second > after.second || (second === after.second && id > after.id);
}

/** The error of Zendesk's lists. The response to an invalid cursor of an incremental export is unknown. */
function invalid(parameter: string): Answer {
  return flatError(400, 'InvalidPaginationParameter', `${parameter} is not valid`);
}

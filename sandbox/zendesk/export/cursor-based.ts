import { type Answer, flatError } from '../answer.ts';
import { toJson } from '../json.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { itemsMember, jsonObject, sideloadMembers } from './members.ts';
import { cutPage } from './page.ts';
import { readExportQuery, readStartTime } from './query.ts';
import { type ExportRequest, type ExportRules, buildNextUrl, createPageAnswer } from './request.ts';
import type { ExportTable, Row } from './table.ts';

/**
 * Returns a page of a cursor-based export, from `start_time` or after a cursor. It has no `count`, `end_time` or
 * `next_page`. Keys and their order follow recorded pages (test/sandbox/zendesk/recorded/).
 */
export function cursorExport(table: ExportTable, rules: ExportRules, request: ExportRequest): Answer {
  const isReached = readPosition(request, rules);
  if (typeof isReached !== 'function') return isReached;

  const query = readExportQuery(request.query, rules);
  const page = cutPage(table.rows.inCursorOrder(), isReached, { request, query, rules });
  // An empty page has no cursor: connectors treat a null cursor as the end of the stream
  // (https://github.com/estuary/connectors, source-zendesk-support-native).
  const after = page.last ? encodeCursor(page.last) : null;
  const body = jsonObject([
    itemsMember(table, page.rows, query.include),
    ...sideloadMembers(table, page.rows, query.include, rules),
    ['after_url', toJson(after === null ? null : buildNextUrl(request, rules, 'cursor', after))],
    ['before_url', 'null'],
    ['after_cursor', toJson(after)],
    ['before_cursor', 'null'],
    ['end_of_stream', String(page.endOfStream)],
  ]);
  return createPageAnswer(body, page.rows, query);
}

/** Reads the position. A cursor takes precedence over `start_time` and can be recent. */
function readPosition({ query, nowMs }: ExportRequest, rules: ExportRules): ((row: Row) => boolean) | Answer {
  const cursor = query.get('cursor');
  if (cursor === null) {
    const start = readStartTime(query, nowMs, rules.tooRecent);
    return typeof start === 'number' ? (row) => row.second >= start : start;
  }
  const after = decodeCursor(cursor);
  // The recorded error of the list endpoints. The response to an invalid incremental cursor is unknown.
  if (!after) return flatError(400, 'InvalidPaginationParameter', 'cursor is not valid');
  return ({ second, id }) => second > after.second || (second === after.second && id > after.id);
}

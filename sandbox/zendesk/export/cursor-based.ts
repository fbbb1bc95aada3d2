import { type Answer, flatError } from '../answer.ts';
import { toJson } from '../json.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { itemsMember, jsonObject, sideloadMembers } from './members.ts';
import { cutPage } from './page.ts';
import { readExportQuery, readStartTime } from './query.ts';
import { type ExportRequest, type ExportRules, nextUrl, pageAnswer } from './request.ts';
import type { ExportTable, Row } from './table.ts';

/**
 * A page of a cursor-based export: from a second on at first, then after a cursor. There is no `count`, `end_time`
 * or `next_page`; keys and order as recorded (test/sandbox/zendesk/recorded/).
 */
export function cursorExport(table: ExportTable, rules: ExportRules, request: ExportRequest): Answer {
  const isReached = readPosition(request, rules);
  if (typeof isReached !== 'function') return isReached;

  const query = readExportQuery(request.query, rules.largestPage);
  const page = cutPage(table.rows.inCursorOrder(), isReached, { request, query, rules });
  // A page that was cut without a row has none: connectors take a null cursor for the end of the stream
  // (https://github.com/estuary/connectors, source-zendesk-support-native).
  const after = page.last ? encodeCursor(page.last) : null;
  const body = jsonObject([
    itemsMember(table, page.rows, query.include),
    ...sideloadMembers(table, page.rows, query.include, rules),
    ['after_url', toJson(after === null ? null : nextUrl(request, rules, 'cursor', after))],
    ['before_url', 'null'],
    ['after_cursor', toJson(after)],
    ['before_cursor', 'null'],
    ['end_of_stream', String(page.endOfStream)],
  ]);
  return pageAnswer(body, page.rows, query);
}

/** A cursor outranks a `start_time`, and may be as young as it likes. */
function readPosition({ query, nowMs }: ExportRequest, rules: ExportRules): ((row: Row) => boolean) | Answer {
  const cursor = query.get('cursor');
  if (cursor === null) {
    const start = readStartTime(query, nowMs, rules.tooRecent);
    return typeof start === 'number' ? (row) => row.second >= start : start;
  }
  const after = decodeCursor(cursor);
  // The list endpoints' recorded error; what a bad incremental cursor gets is not known.
  if (!after) return flatError(400, 'InvalidPaginationParameter', 'cursor is not valid');
  return ({ second, id }) => second > after.second || (second === after.second && id > after.id);
}

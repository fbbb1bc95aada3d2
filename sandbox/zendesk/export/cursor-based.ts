import type { Account } from '../account/account.ts';
import { type Answer, flatError } from '../answer.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { readExportQuery, readStartTime } from './query.ts';
import { type ExportRequest, type ExportRules, nextUrl, pageAnswer } from './request.ts';
import { toJson } from '../json.ts';
import { cutPage, type Position } from './page.ts';
import { jsonObject, sideloadMembers, ticketsMember } from './sideloads.ts';

/**
 * A page of `/api/v2/incremental/tickets/cursor`: from a second on at first, then after a cursor. There is no
 * `count`, `end_time` or `next_page`; keys and order as recorded
 * (https://github.com/treasure-data/embulk-input-zendesk, `cursor_based_tickets.json`).
 */
export function cursorExport(account: Account, rules: ExportRules, request: ExportRequest): Answer {
  const from = readPosition(request, rules);
  if ('status' in from) return from;

  const query = readExportQuery(request.query, rules.largestPage);
  const { versions, endOfStream } = cutPage(account, from, query, {
    wholeSeconds: false,
    nowMs: request.nowMs,
    holdBackSeconds: rules.holdBackSeconds,
  });
  const last = versions.at(-1)?.facts;
  // An empty page has none: connectors take a null cursor for the end of the stream
  // (https://github.com/estuary/connectors, source-zendesk-support-native).
  const after = last ? encodeCursor({ second: last.generatedTimestamp, id: last.id }) : null;
  const body = jsonObject([
    ticketsMember(versions, query.include),
    ...sideloadMembers(versions, query.include, account.subdomain, rules),
    ['after_url', toJson(after === null ? null : nextUrl(request, rules, 'cursor', after))],
    ['before_url', 'null'],
    ['after_cursor', toJson(after)],
    ['before_cursor', 'null'],
    ['end_of_stream', String(endOfStream)],
  ]);
  return pageAnswer(body, versions, query);
}

/** A cursor outranks a `start_time`, and may be as young as it likes. */
function readPosition({ query, nowMs }: ExportRequest, rules: ExportRules): Position | Answer {
  const cursor = query.get('cursor');
  if (cursor === null) {
    const start = readStartTime(query, nowMs, rules.tooRecent);
    return typeof start === 'number' ? { second: start, id: 0 } : start;
  }
  const seen = decodeCursor(cursor);
  // The list endpoints' recorded error; what a bad incremental cursor gets is not known.
  if (!seen) return flatError(400, 'InvalidPaginationParameter', 'cursor is not valid');
  return { second: seen.second, id: seen.id + 1 };
}

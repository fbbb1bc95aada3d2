import type { Answer } from '../answer.ts';
import { toJson } from '../json.ts';
import { itemsMember, jsonObject, type Member, sideloadMembers } from './members.ts';
import { cutPage, type Page } from './page.ts';
import { readExportQuery, readStartTime } from './query.ts';
import { type ExportRequest, type ExportRules, nextUrl, pageAnswer, type SecondMode } from './request.ts';
import type { ExportTable, PageMember, Row } from './table.ts';

/**
 * A page of a time-based export: from a second on, which is included
 * (https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/).
 * What is not in the reference follows 47 recorded pages (test/sandbox/zendesk/recorded/).
 */
export function timeBasedExport(table: ExportTable, rules: ExportRules, request: ExportRequest): Answer {
  const start = readStartTime(request.query, request.nowMs, rules.tooRecent);
  if (typeof start !== 'number') return start;

  const query = readExportQuery(request.query, rules.largestPage);
  const growsWithin = GROWTH[rules.secondMode];
  const page = cutPage(table.rows.inTimeOrder(), (row) => row.second >= start, { request, query, rules, growsWithin });
  const endTime = endTimeOf(page, start, rules.secondMode);
  // Null on an empty page only: at the end of the stream it is still there, and clients that followed it never
  // stopped (facetoe/zenpy#451).
  const nextPage = endTime === null ? null : nextUrl(request, rules, 'start_time', String(endTime));
  const members: Readonly<Record<PageMember, readonly Member[]>> = {
    items: [itemsMember(table, page.rows, query.include)],
    count: [['count', String(page.rows.length)]],
    sideloads: sideloadMembers(table, page.rows, query.include, rules),
    end_of_stream: [['end_of_stream', String(page.endOfStream)]],
    next_page: [['next_page', toJson(nextPage)]],
    end_time: [['end_time', String(endTime)]],
  };
  return pageAnswer(jsonObject(table.members.flatMap((name) => members[name])), page.rows, query);
}

const isOneSecond = (first: Row, last: Row): boolean => first.second === last.second;

/** Per second mode: whether a full page takes another row of its last second. */
const GROWTH: Readonly<Record<SecondMode, (first: Row, last: Row) => boolean>> = {
  whole: isOneSecond,
  overshoot: () => true,
  capped: () => false,
  stuck: () => false,
};

/** Epoch seconds, or null if the page was cut without a single row. */
function endTimeOf({ first, last, endOfStream }: Page, start: number, mode: SecondMode): number | null {
  if (!first || !last) return null;
  if (endOfStream) return last.second;
  if (mode === 'stuck') return Math.floor(start);
  return mode === 'whole' && isOneSecond(first, last) ? last.second + 1 : last.second;
}

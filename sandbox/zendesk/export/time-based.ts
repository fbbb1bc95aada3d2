import type { Answer } from '../answer.ts';
import { toJson } from '../json.ts';
import { itemsMember, jsonObject, type Member, sideloadMembers } from './members.ts';
import { cutPage, type Page } from './page.ts';
import { readExportQuery, readStartTime } from './query.ts';
import { type ExportRequest, type ExportRules, buildNextUrl, createPageAnswer, type SecondMode } from './request.ts';
import type { ExportTable, PageMember, Row } from './table.ts';
import { isVisible } from './visibility.ts';

/**
 * Returns a page of a time-based export, from `start_time` (inclusive)
 * (https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/).
 * Details that the reference omits follow 47 recorded pages (test/sandbox/zendesk/recorded/).
 */
export function timeBasedExport(table: ExportTable, rules: ExportRules, request: ExportRequest): Answer {
  const start = readStartTime(request.query, request.nowMs, rules.tooRecent);
  if (typeof start !== 'number') return start;

  const query = readExportQuery(request.query, rules);
  const growsWithin = GROWTH[rules.secondMode];
  const rows = listRows(table, request.query, start);
  const page = cutPage(rows, (row) => row.second >= start, { request, query, rules, growsWithin });
  const endTime = computeEndTime(page, start, rules);
  // The last page of the stream can have a next_page, and clients that followed it never stopped (facetoe/zenpy#451).
  const isLast = page.endOfStream && rules.nextPageNull === 'end';
  const nextPage = endTime === null || isLast ? null : buildNextUrl(request, rules, 'start_time', String(endTime));
  const members: Readonly<Record<PageMember, () => readonly Member[]>> = {
    items: () => [itemsMember(table, page.rows, query.include)],
    // The meaning is an assumption: the reference does not mention the recorded member.
    total: () => [[`${table.itemKey}_total`, String(countRows(rows, start, request.nowMs, rules))]],
    count: () => [['count', String(page.rows.length)]],
    sideloads: () => sideloadMembers(table, page.rows, query.include, rules),
    end_of_stream: () => [['end_of_stream', String(page.endOfStream)]],
    next_page: () => [['next_page', toJson(nextPage)]],
    end_time: () => [['end_time', String(endTime)]],
  };
  return createPageAnswer(jsonObject(table.members.flatMap((name) => members[name]())), page.rows, query);
}

const isOneSecond = (first: Row, last: Row): boolean => first.second === last.second;

/** By second mode: returns true if a full page also includes the next row of its last second. */
const GROWTH: Readonly<Record<SecondMode, (first: Row, last: Row) => boolean>> = {
  whole: isOneSecond,
  overshoot: () => true,
  capped: () => false,
  stuck: () => false,
};

/** Returns the rows from `start` on, by time unless the table needs other parameters for this order. */
function listRows({ rows, sorting }: ExportTable, query: URLSearchParams, start: number): readonly Row[] {
  const byTime = rows.inTimeOrder();
  if (!sorting || Object.entries(sorting.query).every(([name, value]) => query.get(name) === value)) return byTime;
  return byTime.filter((row) => row.second >= start).toSorted(sorting.otherwise);
}

/** Returns the number of visible rows from `start` on. */
function countRows(rows: readonly Row[], start: number, nowMs: number, { holdBackSeconds }: ExportRules): number {
  return rows.filter((row) => row.second >= start && isVisible(row, nowMs, holdBackSeconds)).length;
}

/** Returns the `end_time` in epoch seconds, or null. A page is empty if it has no rows before filtering. */
function computeEndTime(
  { first, last, endOfStream }: Page,
  start: number,
  { secondMode, nextPageNull }: ExportRules,
): number | null {
  if (!first || !last) return nextPageNull === 'never' ? Math.floor(start) : null;
  if (endOfStream) return last.second;
  if (secondMode === 'stuck') return Math.floor(start);
  return secondMode === 'whole' && isOneSecond(first, last) ? last.second + 1 : last.second;
}

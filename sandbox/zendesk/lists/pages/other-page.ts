import { type Answer, jsonAnswer } from '../../answer.ts';
import { toJson } from '../../json.ts';
import type { Member } from '../../export/members.ts';
import type { ListRow } from '../row.ts';
import type { ListTable, OtherPaging } from '../table.ts';
import { sortRows } from './order.ts';
import { buildPageUrl, createListAnswer, type ListRequest } from './page.ts';

/** Maximum of `per_page`, and its default. */
const LARGEST_PAGE = 100;
/** Rows up to which offset pages go. */
const DEEPEST_ROW = 10_000;

/** Responds to a request without a cursor, given all rows that the request shows. */
type Respond = (table: ListTable, rows: readonly ListRow[], request: ListRequest) => Answer;

/**
 * Returns a page of Zendesk's offset pagination. A `per_page` that is too large is assumed to be the maximum. Only the
 * code and the title of the error are known (CloudSecurityAlliance/csa-zendesk).
 */
const offsetPage: Respond = (table, rows, request) => {
  const page = readNumber(request.query, 'page') ?? 1;
  const { rowsPerPage = LARGEST_PAGE } = table;
  const perPage = Math.min(rowsPerPage, LARGEST_PAGE, readNumber(request.query, 'per_page') ?? LARGEST_PAGE);
  const first = (page - 1) * perPage;
  if (first >= DEEPEST_ROW) return TOO_DEEP;
  const url = (number: number): string => buildPageUrl(request, 'page', String(number));
  const shown = sortOthers(table, rows).slice(first, first + perPage);
  return createListAnswer(table, shown, perPage, [
    ['next_page', toJson(first + perPage < rows.length ? url(page + 1) : null)],
    ['previous_page', toJson(page > 1 ? url(page - 1) : null)],
    ['count', String(rows.length)],
  ]);
};

const TOO_DEEP = jsonAnswer(400, {
  errors: [
    {
      code: 'InvalidPaginationDepth',
      title: 'Pagination requests using Offset Pagination are limited',
      detail: `Pagination is limited to ${DEEPEST_ROW} rows`,
    },
  ],
});

/** Recorded: custom statuses have the members of an offset page (useairfoil/typescript-sdk). */
const wholeList: Respond = (table, rows) =>
  createWhole(table, rows, [
    ['next_page', 'null'],
    ['previous_page', 'null'],
    ['count', String(rows.length)],
  ]);

/** Recorded: schedules have the URL of the request, without `.json`. */
const wholeListWithUrl: Respond = (table, rows, { origin, path }) =>
  createWhole(table, rows, [['url', toJson(`${origin}${path.replace(/\.json$/, '')}`)]]);

const createWhole = (table: ListTable, rows: readonly ListRow[], others: readonly Member[]): Answer =>
  createListAnswer(table, sortOthers(table, rows), rows.length, others);

const sortOthers = ({ order, otherOrder = order }: ListTable, rows: readonly ListRow[]): ListRow[] =>
  sortRows(rows, otherOrder);

/** By paging: the response to a request without a cursor. */
export const OTHER_PAGES: Readonly<Record<OtherPaging, Respond>> = {
  offset: offsetPage,
  whole: wholeList,
  whole_with_url: wholeListWithUrl,
};

/** Reads a positive whole number. Others are assumed to be ignored. */
function readNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

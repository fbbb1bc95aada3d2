import { type Answer, flatError } from '../../answer.ts';
import { toJson } from '../../json.ts';
import type { ListRow } from '../row.ts';
import type { CursorPaging, ListTable, Order } from '../table.ts';
import { CURSOR_STYLES } from './cursor.ts';
import { createComparison, type PlacedRow, placeRows } from './order.ts';
import { buildPageUrl, createListAnswer, type ListRequest } from './page.ts';

/** Returns true if a client asks for cursor pages. */
export const isCursorRequest = ({ query }: ListRequest): boolean =>
  ['page[size]', 'page[after]', 'page[before]'].some((name) => query.has(name));

/**
 * Returns a page of Zendesk's cursor pagination. `links.next` is null only on an empty page, not on the last one
 * (recorded in 2026, useairfoil/typescript-sdk).
 *
 * @param rows - all rows that the request shows
 */
export function cursorPage(
  table: ListTable,
  paging: CursorPaging,
  rows: readonly ListRow[],
  request: ListRequest,
): Answer {
  const requested = readPageSize(request.query, paging);
  if (typeof requested !== 'number') return requested;
  const size = Math.min(requested, table.rowsPerPage ?? requested);
  const order = readOrder(request.query, table, paging);
  if (typeof order !== 'string') return order;
  const isReached = readPosition(request.query, paging, order);
  if (typeof isReached !== 'function') return isReached;

  const reached = placeRows(rows, order).filter(isReached);
  const page = request.query.has('page[before]') ? reached.slice(-size) : reached.slice(0, size);
  const { encode, hasLinks, emptyCursors } = CURSOR_STYLES[paging.style];
  const [first, last] = [page[0], page.at(-1)];
  const before = first ? encode(first.position, order) : null;
  const after = last ? encode(last.position, order) : null;
  const cursors = page.length > 0 ? { after_cursor: after, before_cursor: before } : emptyCursors;
  const links = {
    prev: before === null ? null : buildPageUrl(request, 'page[before]', before),
    next: after === null ? null : buildPageUrl(request, 'page[after]', after),
  };
  const shown = page.map(({ row }) => row);
  return createListAnswer(table, shown, size, [
    ['meta', toJson({ has_more: reached.length > page.length, ...cursors })],
    ...(hasLinks ? ([['links', toJson(links)]] as const) : []),
  ]);
}

/** Reads `page[size]`. The response to a size that is too large is recorded, that to an invalid one is an assumption. */
function readPageSize(query: URLSearchParams, { largestPage }: CursorPaging): number | Answer {
  const text = query.get('page[size]') ?? String(largestPage);
  const size = /^\d+$/.test(text) ? Number(text) : 0;
  if (size > largestPage) return invalid(`page[size] cannot be greater than ${largestPage}`);
  return size >= 1 ? size : invalid('page[size] is not valid');
}

function readOrder(query: URLSearchParams, { order }: ListTable, { sorts }: CursorPaging): Order | Answer {
  const sort = query.get('sort');
  if (sort === null || !sorts) return order;
  return sorts.find((each) => each.split(',')[0] === sort) ?? invalid('sort is not valid');
}

function readPosition(
  query: URLSearchParams,
  { style }: CursorPaging,
  order: Order,
): ((row: PlacedRow) => boolean) | Answer {
  const compare = createComparison(order);
  const [after, before] = [query.get('page[after]'), query.get('page[before]')];
  if (after !== null) {
    const position = CURSOR_STYLES[style].decode(after, order);
    return position ? (row) => compare(row.position, position) > 0 : invalid('page[after] is not valid');
  }
  if (before !== null) {
    const position = CURSOR_STYLES[style].decode(before, order);
    return position ? (row) => compare(row.position, position) < 0 : invalid('page[before] is not valid');
  }
  return () => true;
}

/** The recorded error of lists (estuary/connectors, `bruno/Keyset Cursors`). */
function invalid(description: string): Answer {
  return flatError(400, 'InvalidPaginationParameter', description);
}

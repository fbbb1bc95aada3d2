import type { Caller } from '../access.ts';
import { type Answer, flatError } from '../answer.ts';
import type { Endpoint } from '../endpoint.ts';
import type { ExportRequest, ExportRules } from '../export/request.ts';
import { cursorPage, isCursorRequest } from './pages/cursor-page.ts';
import { OTHER_PAGES } from './pages/other-page.ts';
import type { ListRow } from './row.ts';
import type { ListTable } from './table.ts';

const NOT_FOUND = flatError(404, 'RecordNotFound', 'Not found');

/** Returns the endpoint of a list. */
export function createListEndpoint(table: ListTable): Endpoint {
  const { access, itemKey: resource } = table;
  return {
    path: `/api/v2/${table.path}`,
    access,
    resource,
    ...(access.bucket && { bucket: access.bucket }),
    respond: (request, rulesOf, caller) => respond(table, rulesOf({}), request, caller),
  };
}

function respond(
  table: ListTable,
  { nextPageOrigin }: Pick<ExportRules, 'nextPageOrigin'>,
  { origin, path, query, nowMs }: ExportRequest,
  caller: Caller,
): Answer {
  const listed = table.parent ? listChildren(table, table.parent, path, nowMs) : table.rows(nowMs);
  if (!listed) return NOT_FOUND;
  const { isShown = () => true, cursor, otherwise } = table;
  const rows = listed.filter((row) => isShown(row, query, caller));
  const request = { origin: nextPageOrigin ?? origin, path, query };
  return cursor && (cursor.isDefault || isCursorRequest(request))
    ? cursorPage(table, cursor, rows, request)
    : OTHER_PAGES[otherwise](table, rows, request);
}

/** Returns the rows of the parent in the path. Undefined if there is no such parent. */
function listChildren(
  { rows }: ListTable,
  parent: NonNullable<ListTable['parent']>,
  path: string,
  nowMs: number,
): readonly ListRow[] | undefined {
  const id = Number(/\/(\d+)\//.exec(path)?.[1]);
  return parent.rows(nowMs).some(({ key }) => key === id)
    ? rows(nowMs).filter((row) => parent.idOf(row) === id)
    : undefined;
}

import type { ListPaging } from '../list.ts';
import { describeListPages, parseListPage, readIds } from '../page/list-page.ts';
import type { ListPage } from '../page/page.ts';
import type { ListResource } from '../resource.ts';
import type { ListPosition, NextStep, PositionKind, QueryParameter } from './position.ts';

/** The query parameter for the page size, by paging; null if there is none. */
const SIZE_PARAMETER = {
  cursor: 'page[size]',
  offset: 'per_page',
  none: null,
} as const satisfies Readonly<Record<ListPaging, string | null>>;

/**
 * The pagination of a snapshot: one list from its first page to its last. A list per parent continues with the list of
 * each parent.
 * @see https://developer.zendesk.com/api-reference/introduction/pagination/
 */
export const listPagination: PositionKind<ListPosition> = {
  request: (resource: ListResource, position) => ({
    path: pathOf(resource, position),
    params: [...Object.entries(resource.query), ...filterOf(resource, position), ...startOf(resource, position)],
    sizeParameter: SIZE_PARAMETER[resource.paging],
  }),

  describe(resource: ListResource, { snapshot, page, cursor }) {
    const { parents } = resource;
    const isOfParents = parents !== undefined && page === 1;
    const itemKey = isOfParents ? parents.itemKey : resource.itemKey;
    return {
      format: describeListPages(resource, itemKey),
      parse: (scanned, content) => ({
        ...parseListPage(resource, itemKey, snapshot, scanned),
        ...(isOfParents && { parents: readIds(content, itemKey) }),
      }),
      needsContent: isOfParents,
      canWalk: false,
      hasCursor: cursor !== undefined,
    };
  },

  next(resource: ListResource, position, page: ListPage) {
    const { snapshot, since, parent } = position;
    const following: ListPosition = {
      kind: 'list',
      snapshot,
      page: position.page + 1,
      ...(since !== undefined && { since }),
    };
    if (!page.endOfStream) return continueList(resource, position, page, following);
    const [id, ...others] = page.parents ?? parent?.others ?? [];
    if (id === undefined) return { kind: 'land', position: following, end: 'caught_up' };
    return { kind: 'look_ahead', position: { ...following, parent: { id, others } } };
  },

  // A new snapshot is always later than the one before it.
  restart: ({ kind, snapshot, since }, now) => ({
    kind,
    snapshot: Math.max(Math.floor(now / 1000), snapshot + 1),
    page: 1,
    ...(since !== undefined && { since }),
  }),
};

/** The step after a page behind which the list continues. */
function continueList(
  { paging }: ListResource,
  { cursor }: ListPosition,
  { records, afterCursor }: ListPage,
  following: ListPosition,
): NextStep {
  const continues = {
    cursor: afterCursor !== null && afterCursor !== cursor,
    offset: records.length > 0,
    none: false,
  }[paging];
  if (!continues) return { kind: 'end', outcome: 'stalled' };
  return { kind: 'land', position: { ...following, ...(afterCursor !== null && { cursor: afterCursor }) } };
}

/**
 * Returns the position that replaces one whose parent does not exist anymore: that of the next parent.
 * @returns undefined if there is no further parent
 */
export function skipParent({ parent, ...position }: ListPosition): ListPosition | undefined {
  const [id, ...others] = parent?.others ?? [];
  return id === undefined ? undefined : { ...position, parent: { id, others } };
}

function pathOf({ path, parents }: ListResource, { parent }: ListPosition): string {
  if (parents === undefined) return path;
  return parent === undefined ? parents.path : path.replace('{id}', parent.id);
}

const filterOf = ({ window }: ListResource, { since, snapshot }: ListPosition): readonly QueryParameter[] =>
  window === undefined || since === undefined ? [] : window.filter(since, snapshot);

/** Returns the parameter that selects the start of a page. */
function startOf({ paging }: ListResource, { page, cursor }: ListPosition): readonly QueryParameter[] {
  if (paging === 'offset') return [['page', String(page)]];
  return cursor === undefined ? [] : [['page[after]', cursor]];
}

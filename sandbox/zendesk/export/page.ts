import type { ExportQuery } from './query.ts';
import type { ExportRequest, ExportRules } from './request.ts';
import type { Row } from './table.ts';
import { isVisible } from './visibility.ts';

/** A page of an export. */
export type Page = {
  /** The visible rows of the page. */
  readonly rows: readonly Row[];
  /** The page's first and last row, which may be hidden in the response. */
  readonly first: Row | undefined;
  readonly last: Row | undefined;
  /** True if the export has no more rows. */
  readonly endOfStream: boolean;
};

/** Parameters for cutting a page. */
type Cut = {
  readonly request: ExportRequest;
  readonly query: ExportQuery;
  readonly rules: ExportRules;
  /** Returns true if a full page also includes the next row of its last row's second. Default: never. */
  readonly growsWithin?: (first: Row, last: Row) => boolean;
};

/**
 * Returns the next page of an export.
 *
 * @param all - the rows in the endpoint's order
 * @param isReached - returns true if a row is at or after the requested position
 */
export function cutPage(all: readonly Row[], isReached: (row: Row) => boolean, cut: Cut): Page {
  const { request, query, rules, growsWithin = () => false } = cut;
  const isHidden = (row: Row): boolean => !row.isWanted(query);
  const taken: Row[] = [];
  const page = (endOfStream: boolean): Page => ({
    rows: rules.filtersAfterCut ? taken.filter((row) => !isHidden(row)) : taken,
    first: taken[0],
    last: taken.at(-1),
    endOfStream,
  });

  for (let index = findFirst(all, isReached); index < all.length; index += 1) {
    const row = all[index];
    if (!row || !isVisible(row, request.nowMs, rules.holdBackSeconds)) continue;
    if (!rules.filtersAfterCut && isHidden(row)) continue;
    const [first, last] = [taken[0], taken.at(-1)];
    const grows = first && last && last.second === row.second && growsWithin(first, last);
    if (taken.length >= query.perPage && !grows) return page(false);
    taken.push(row);
  }
  return page(true);
}

/** Returns the index of the first row at or after the position (binary search). */
function findFirst(all: readonly Row[], isReached: (row: Row) => boolean): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = all[middle];
    if (row && !isReached(row)) low = middle + 1;
    else high = middle;
  }
  return low;
}

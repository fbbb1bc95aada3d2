import type { ExportQuery } from './query.ts';
import type { ExportRequest, ExportRules } from './request.ts';
import type { Row } from './table.ts';
import { isVisible } from './visibility.ts';

/** A page as it was cut out of the export. */
export type Page = {
  /** The rows that the page shows. */
  readonly rows: readonly Row[];
  /** The first and last row that the page was cut at: some may be hidden from the answer. */
  readonly first: Row | undefined;
  readonly last: Row | undefined;
  /** The export has no row after the last one. */
  readonly endOfStream: boolean;
};

/** Where to cut a page. */
type Cut = {
  readonly request: ExportRequest;
  readonly query: ExportQuery;
  readonly rules: ExportRules;
  /** Whether a full page takes another row of the second of its last row. Default: never. */
  readonly growsWithin?: (first: Row, last: Row) => boolean;
};

/**
 * Cuts the next page out of an export.
 *
 * @param all - the rows in the endpoint's order
 * @param isReached - whether a row lies at or after the position asked for
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

  for (let index = firstReached(all, isReached); index < all.length; index += 1) {
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

/** Binary search for the first row at or after a position. */
function firstReached(all: readonly Row[], isReached: (row: Row) => boolean): number {
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

import type { Page, PageRecord } from '../page/page.ts';

/** The last landed page. It is persisted so that polls of an idle account do not land the same page repeatedly. */
export type LastPage = {
  /** The end of its object's interval, in epoch seconds. */
  readonly endTime: number;
  /** The page's records, or the last of them. */
  readonly records: readonly PageRecord[];
};

/** Maximum records on the cursor item: about 24 bytes per record, and DynamoDB limits an item to 400 KB. */
const MAX_KEPT_RECORDS = 2000;

/**
 * True if a time-based page contains only the last records of the last landed page, byte for byte. Ids and timestamps
 * are not sufficient: a second update within one second changes neither. The order is ignored, because cursor pages and
 * time-based pages order the records of one second differently (recorded in facetoe/zenpy).
 *
 * @param reached - the position after the page, in epoch seconds. A page that leads beyond the last object's interval
 * is not a duplicate: without its object, the intervals in the keys would have a gap.
 */
export function isDuplicatePage(page: Page, last: LastPage | undefined, reached: number): boolean {
  if (page.pagination !== 'time' || last === undefined || reached > last.endTime) return false;
  const tail = last.records.slice(-page.records.length);
  const known = new Set(tail.map(({ digest }) => digest));
  return (
    page.records.length <= tail.length && page.records.every(({ digest }) => digest !== undefined && known.has(digest))
  );
}

/** Returns the part of a page that Zendesk can return again to a run that begins at `endTime` (epoch seconds). */
export function trimLastPage(last: LastPage, endTime: number): LastPage {
  const first = last.records.findIndex((record) => record.timestamp >= endTime);
  const known = last.records.findLastIndex(({ digest }) => digest === undefined) + 1;
  return { ...last, records: first === -1 ? [] : last.records.slice(Math.max(first, known)).slice(-MAX_KEPT_RECORDS) };
}

import type { Page, PageRecord } from '../page/page.ts';

/** What is remembered of the last landed page, so that an idle account's polls are not landed again and again. */
export type LastPage = {
  /** Epoch seconds: where its object's interval ends. */
  readonly endTime: number;
  /** Its records, or the last of them. */
  readonly records: readonly PageRecord[];
};

/** More than this is not kept on the cursor item (about 24 bytes a record; an item may have 400 kB). */
const MAX_KEPT_RECORDS = 2000;

/**
 * Whether a time-based page holds nothing but the last records of the last landed page, byte for byte. Bytes are
 * compared because a second update within one second leaves id and timestamp as they were. The order is not: records
 * of one second are in another order on time-based pages than on cursor pages (recorded: facetoe/zenpy).
 *
 * @param reached - epoch seconds: the position that the page leads to; a page that leads beyond the last object's
 * interval lands even so, or the listing would show a gap
 */
export function isDuplicatePage(page: Page, last: LastPage | undefined, reached: number): boolean {
  if (page.pagination !== 'time' || last === undefined || reached > last.endTime) return false;
  const tail = last.records.slice(-page.records.length);
  const known = new Set(tail.map(({ digest }) => digest));
  return (
    page.records.length <= tail.length && page.records.every(({ digest }) => digest !== undefined && known.has(digest))
  );
}

/** The part of a page that a run beginning at `endTime` (epoch seconds) can be served again. */
export function trimLastPage(last: LastPage, endTime: number): LastPage {
  const first = last.records.findIndex((record) => record.timestamp >= endTime);
  const known = last.records.findLastIndex(({ digest }) => digest === undefined) + 1;
  return { ...last, records: first === -1 ? [] : last.records.slice(Math.max(first, known)).slice(-MAX_KEPT_RECORDS) };
}

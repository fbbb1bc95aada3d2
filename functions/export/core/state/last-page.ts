import type { Page } from '../page/page.ts';
import type { PageTail } from '../page/page-tails.ts';

/** The last landed page. Polls of an idle account return its last records again, which need not land again. */
export type LastPage = {
  /** The end of its object's interval, in epoch seconds. */
  readonly endTime: number;
  /** The page's last records: a tail for each second from which the next page may return them. The latest is first. */
  readonly tails: readonly PageTail[];
};

/** The records of the last landed page that the first page of the next run may repeat. The cursor item has them. */
export type LastPageTail = PageTail & Pick<LastPage, 'endTime'>;

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
  const whole = page.tails.find(({ records }) => records === page.records.length);
  return whole !== undefined && last.tails.some((tail) => hasSameRecords(tail, whole));
}

const hasSameRecords = (one: PageTail, other: PageTail): boolean =>
  one.records === other.records && one.digest === other.digest;

/**
 * Returns the last landed page after a page that was read. A duplicate page shows more of it: the cursor item has only
 * one tail, but the next run may begin later than this one.
 *
 * @param endTime - the end of the page's interval, in epoch seconds
 */
export const lastPageAfter = (
  last: LastPage | undefined,
  { tails }: Page,
  endTime: number,
  isDuplicate: boolean,
): LastPage => ({ endTime: isDuplicate && last !== undefined ? last.endTime : endTime, tails });

/** Returns the part of the last landed page that a checkpoint keeps. The next run begins at `from` (epoch seconds). */
export function tailFrom({ endTime, tails }: LastPage, from: number): LastPageTail | undefined {
  const tail = tails.findLast((each) => each.from >= from);
  return tail && { ...tail, from, endTime };
}

/** Returns the last landed page as a later run knows it. */
export const fromTail = ({ endTime, ...tail }: LastPageTail): LastPage => ({ endTime, tails: [tail] });

import type { ListedPage } from './listed-object.ts';
import { addRange, type Range } from './ranges.ts';

/** The pages of one snapshot in a listing. */
export type ListedSnapshot = {
  /** When it began, in epoch seconds. */
  readonly time: number;
  readonly objects: number;
  /** The page numbers. An interrupted run may land a page twice. */
  readonly pages: readonly Range[];
  /** The number of the last page; undefined if no object is marked as last. The snapshot is then incomplete. */
  readonly lastPage: number | undefined;
  /** One of its objects. All have the same window. */
  readonly sample: Pick<ListedPage, 'key'>;
};

/**
 * Groups the pages of a list by snapshot. Keeps only one snapshot in memory.
 * @param pages - in the order of their keys, so that the pages of a snapshot follow one another
 */
export async function* groupBySnapshot(pages: AsyncIterable<ListedPage>): AsyncGenerator<ListedSnapshot> {
  let current: ListedSnapshot | undefined;
  for await (const page of pages) {
    if (current !== undefined && current.time !== page.snapshot) {
      yield current;
      current = undefined;
    }
    current = addPage(current, page);
  }
  if (current !== undefined) yield current;
}

function addPage(before: ListedSnapshot | undefined, { snapshot, page, isLast, key }: ListedPage): ListedSnapshot {
  const { objects, pages, lastPage, sample } = before ?? {
    objects: 0,
    pages: [],
    lastPage: undefined,
    sample: { key },
  };
  return {
    time: snapshot,
    objects: objects + 1,
    pages: addRange(pages, { from: page, to: page + 1 }),
    lastPage: isLast ? Math.max(page, lastPage ?? 0) : lastPage,
    sample,
  };
}

import type { FetchedPage } from '../page/fetched-page.ts';
import { skipParent } from '../pagination/list-pagination.ts';
import type { ListPosition } from '../pagination/position.ts';
import type { PageResult } from '../ports/zendesk.ts';
import { fetchPage, interpretNoPage, type PageReader, type ReadResult, readTime } from './fetch-page.ts';
import type { Progress } from './tracking.ts';

/**
 * Reads the page of a list per parent that follows `fetched`. Only that shows whether `fetched` is the last page of the
 * snapshot. Skips parents that do not exist anymore.
 * @param from - the position of the first parent that is left
 */
export async function lookAhead(
  reader: PageReader,
  progress: Progress,
  fetched: FetchedPage,
  from: ListPosition,
): Promise<ReadResult> {
  for (let position: ListPosition | undefined = from; position !== undefined; position = skipParent(position)) {
    const result = await fetchPage(reader, position);
    if (result.kind === 'page') {
      const page = { ...fetched.page, endOfStream: false };
      const next = { kind: 'land', position, held: result } as const;
      return { kind: 'page', fetched: { ...fetched, page }, next, readAt: readTime(reader) };
    }
    if (!isMissing(result)) return interpretNoPage(reader, progress, result);
  }
  return { kind: 'page', fetched, next: { kind: 'land', position: from, end: 'caught_up' } };
}

const isMissing = (result: PageResult): boolean => result.kind === 'refused' && result.refusal.status === 404;

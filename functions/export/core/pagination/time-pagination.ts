import { newestOf, type Page } from '../page/page.ts';
import type { Resource } from '../resource.ts';
import type { AskedFor, NextStep, PositionKind, TimePosition } from './position.ts';

/** Time-based pagination: the page's `end_time` is the next page's `start_time`. */
export const timePagination: PositionKind<TimePosition> = {
  request: ({ pagination }, { startTime }) => ({
    path: pagination.timePath,
    params: { start_time: String(startTime) },
  }),

  next(resource, { startTime }, page, asked) {
    const { records, endOfStream } = page;
    if (records.length === 0 && endOfStream) return { kind: 'end', outcome: 'caught_up' };
    // Stryker disable next-line ConditionalExpression: a position in time gets time-based pages, the condition is for the compiler
    const endTime = page.pagination === 'time' ? page.endTime : null;
    if (!endOfStream && isHidden(startTime, page, endTime, asked)) {
      if (resource.pagination.servesWholeSeconds) return { kind: 'hidden', endTime };
      return records.length === 0 ? STALLED : { kind: 'land', position: at(startTime), end: 'stalled' };
    }
    if (records.length === 0) return afterEmptyPage(resource, startTime, endTime);
    return afterRecords(resource, startTime, page, endTime);
  },
};

const STALLED: NextStep = { kind: 'end', outcome: 'stalled' };

const at = (startTime: number): TimePosition => ({ kind: 'time', startTime });

/**
 * Zendesk may filter a page after cutting it, so that few or no records are left although more follow: a thousand AI
 * agents' tickets in a row, for example. Such a page leads beyond its records.
 */
function isHidden(startTime: number, { records }: Page, endTime: number | null, asked: AskedFor): endTime is number {
  return (
    // Stryker disable next-line ConditionalExpression: null is not beyond any second, the condition is for the compiler
    endTime !== null &&
    endTime > startTime + 1 &&
    endTime <= asked.requestTime / 1000 &&
    records.length < asked.perPage &&
    records.every(({ timestamp }) => timestamp === startTime)
  );
}

/** An empty page that says that more follows. */
function afterEmptyPage({ pagination }: Resource, startTime: number, endTime: number | null): NextStep {
  if (!pagination.servesWholeSeconds) return STALLED;
  // It holds all of its second, which is nothing.
  if (endTime === startTime + 1) return { kind: 'land', position: at(endTime) };
  return { kind: 'dead_end' };
}

function afterRecords({ pagination }: Resource, startTime: number, page: Page, endTime: number | null): NextStep {
  const newest = newestOf(page.records);
  const { endOfStream } = page;
  // An `end_time` ahead of the page's records would skip what appears in between.
  const isWholeSecond =
    pagination.servesWholeSeconds &&
    !endOfStream &&
    endTime === newest + 1 &&
    page.records.every(({ timestamp }) => timestamp === newest);
  const reached = isWholeSecond ? endTime : Math.max(startTime, Math.min(endTime ?? newest, newest));
  if (endOfStream) return { kind: 'land', position: at(reached), end: 'caught_up' };
  if (reached > startTime) return { kind: 'land', position: at(reached) };
  // Never on to the next second: if Zendesk caps a page, that second has more records.
  return pagination.cursorPath === null
    ? { kind: 'land', position: at(startTime), end: 'pinned' }
    : { kind: 'land', position: { kind: 'cursor', second: startTime } };
}

import { describePages } from '../page/page-format.ts';
import { newestOf, type Page, parsePage } from '../page/page.ts';
import type { IncrementalResource } from '../resource.ts';
import { type NextStep, type PositionKind, type RequestDetails, startWalk, type TimePosition } from './position.ts';

/**
 * Time-based pagination: a page's `end_time` is the next page's `start_time`.
 * @see https://developer.zendesk.com/documentation/ticketing/managing-tickets/using-the-incremental-export-api/#time-based-incremental-exports
 */
export const timePagination: PositionKind<TimePosition> = {
  request: ({ pagination }: IncrementalResource, { startTime }) => ({
    path: pagination.timePath,
    params: [['start_time', String(startTime)], ...Object.entries(pagination.query ?? {})],
    sizeParameter: pagination.takesPageSize ? 'per_page' : null,
  }),

  describe: (resource: IncrementalResource, { startTime }) => ({
    format: describePages(resource),
    parse: (scanned) => parsePage(resource, 'time', startTime, scanned),
    needsContent: false,
    canWalk: resource.pagination.walk !== null,
    hasCursor: false,
  }),

  restart: startWalk,

  next(resource: IncrementalResource, { startTime }, page, request) {
    const { records, endOfStream } = page;
    if (records.length === 0 && endOfStream) return { kind: 'end', outcome: 'caught_up' };
    // Stryker disable next-line ConditionalExpression: a time position always has time-based pages, the condition is only for the compiler
    const endTime = page.pagination === 'time' ? page.endTime : null;
    if (!endOfStream && isHidden(startTime, page, endTime, request)) {
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
 * Zendesk may remove rows from a page after selecting them, for example a thousand tickets of AI agents in a row. The
 * page then has few or no records although more follow, and its `end_time` is later than its records.
 */
function isHidden(
  startTime: number,
  { records }: Page,
  endTime: number | null,
  request: RequestDetails,
): endTime is number {
  return (
    // Stryker disable next-line ConditionalExpression: null is not later than any second, the condition is only for the compiler
    endTime !== null &&
    endTime > startTime + 1 &&
    endTime <= request.requestTime / 1000 &&
    records.length < request.perPage &&
    records.every(({ timestamp }) => timestamp === startTime)
  );
}

/** The step after an empty page that is not the end of the stream. */
function afterEmptyPage({ pagination }: IncrementalResource, startTime: number, endTime: number | null): NextStep {
  if (!pagination.servesWholeSeconds) return STALLED;
  // The page contains its whole second, which has no records.
  if (endTime === startTime + 1) return { kind: 'land', position: at(endTime) };
  return { kind: 'dead_end' };
}

function afterRecords(
  { pagination }: IncrementalResource,
  startTime: number,
  page: Page,
  endTime: number | null,
): NextStep {
  const newest = newestOf(page.records);
  const { endOfStream } = page;
  // Do not follow an `end_time` later than the page's records: records that appear late in between would be skipped.
  const isWholeSecond =
    pagination.servesWholeSeconds &&
    !endOfStream &&
    endTime === newest + 1 &&
    page.records.every(({ timestamp }) => timestamp === newest);
  const reached = isWholeSecond ? endTime : Math.max(startTime, Math.min(endTime ?? newest, newest));
  if (endOfStream) return { kind: 'land', position: at(reached), end: 'caught_up' };
  if (reached > startTime) return { kind: 'land', position: at(reached) };
  // A pinned second. Never skip to the next second: if Zendesk capped the page, this second has more records.
  return pagination.walk === null
    ? { kind: 'land', position: at(startTime), end: 'pinned' }
    : { kind: 'land', position: { kind: 'cursor', second: startTime } };
}

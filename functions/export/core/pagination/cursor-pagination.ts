import { describePages } from '../page/page-format.ts';
import { type Page, parsePage } from '../page/page.ts';
import type { IncrementalResource } from '../resource.ts';
import { walkStyleOf } from '../walk-style.ts';
import {
  type CursorPosition,
  type LandStep,
  type NextStep,
  type PositionKind,
  type QueryParameter,
  startWalk,
} from './position.ts';

/**
 * Cursor-based and keyset pagination, used for a cursor walk: reading one pinned second page by page. The walk ends when the last
 * record of a page is later than that second. Time-based pagination then resumes at that record's timestamp.
 */
export const cursorPagination: PositionKind<CursorPosition> = {
  request(resource: IncrementalResource, { second, cursor }) {
    const { walk, timePath, query, takesPageSize } = resource.pagination;
    const { cursorParameter, sizeParameter, repeatsStartTime } = walkStyleOf(resource);
    const params: QueryParameter[] = [];
    if (cursor === undefined || repeatsStartTime) params.push(['start_time', String(second)]);
    if (cursor !== undefined) params.push([cursorParameter, cursor]);
    return {
      path: walk?.path ?? timePath,
      params: [...params, ...Object.entries(query ?? {})],
      sizeParameter: takesPageSize ? sizeParameter : null,
    };
  },

  describe: (resource: IncrementalResource, { second, cursor }) => ({
    format: describePages(resource),
    parse: (scanned) => parsePage(resource, 'cursor', second, scanned),
    needsContent: false,
    canWalk: false,
    hasCursor: cursor !== undefined,
  }),

  restart: startWalk,

  next(_resource, position, page) {
    // Stryker disable next-line ConditionalExpression: only cursor pages have an after_cursor, the condition is only for the compiler
    const afterCursor = page.pagination === 'cursor' ? page.afterCursor : null;
    const last = page.records.at(-1);
    if (last === undefined) return afterEmptyPage(position, page, afterCursor);
    // A page whose after_cursor equals the requested cursor is the last one.
    const isLast = page.endOfStream || afterCursor === position.cursor;
    const end: Pick<LandStep, 'end'> = isLast ? { end: 'caught_up' } : {};
    if (last.timestamp > position.second) {
      return { kind: 'land', position: { kind: 'time', startTime: last.timestamp }, ...end };
    }
    // After the last visible record, Zendesk may hide rows of later seconds. A cursor beyond such rows must not be
    // persisted: the next run would skip records that appear late before them. A cursor that does not show its second
    // counts as one of the last visible record.
    const isBeyond = afterCursor === null || (cursorSecond(afterCursor) ?? position.second) > position.second;
    const persistable: Pick<LandStep, 'checkpointCursor'> = isBeyond ? {} : { checkpointCursor: afterCursor };
    return { kind: 'land', position: withCursor(position, afterCursor), ...persistable, ...end };
  },
};

function afterEmptyPage(position: CursorPosition, page: Page, afterCursor: string | null): NextStep {
  if (page.endOfStream || afterCursor === position.cursor) {
    return { kind: 'end', outcome: 'caught_up' };
  }
  if (afterCursor === null) return { kind: 'end', outcome: 'stalled' };
  // Zendesk hid all rows of the page. Follow its cursor in this run, but do not persist it for the next run.
  return { kind: 'land', position: withCursor(position, afterCursor) };
}

const withCursor = (position: CursorPosition, cursor: string | null): CursorPosition =>
  cursor === null ? position : { ...position, cursor };

/**
 * Extracts the timestamp of a cursor's row. Zendesk does not document the format: recorded cursors are base64 of
 * `<timestamp>.0||<id>|` (facetoe/zenpy, estuary/connectors). Those of keyset pagination do not contain a timestamp.
 *
 * @returns epoch seconds; undefined if the cursor has another format
 */
function cursorSecond(cursor: string): number | undefined {
  const [, second] = /^(\d+)(?:\.\d+)?\|\|/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  return second === undefined ? undefined : Number(second);
}

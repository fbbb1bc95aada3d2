import type { Page } from '../page/page.ts';
import type { CursorPosition, LandStep, NextStep, PositionKind } from './position.ts';

/** A walk through one second by the cursor-based endpoint, until a page's last record lies beyond it. */
export const cursorPagination: PositionKind<CursorPosition> = {
  request: ({ pagination }, { second, cursor }) => ({
    // A position of this kind exists only for resources with a cursor endpoint.
    path: pagination.cursorPath ?? pagination.timePath,
    params: cursor === undefined ? { start_time: String(second) } : { cursor },
  }),

  next(_resource, position, page) {
    // Stryker disable next-line ConditionalExpression: only cursor pages have an after_cursor, the condition is for the compiler
    const afterCursor = page.pagination === 'cursor' ? page.afterCursor : null;
    const last = page.records.at(-1);
    if (last === undefined) return afterEmptyPage(position, page, afterCursor);
    // A cursor that leads to itself leads nowhere.
    const isLast = page.endOfStream || afterCursor === position.cursor;
    const end: Pick<LandStep, 'end'> = isLast ? { end: 'caught_up' } : {};
    if (last.timestamp > position.second) {
      return { kind: 'land', position: { kind: 'time', startTime: last.timestamp }, ...end };
    }
    // Behind the last record that a page shows, Zendesk may hide rows of later seconds. What appears late in front of
    // them would be skipped by the next run if it continued from there.
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
  // Its records were filtered out. The cursor of such a page is followed, but not kept for the next run.
  return { kind: 'land', position: withCursor(position, afterCursor) };
}

const withCursor = (position: CursorPosition, cursor: string | null): CursorPosition =>
  cursor === null ? position : { ...position, cursor };

/**
 * Epoch seconds of the row that a cursor names: it is base64 of `<timestamp>.0||<id>|` (decoded from recorded pages:
 * facetoe/zenpy, estuary/connectors). Undefined if it has another form.
 */
function cursorSecond(cursor: string): number | undefined {
  const [, second] = /^(\d+)(?:\.\d+)?\|\|/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  return second === undefined ? undefined : Number(second);
}

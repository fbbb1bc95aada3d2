import { describe, expect, it } from 'vitest';
import type { LandStep } from '#functions/export/core/pagination/position.ts';
import {
  addCounters,
  buildCheckpoint,
  buildReleaseUpdate,
  buildResult,
  hasMoved,
  recordCheckpoint,
  recordRead,
  reposition,
  resolveOutcome,
} from '#functions/export/core/run/export-state.ts';
import { trackIntervals, persistPinnedSecond } from '#functions/export/core/run/interval-tracking.ts';
import type { ExportState } from '#functions/export/core/run/tracking.ts';
import type { CursorItem } from '#functions/export/core/state/cursor.ts';
import { cursorPage, TICKETS, timePage } from '#test/support/functions/pages.ts';

const stateOf = (item: CursorItem): ExportState => trackIntervals(TICKETS).open(item, { startTime: 0 }, 0);
const walk = (second: number, cursor?: string) => ({ kind: 'cursor' as const, second, ...(cursor && { cursor }) });
const to = (position: LandStep['position'], checkpointCursor?: string): LandStep => ({
  kind: 'land',
  position,
  ...(checkpointCursor && { checkpointCursor }),
});

/** The state after the checkpoint of a settled page. */
function checkpointed(state: ExportState, next: LandStep): ExportState {
  const { write, heldBackTo } = buildCheckpoint(state, next, {
    requestTime: 1_000_000,
    settleSeconds: 300,
    landedAt: 1_000_000,
    perPage: undefined,
  });
  return recordCheckpoint(state, write, heldBackTo);
}

const pending = (state: ExportState) => {
  const { runHistory, ...update } = buildReleaseUpdate(state, undefined, {});
  return update;
};

describe('the result of a run', () => {
  it('sums up the newly written pages, records and bytes', () => {
    const first = addCounters(stateOf({ endTime: 100 }), { pages: 1, records: 2, bytes: 10 });
    expect(buildResult(addCounters(first, { pages: 1, records: 1, bytes: 5 }), 0)).toMatchObject({
      pages: 2,
      records: 3,
      bytes: 15,
    });
  });

  it('reports the lag in whole seconds between the position and now', () => {
    expect(buildResult(stateOf({ endTime: 100 }), 160_999)).toMatchObject({
      startTime: 100,
      endTime: 100,
      lagSeconds: 60,
    });
  });

  it('ends at the position after the last page read', () => {
    const state = recordRead(
      stateOf({ endTime: 100 }),
      { page: timePage([100, 130]) },
      to({ kind: 'time', startTime: 130 }),
      false,
    );
    expect(buildResult(state, 0)).toMatchObject({ startTime: 100, endTime: 130 });
  });
});

describe('buildReleaseUpdate', () => {
  it('contains no changes if there are none, or a checkpoint has persisted them', () => {
    const state = stateOf({ endTime: 100, afterCursor: 'c', pinnedSecond: 100 });
    expect(pending(state)).toEqual({ cursorRefused: false });
    const refused = reposition(state, walk(100), 'cursor_refused');
    expect(pending(refused)).toEqual({ cursorRefused: true, pinnedSecond: 100 });
    expect(pending(checkpointed(refused, to(walk(100, 'd'), 'd')))).toEqual({ cursorRefused: false });
  });

  it('contains a pinned second found at the start of the next run', () => {
    const state = reposition(stateOf({ endTime: 100 }), walk(100), 'page_timeout');
    expect(state.progress.position).toEqual(walk(100));
    expect(pending(state)).toEqual({ pinnedSecond: 100, cursorRefused: false });
  });

  it('omits a pinned second found later, which would replace the one at end_time', () => {
    const state = reposition(stateOf({ endTime: 100, pinnedSecond: 100 }), walk(170), 'heavy_second');
    expect(pending(state)).toEqual({ cursorRefused: false });
    expect(state.persisted.cursor).toEqual({ endTime: 100, pinnedSecond: 100 });
  });

  it('contains the reduced page size', () => {
    expect(buildReleaseUpdate(stateOf({}), 7, {})).toMatchObject({ perPage: 7 });
  });
});

it('a checkpoint at a pinned second keeps the other attributes, and the lookback window does not lower end_time', () => {
  const state = persistPinnedSecond(stateOf({ endTime: 100, startTime: 7, perPage: 1 }), walk(100));
  const { write } = buildCheckpoint(state, to(walk(100)), {
    requestTime: 110_000,
    settleSeconds: 300,
    landedAt: 110_000,
    perPage: 1,
  });
  const runHistory = { totalPages: 0, totalRecords: 0, totalBytes: 0 };
  expect(write).toEqual({ endTime: 100, startTime: 7, pinnedSecond: 100, perPage: 1, runHistory });
});

describe('reposition', () => {
  it('keeps the cursor if the cursor walk begins for another reason than a rejected cursor', () => {
    const state = reposition(stateOf({ endTime: 100, afterCursor: 'c' }), walk(100), 'page_timeout');
    expect(state.progress.hasRestarted).toBe(false);
    expect(state.persisted.cursor).toMatchObject({ afterCursor: 'c' });
  });

  it('drops a rejected cursor and marks the cursor walk as restarted', () => {
    const state = reposition(stateOf({ endTime: 100, afterCursor: 'c' }), walk(100), 'cursor_refused');
    expect(state.progress.hasRestarted).toBe(true);
    expect(state.persisted.cursor).toEqual({ endTime: 100, pinnedSecond: 100 });
    expect(hasMoved(state)).toBe(false);
  });
});

describe('resolveOutcome in a cursor walk through hidden rows', () => {
  const hidden = reposition(stateOf({ endTime: 100 }), walk(100), 'hidden_page');

  it('returns stalled if the run is out of time and has not advanced the position', () => {
    expect(resolveOutcome(hidden, 'budget_spent')).toBe('stalled');
    expect(resolveOutcome(hidden, 'rate_limited')).toBe('stalled');
    expect(resolveOutcome(hidden, 'lease_lost')).toBe('lease_lost');
  });

  it('keeps the outcome if the run has advanced the position or left the walk', () => {
    const moved = checkpointed(hidden, to(walk(100, 'd'), 'd'));
    expect(resolveOutcome(moved, 'budget_spent')).toBe('budget_spent');
    const left = recordRead(hidden, { page: cursorPage([130]) }, to({ kind: 'time', startTime: 130 }), false);
    expect(resolveOutcome(left, 'budget_spent')).toBe('budget_spent');
    expect(resolveOutcome(stateOf({ endTime: 100 }), 'budget_spent')).toBe('budget_spent');
  });

  it('returns stalled after an empty page of a walk that began for another reason', () => {
    const pinned = reposition(stateOf({ endTime: 100 }), walk(100), 'page_timeout');
    expect(resolveOutcome(pinned, 'budget_spent')).toBe('budget_spent');
    const empty = recordRead(pinned, { page: cursorPage([]) }, to(walk(100, 'x')), false);
    expect(resolveOutcome(empty, 'budget_spent')).toBe('stalled');
  });
});
